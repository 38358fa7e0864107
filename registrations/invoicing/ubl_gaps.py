"""What a document lacks to become an e-invoice, each in one sentence for the bookkeeper."""

from typing import Any

from django.utils.translation import gettext

from registrations.invoicing.identifiers import (
    is_bankgiro,
    is_endpoint,
    is_iban,
    is_plusgiro,
    is_vat_number,
    swedish_number,
)
from registrations.invoicing.peppol_release import (
    CATEGORY_OF_REASON,
    COUNTRIES,
    REASON_CODES,
    SWEDISH_RATES,
)
from registrations.invoicing.ubl_money import Group, groups_of
from registrations.words import DocumentKind, PayerKind


def is_of_organisation(content: dict[str, Any]) -> bool:
    """Tell whether a document is an organisation's invoice, or the credit note of one."""
    original = content.get("credits") or {}
    is_invoice = DocumentKind.INVOICE in (content["kind"], original.get("kind"))
    return is_invoice and content["buyer"].get("kind") == PayerKind.ORGANISATION


def gaps_of(content: dict[str, Any]) -> list[str]:
    """Return what an e-invoice of this organisation would lack; nothing where it can be written."""
    groups = groups_of(content)
    return [
        *_gaps_of_buyer(content["buyer"]),
        *_gaps_of_seller(content["seller"], groups),
        *_gaps_of_vat(content["seller"], groups),
    ]


def _gaps_of_buyer(buyer: dict[str, Any]) -> list[str]:
    gaps = []
    if not (buyer.get("reference") or buyer.get("order_number")):
        gaps.append(
            gettext("An e-invoice needs the buyer’s reference or order number; both are missing.")
        )
    if not buyer.get("endpoint"):
        gaps.append(gettext("An e-invoice needs the buyer’s Peppol address or GLN."))
    elif not is_endpoint(buyer["endpoint"]):
        gaps.append(
            gettext(
                "The buyer’s Peppol address %(endpoint)s is not right. It is written as"
                " 0007:2120001256 or 0088:7300010000001, with a check digit last."
            )
            % {"endpoint": buyer["endpoint"]}
        )
    if not buyer.get("name") or buyer.get("country") not in COUNTRIES:
        gaps.append(gettext("An e-invoice needs the buyer’s name and country."))
    return gaps


def _gaps_of_seller(seller: dict[str, Any], groups: list[Group]) -> list[str]:
    gaps = []
    if not (seller.get("name") and seller.get("org_number")):
        gaps.append(gettext("The seller’s name or organisation number is missing."))
    if seller.get("country") not in COUNTRIES:
        gaps.append(gettext("The seller’s country is missing."))
    elif seller["country"] == "SE" and not swedish_number(seller.get("org_number", "")):
        gaps.append(gettext("The seller’s organisation number is not right."))
    if not is_endpoint(seller.get("endpoint", "")):
        gaps.append(gettext("The seller’s Peppol address is missing or is not right."))
    is_known = bool(seller.get("vat_number") and is_vat_number(seller["vat_number"]))
    if groups[0].category != "O" and not is_known:
        gaps.append(gettext("The seller’s VAT number is missing or is not right."))
    return gaps + wrong_accounts(seller)


def wrong_accounts(seller: dict[str, Any]) -> list[str]:
    """Return what is wrong with the accounts that the seller wants to be paid to."""
    checks = (
        ("bankgiro", is_bankgiro, gettext("The seller’s bankgiro number is not right.")),
        ("plusgiro", is_plusgiro, gettext("The seller’s plusgiro number is not right.")),
        ("iban", is_iban, gettext("The seller’s IBAN is not right.")),
    )
    return [
        words for name, is_right, words in checks if seller.get(name) and not is_right(seller[name])
    ]


def _gaps_of_vat(seller: dict[str, Any], groups: list[Group]) -> list[str]:
    gaps = []
    categories = {group.category for group in groups}
    if "O" in categories and len(categories) > 1:
        gaps.append(
            gettext(
                "What is outside VAT cannot stand on the same e-invoice as other sales. Invoice"
                " them apart, or change how the fee stands to VAT."
            )
        )
    rates = {group.rate for group in groups if group.category == "S"}
    if seller.get("country") == "SE" and not rates <= SWEDISH_RATES:
        gaps.append(gettext("An e-invoice takes only the VAT rates 25, 12 and 6 per cent."))
    for group in groups:
        gaps += _gaps_of_reason(group)
    return gaps


def _gaps_of_reason(group: Group) -> list[str]:
    if group.category in ("S", "Z"):
        return []
    if not (group.reason or group.reason_code):
        return [gettext("The reason for no VAT is missing. Write it under “VAT texts”.")]
    code = group.reason_code
    is_known = not code or (
        code in REASON_CODES and CATEGORY_OF_REASON.get(code, group.category) == group.category
    )
    if is_known:
        return []
    return [
        gettext("The code %(code)s does not suit the reason for no VAT. See “VAT texts”.")
        % {"code": code}
    ]
