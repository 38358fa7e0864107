"""What must be right with an invoice before it is issued; each fault is one sentence."""

from django.utils.translation import gettext

from registrations.models import Document
from registrations.words import InvoiceDelivery, PayerKind


def problems_of(document: Document) -> list[str]:
    """Return what is missing or wrong with an invoice, in sentences; nothing where all is well."""
    content = document.content
    buyer = content["buyer"]
    problems = []
    if not buyer["name"]:
        problems.append(gettext("The buyer’s name is missing."))
    if buyer["kind"] == PayerKind.ORGANISATION and not (buyer["street"] and buyer["town"]):
        problems.append(gettext("The buyer’s address is missing."))
    if buyer["delivery"] == InvoiceDelivery.PEPPOL and not (
        buyer["reference"] or buyer["order_number"]
    ):
        problems.append(
            gettext("An e-invoice needs the buyer’s reference or order number; both are missing.")
        )
    return problems
