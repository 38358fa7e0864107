"""Reminds of invoices that are not paid, rung by rung of the ladder, each rung once.

Nothing is reminded of that has not been sent, that is paused (a buyer says that it is paid, or
disputes it), or of which nothing is left to pay. The last reminder's day passes before the next.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F, Max, OuterRef, QuerySet, Subquery
from django.utils import timezone, translation

from registrations import ledger
from registrations.actors import SYSTEM, Actor
from registrations.charges import reverse_charges, reverse_parts, what_stands
from registrations.documents import seller_on
from registrations.errors import DomainError, ReasonNeeded
from registrations.invoicing.issued import locked_invoice, reminder_fees, settle_all
from registrations.invoicing.refusals import NoAddress, NotToBeReminded
from registrations.invoicing.standing import invoices
from registrations.languages import in_language
from registrations.models import (
    BankFile,
    Charge,
    Document,
    DocumentEvent,
    Reminder,
    ReminderStep,
)
from registrations.trace import Mail, Trace, record
from registrations.words import ChargeKind, Happening, InvoiceHappening, VatKind

_PAUSES = (InvoiceHappening.PAUSED, InvoiceHappening.RESUMED)


@dataclass(frozen=True)
class DueReminder:
    """An invoice that the ladder says to remind of, and by which rung."""

    invoice: Any
    step: ReminderStep


def with_reminders(invoices: QuerySet[Document, Any]) -> QuerySet[Document, Any]:
    """Annotate invoices with `reached` (the last rung's days) and `is_paused` ("paused" if so)."""
    of_it = {"document": OuterRef("pk")}
    reached = Reminder.objects.filter(**of_it).order_by().values("document")
    pauses = DocumentEvent.objects.filter(**of_it, happening__in=_PAUSES).order_by("-pk")
    return invoices.annotate(
        reached=Subquery(reached.annotate(last=Max("days_after_due")).values("last")),
        last_pause=Subquery(pauses.values("happening")[:1]),
    )


def is_paused(invoice: Any) -> bool:
    """Tell whether reminders of an invoice that came by `with_reminders` are paused."""
    return bool(invoice.last_pause == InvoiceHappening.PAUSED)


def due_reminders(today: date, document_ids: Iterable[int] | None = None) -> list[DueReminder]:
    """Return what the ladder says to remind of today, longest overdue first."""
    steps = list(ReminderStep.objects.all())
    if not steps:
        return []
    rows: QuerySet[Any, Any] = invoices()
    rows = rows.filter(open_ore__gt=0, was_sent=True, pay_by__lt=today)
    if document_ids is not None:
        rows = rows.filter(pk__in=list(document_ids))
    found = with_reminders(rows).select_related("payer__registration").order_by("due_on", "pk")
    due = [(invoice, next_step(invoice, steps)) for invoice in found]
    return [
        DueReminder(invoice, step)
        for invoice, step in due
        if step is not None and is_due(invoice, step, today)
    ]


def next_step(invoice: Any, steps: Iterable[ReminderStep]) -> ReminderStep | None:
    """Return the rung after those an invoice that came by `with_reminders` has had."""
    later = (step for step in steps if step.days_after_due > (invoice.reached or 0))
    return next(later, None)


def is_due(invoice: Any, step: ReminderStep, today: date) -> bool:
    days = (today - invoice.due_on).days
    return not is_paused(invoice) and days >= step.days_after_due


def remind(*, document_id: int, actor: Actor, now: datetime | None = None) -> Reminder:
    """Send the next reminder of an invoice, with its fee.

    Raises NotToBeReminded, and NoAddress: nobody pays a fee for a reminder that reaches nobody.
    """
    now = now or timezone.now()
    today = timezone.localdate(now)
    with locked_invoice(document_id) as document:
        due = due_reminders(today, [document.pk])
        if not due:
            raise NotToBeReminded
        to = document.payer.email or document.payer.registration.contact_email
        if not to:
            raise NoAddress
        reminder = _write(due[0], actor, now)
        _tell(document, reminder, to, actor, now)
        return reminder


def _write(due: DueReminder, actor: Actor, now: datetime) -> Reminder:
    invoice, step = due.invoice, due.step
    with translation.override(invoice.language):
        text = in_language(step, "text")
        charge = _fee(invoice, step, now)
    return Reminder.objects.create(
        document_id=invoice.pk,
        number=invoice.reminded + 1,
        days_after_due=step.days_after_due,
        charge=charge,
        open_ore=invoice.open_ore,
        due_on=timezone.localdate(now) + timedelta(days=step.days_to_pay),
        text=text,
        created_by=actor.user,
        created_at=now,
    )


def _fee(invoice: Document, step: ReminderStep, now: datetime) -> Charge | None:
    """Write the fee of reminding: compensation for a cost, outside VAT and on no invoice."""
    if not step.fee_ore:
        return None
    return Charge.objects.create(
        payer_id=invoice.payer_id,
        kind=ChargeKind.REMINDER,
        text=str(ChargeKind.REMINDER.label),
        net_ore=step.fee_ore,
        vat_rate=Decimal(0),
        vat_ore=0,
        vat_kind=VatKind.OUTSIDE,
        created_at=now,
    )


def _tell(document: Document, reminder: Reminder, to: str, actor: Actor, now: datetime) -> None:
    registration = document.payer.registration
    trace = Trace(
        happening=Happening.REMINDED,
        offering_id=document.offering_id,
        registration=registration,
        fields=[f"reminder:{reminder.pk}"],
        mails=[Mail(Happening.REMINDED, to, registration)],
    )
    record([trace], actor=actor, now=now)


def remind_due(now: datetime) -> int:
    """Remind of all that is due, as a step of the tick, where the organisation wishes it.

    Waits until the bank's file of yesterday has been read: who has paid is not reminded.
    """
    today = timezone.localdate(now)
    seller = seller_on(today)
    if seller is None or not seller.reminds_automatically or not bank_is_read(today):
        return 0
    return remind_many([one.invoice.pk for one in due_reminders(today)], actor=SYSTEM, now=now)


def remind_many(document_ids: Iterable[int], *, actor: Actor, now: datetime | None = None) -> int:
    """Remind of each invoice of which it is due, each in its own transaction; return how many."""
    number = 0
    for pk in document_ids:
        try:
            remind(document_id=pk, actor=actor, now=now)
        except DomainError:
            continue
        number += 1
    return number


def bank_read_at() -> datetime | None:
    """Return when a bank file was last read."""
    found: datetime | None = BankFile.objects.aggregate(last=Max("imported_at"))["last"]
    return found


def bank_is_read(today: date) -> bool:
    """Tell whether a bank file was read today, so that yesterday's payments are here."""
    read_at = bank_read_at()
    return read_at is not None and timezone.localdate(read_at) >= today


def pause(*, document_id: int, reason: str, actor: Actor, now: datetime | None = None) -> None:
    """Stop reminding of an invoice: the buyer says that it is paid, or disputes it."""
    _note(document_id, InvoiceHappening.PAUSED, reason, actor, now)


def resume(*, document_id: int, reason: str, actor: Actor, now: datetime | None = None) -> None:
    """Let reminders of an invoice go on."""
    _note(document_id, InvoiceHappening.RESUMED, reason, actor, now)


def _note(
    document_id: int, happening: InvoiceHappening, reason: str, actor: Actor, now: datetime | None
) -> None:
    """Write down that reminders stop or go on; saying it twice is saying it once."""
    if not reason.strip():
        raise ReasonNeeded
    with locked_invoice(document_id) as document:
        invoice = with_reminders(invoices().filter(pk=document.pk)).get()
        if is_paused(invoice) != (happening == InvoiceHappening.PAUSED):
            _write_event(document, happening, reason, actor, now or timezone.now())


def waive_fee(*, reminder_id: int, reason: str, actor: Actor, now: datetime | None = None) -> None:
    """Take the fee of one reminder away; what was paid of it is free. Raises ReasonNeeded."""
    now = now or timezone.now()
    if not reason.strip():
        raise ReasonNeeded
    reminder = Reminder.objects.select_related("charge").get(pk=reminder_id)
    with locked_invoice(reminder.document_id) as document:
        standing = what_stands([reminder.charge] if reminder.charge else [])
        if not standing:
            return
        reverse_charges(standing, now=now, actor=actor, reason=reason)
        _write_event(document, InvoiceHappening.FEE_WAIVED, reason, actor, now)
        settle_all([document.payer], now=now, actor=actor, reason=reason)


def drop_idle_fees(now: datetime) -> int:
    """Take fees away of which the invoice is gone, as a step of the tick; return of how many.

    What lowers the last of an invoice does so itself, save where the fee is owed in another
    Offering, which it does not hold.
    """
    idle: QuerySet[Any, Any] = invoices()
    idle = idle.filter(
        reminder_fees_ore__gt=0, billed_ore__lte=-F("lowered_ore") - F("written_off_ore")
    )
    reminded = Reminder.objects.filter(charge__isnull=False).values("document")
    found = list(idle.filter(pk__in=reminded).values_list("pk", flat=True))
    for pk in found:
        with locked_invoice(pk) as document:
            if idle.filter(pk=pk).exists():
                left = dict(ledger.still_open(reminder_fees(document)))
                reverse_parts(left, now=now)
    return len(found)


def _write_event(
    document: Document, happening: InvoiceHappening, reason: str, actor: Actor, now: datetime
) -> None:
    DocumentEvent.objects.create(
        document=document,
        happening=happening,
        detail=reason[:250],
        made_by=actor.user,
        created_at=now,
    )
