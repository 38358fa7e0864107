"""How issued invoices stand: what is left to pay of each, and the state that this amounts to."""

from datetime import date
from typing import Any

from django.db.models import BigIntegerField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from registrations.models import (
    Allocation,
    Charge,
    Document,
    DocumentEvent,
    Reminder,
)
from registrations.words import ChargeKind, DocumentKind, InvoiceHappening, InvoiceState


def invoices() -> QuerySet[Document, Any]:
    """Return all invoices with what is left of them.

    Each has `billed_ore` (its charges), `lowered_ore` (credits, discounts, rounding; negative),
    `written_off_ore` (negative), `paid_ore`, `reminder_fees_ore` (left to pay of fees for
    reminding of it), `open_ore` (left to pay, those fees apart), `was_sent`, `reminded` (how many
    times) and `pay_by` (the last reminder's day, or the invoice's).
    """
    return stand(Document.objects.filter(kind=DocumentKind.INVOICE))


def stand(documents: QuerySet[Document, Any]) -> QuerySet[Document, Any]:
    """Annotate documents with how they stand, as `invoices` says."""
    charges = Charge.objects.filter(reverses__isnull=True)
    lowering = Charge.objects.filter(reverses__isnull=False)
    write_offs = Q(kind=ChargeKind.WRITE_OFF)
    sent = DocumentEvent.objects.filter(document=OuterRef("pk"), happening=InvoiceHappening.SENT)
    reminders = Reminder.objects.filter(document=OuterRef("pk")).order_by("-number")
    counted = reminders.order_by().values("document").annotate(n=Count("pk")).values("n")
    by_reminder = "reminder__document"
    return documents.annotate(
        billed_ore=_gross(charges, "document_line__document"),
        lowered_ore=_gross(lowering.exclude(write_offs), "reverses__document_line__document"),
        written_off_ore=_gross(lowering.filter(write_offs), "reverses__document_line__document"),
        paid_ore=_sum(Allocation.objects.all(), "charge__document_line__document"),
        reminder_fees_ore=_gross(charges, by_reminder)
        + _gross(lowering, f"reverses__{by_reminder}")
        - _sum(Allocation.objects.all(), f"charge__{by_reminder}"),
        open_ore=F("billed_ore") + F("lowered_ore") + F("written_off_ore") - F("paid_ore"),
        was_sent=Exists(sent),
        reminded=Coalesce(Subquery(counted), 0),
        pay_by=Coalesce(Subquery(reminders.values("due_on")[:1]), F("due_on")),
    )


def _sum(rows: QuerySet[Any], by: str, of: str = "amount_ore") -> Coalesce:
    sums = rows.order_by().filter(**{by: OuterRef("pk")}).values(by).annotate(total=Sum(of))
    return Coalesce(Subquery(sums.values("total"), output_field=BigIntegerField()), 0)


def _gross(charges: QuerySet[Charge, Any], by: str) -> Any:
    return _sum(charges, by, "net_ore") + _sum(charges, by, "vat_ore")


def state_of(invoice: Any) -> InvoiceState:
    """Return the state of an invoice that came by `invoices`."""
    if invoice.billed_ore > 0 and invoice.billed_ore + invoice.lowered_ore <= 0:
        return InvoiceState.CREDITED
    if invoice.open_ore <= 0:
        return InvoiceState.WRITTEN_OFF if invoice.written_off_ore else InvoiceState.PAID
    if invoice.paid_ore > 0:
        return InvoiceState.PARTLY_PAID
    if invoice.reminded:
        return InvoiceState.REMINDED
    return InvoiceState.SENT if invoice.was_sent else InvoiceState.ISSUED


def is_overdue(invoice: Any, today: date) -> bool:
    """Tell whether an invoice that came by `invoices` should have been paid by now.

    A reminder gives a new day to pay by, but the debt is as old as the invoice's own day.
    """
    return bool(invoice.open_ore > 0 and invoice.due_on and invoice.due_on < today)


def charges_to_pay(document: Document) -> list[Charge]:
    """Return the charges that a payment of the invoice goes to, fees of reminding last."""
    on_it = Q(document_line__document=document) | Q(reminder__document=document)
    charges = Charge.objects.filter(on_it, reverses__isnull=True)
    fees_last = F("reminder").asc(nulls_first=True)
    return list(charges.select_related("payer__registration").order_by(fees_last, "pk"))
