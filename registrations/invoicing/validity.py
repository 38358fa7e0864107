"""What must be right with an invoice before it is issued; each fault is one sentence."""

from typing import Any

from django.utils.translation import gettext

from registrations.invoicing import official_rules
from registrations.invoicing.identifiers import is_vat_number
from registrations.invoicing.ubl import can_write, write_ubl
from registrations.invoicing.ubl_gaps import gaps_of, is_of_organisation, wrong_accounts
from registrations.invoicing.ubl_rules import broken_rules
from registrations.models import Document
from registrations.words import InvoiceDelivery, PayerKind, VatKind

VAT_OF_A_RATE = "BR-CO-17"
_WAYS_TO_PAY = ("bankgiro", "plusgiro", "iban")


def problems_of(document: Document) -> list[str]:
    """Return what is missing or wrong with an invoice, in sentences; nothing where all is well.

    What only an e-invoice needs is asked for only where the buyer wants one.
    """
    content = document.content
    problems = _problems_of_buyer(content) + _problems_of_seller(content)
    wants_one = content["buyer"]["delivery"] == InvoiceDelivery.PEPPOL
    if wants_one and is_of_organisation(content):
        problems += gaps_of(content)
    if can_write(content):
        broken = _rules_broken(write_ubl(content))
        problems += [_sentence(rule, words) for rule, words in broken.items()]
    return list(dict.fromkeys(problems))


def _sentence(rule: str, words: str) -> str:
    if rule == VAT_OF_A_RATE:
        return gettext(
            "So many prices with VAT are on the invoice that the VAT rounded for each differs from"
            " the VAT of the whole by more than a krona (%(rule)s). Make several invoices of it."
        ) % {"rule": rule}
    return gettext("The e-invoice would break the rule %(rule)s. In its own words: %(words)s") % {
        "rule": rule,
        "words": words,
    }


def _rules_broken(xml: bytes) -> dict[str, str]:
    """Return the rules that an e-invoice breaks, with their words, which are English."""
    rules = {}
    if official_rules.is_on():
        # An access point may refuse what is only warned of.
        rules = {one.rule: one.words for one in official_rules.findings_of(xml)}
    return {broken.rule: broken.words for broken in broken_rules(xml)} | rules


def _problems_of_buyer(content: dict[str, Any]) -> list[str]:
    buyer = content["buyer"]
    problems = []
    if not buyer["name"]:
        problems.append(gettext("The buyer’s name is missing."))
    if buyer["kind"] == PayerKind.ORGANISATION and not (buyer["street"] and buyer["town"]):
        problems.append(gettext("The buyer’s address is missing."))
    is_reversed = any(part["kind"] == VatKind.REVERSE for part in content["vat"])
    if is_reversed and not is_vat_number(buyer.get("vat_number") or ""):
        problems.append(gettext("Reverse charge needs the buyer’s VAT number."))
    return problems


def _problems_of_seller(content: dict[str, Any]) -> list[str]:
    """Return what the seller's details lack of what stands on every invoice (ML 17 kap. 24 §)."""
    seller = content["seller"]
    problems = []
    if not (seller["name"] and seller["street"] and seller["town"]):
        problems.append(gettext("The seller’s name or address is missing: see “Seller’s details”."))
    if content["vat_ore"] and not seller["vat_number"]:
        problems.append(gettext("There is VAT on the invoice, but the seller has no VAT number."))
    if content["payable_ore"] > 0 and not any(seller[name] for name in _WAYS_TO_PAY):
        problems.append(
            gettext("No account to pay to: write bankgiro, plusgiro or IBAN in “Seller’s details”.")
        )
    return problems + wrong_accounts(seller)
