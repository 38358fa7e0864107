"""What must be right with an invoice before it is issued; each fault is one sentence."""

from typing import Any

from django.utils.translation import gettext

from registrations.invoicing import official_rules
from registrations.invoicing.identifiers import is_vat_number
from registrations.invoicing.ubl import can_write, write_ubl
from registrations.invoicing.ubl_gaps import gaps_of, is_of_organisation
from registrations.invoicing.ubl_rules import broken_rules
from registrations.models import Document
from registrations.words import InvoiceDelivery, PayerKind, VatKind


def problems_of(document: Document) -> list[str]:
    """Return what is missing or wrong with an invoice, in sentences; nothing where all is well.

    What only an e-invoice needs is asked for only where the buyer wants one.
    """
    content = document.content
    problems = _problems_of_buyer(content)
    wants_one = content["buyer"]["delivery"] == InvoiceDelivery.PEPPOL
    if wants_one and is_of_organisation(content):
        problems += gaps_of(content)
    if can_write(content):
        problems += [
            gettext("The e-invoice would break the rule %(rule)s.") % {"rule": rule}
            for rule in _rules_broken(write_ubl(content))
        ]
    return problems


def _rules_broken(xml: bytes) -> list[str]:
    rules = [broken.rule for broken in broken_rules(xml)]
    if official_rules.is_on():
        rules += [one.rule for one in official_rules.findings_of(xml) if one.is_fatal]
    return list(dict.fromkeys(rules))


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
