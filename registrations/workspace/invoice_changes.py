"""What differs between an invoice and the one that replaces it, as words of old and new."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from registrations.models import Document
from registrations.words import InvoiceDelivery, PayerKind
from registrations.workspace.wording import brief_day

Change = tuple[str, str, str]

_LABELS = {
    "kind": _("Who pays"),
    "name": _("Name on the invoice"),
    "org_number": _("Organisation number"),
    "reference": _("Invoice reference"),
    "order_number": _("Order number"),
    "invoiced_object": _("Invoiced object"),
    "contract": _("Contract number"),
    "email": _("Invoice e-mail"),
    "delivery": _("How the invoice is to come"),
    "endpoint": _("Address for e-invoices: GLN or Peppol id"),
    "street": _("Street or box"),
    "postcode": _("Postcode"),
    "town": _("Town"),
    "country": _("Country"),
    "vat_number": _("VAT number"),
}


def changes_of(former: Document, fresh: Document) -> list[Change]:
    """Return label, old and new of what the buyer's part and the due date say otherwise."""
    old, new = (one.content.get("buyer", {}) for one in (former, fresh))
    found = [
        (str(label), _words(name, old.get(name)), _words(name, new.get(name)))
        for name, label in _LABELS.items()
        if (old.get(name) or "") != (new.get(name) or "")
    ]
    return found


def due_words(document: Document) -> str:
    return brief_day(document.due_on) if document.due_on else "–"


def _words(name: str, value: Any) -> str:
    if not value:
        return "–"
    choices = {"delivery": InvoiceDelivery, "kind": PayerKind}.get(name)
    return str(choices(value).label) if choices else str(value)
