"""Seller and buyer of a document's frozen content, as the words of its page."""

from collections.abc import Sequence
from typing import Any

from babel import Locale
from django.utils.translation import get_language, gettext, pgettext

from registrations import formats

Party = dict[str, Any]
GLN_SCHEME = "0088"


def seller_of(seller: Party, home: str = "SE") -> Party:
    vat = seller.get("vat_number")
    f_tax = gettext("Approved for F-tax") if seller.get("is_f_tax_approved") else ""
    lines = [
        _labelled(gettext("Organisation number"), seller.get("org_number", "")),
        _labelled(gettext("VAT number"), vat) if vat else gettext("Outside VAT"),
        f_tax,
        *_address(seller, home),
    ]
    return {
        "heading": pgettext("document", "Seller"),
        "name": seller.get("name", ""),
        "lines": [line for line in lines if line],
    }


def buyer_of(buyer: Party, *, home: str, has_reference: bool) -> Party:
    """Return the buyer; the reference stands here where it has no table of its own."""
    reference = buyer.get("reference", "") if has_reference else ""
    lines = [
        _labelled(gettext("Organisation number"), buyer.get("org_number", "")),
        _labelled(gettext("VAT number"), buyer.get("vat_number", "")),
        *_address(buyer, home),
        _labelled(gettext("Your reference"), reference),
    ]
    return {
        "heading": pgettext("document", "Buyer"),
        "name": buyer["name"],
        "lines": [line for line in lines if line],
    }


def references_of(buyer: Party) -> list[list[str]]:
    """Return all by which the buyer sorts its invoices, each with its label."""
    scheme, _colon, endpoint = buyer.get("endpoint", "").partition(":")
    is_gln = scheme == GLN_SCHEME
    rows = [
        [gettext("Your reference"), buyer.get("reference", "")],
        [gettext("Order number"), buyer.get("order_number", "")],
        [gettext("Invoiced object"), buyer.get("invoiced_object", "")],
        [pgettext("document", "Contract"), buyer.get("contract", "")],
        [pgettext("document", "GLN"), endpoint if is_gln else ""],
        [gettext("Peppol address"), "" if is_gln else buyer.get("endpoint", "")],
    ]
    return [row for row in rows if row[1]]


def footer_of(seller: Party) -> str:
    vat = seller.get("vat_number") or gettext("Outside VAT")
    town = ", ".join(part for part in _address(seller, "") if part)
    parts = [seller.get("name", ""), seller.get("org_number", ""), vat, town]
    parts += [seller.get("email", ""), formats.unbroken(seller.get("phone", ""))]
    return " · ".join(part for part in parts if part)


def _address(party: Party, home: str) -> Sequence[str]:
    """Return street and town, and the country where it is not the seller's."""
    town = f"{party.get('postcode', '')} {party.get('town', '')}".strip()
    country = party.get("country", "")
    abroad = _country(country) if home and country and country != home else ""
    return (party.get("street", ""), town, abroad)


def _country(code: str) -> str:
    return Locale.parse(get_language() or "sv").territories.get(code, code)


def _labelled(label: str, value: str) -> str:
    return f"{label}: {value}" if value else ""
