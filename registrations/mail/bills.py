"""What a mail says of an invoice, its credit or a reminder: the templates' `mail.bill`."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext, pgettext

from registrations import formats
from registrations.invoicing.standing import invoices
from registrations.mail.paper_payment import accounts_of
from registrations.mail.rows import Row
from registrations.models import Document, LogEntry, Message, Reminder
from registrations.words import Happening

# The mails about an invoice: often read, and answered, by others than those who come.
BILLS = (Happening.INVOICED, Happening.INVOICE_CREDITED, Happening.REMINDED)


@dataclass
class MailBill:
    """The invoice, or its credit, that one mail is about, read when the mail is rendered."""

    message: Message
    document: Document

    @cached_property
    def reminder(self) -> Reminder | None:
        """Return the reminder that the mail is: its log entry names it, `reminder:7`."""
        return reminder_of(self.message)

    @property
    def content(self) -> dict[str, Any]:
        return self.document.content

    @property
    def number(self) -> str:
        return self.document.full_number

    @property
    def title(self) -> str:
        """Return what is invoiced: one event, or several on a collective invoice."""
        return ", ".join(dict.fromkeys(line["title"] for line in self.content["lines"]))

    @property
    def _events(self) -> str:
        named = [(line["title"], line["supplied"]) for line in self.content["lines"]]
        return "; ".join(", ".join(filter(None, one)) for one in dict.fromkeys(named))

    @property
    def seller(self) -> dict[str, str]:
        """Return who has invoiced, and answers questions; a telephone number holds together."""
        found = self.content["seller"]
        names = ("name", "email", "phone")
        return {name: found.get(name, "") for name in names} | {
            "phone": formats.unbroken(found.get("phone", ""))
        }

    @property
    def credited_number(self) -> str:
        return self.document.credits.full_number if self.document.credits else ""

    @property
    def sum(self) -> str:
        return formats.money(abs(self.document.gross_ore))

    @property
    def payable(self) -> str:
        """Return what was to be paid when the invoice was issued, or nothing."""
        ore = self.content.get("payable_ore", 0)
        return formats.money(ore) if ore > 0 else ""

    @property
    def due(self) -> str:
        return formats.short_day(self._due_on) if self._due_on else ""

    @property
    def _due_on(self) -> date | None:
        return self.reminder.due_on if self.reminder is not None else self.document.due_on

    @cached_property
    def _standing(self) -> Any:
        return invoices().get(pk=self.document.pk)

    @property
    def open(self) -> str:
        """Return what is left to pay of the invoice now, fees of reminding included."""
        return formats.money(self._standing.open_ore + self._standing.reminder_fees_ore)

    @property
    def received(self) -> str:
        """Return what has come of it so far, or nothing."""
        ore = self._standing.paid_ore
        return formats.money(ore) if ore > 0 else ""

    @property
    def fee(self) -> str:
        charge = self.reminder.charge if self.reminder is not None else None
        return formats.money(charge.gross_ore) if charge is not None else ""

    @cached_property
    def reason(self) -> str:
        """Return why it is credited, as the buyer may read it.

        Why somebody's seat was cancelled is told to that person alone.
        """
        cause = self.message.cause
        same_act = LogEntry.objects.filter(
            registration=cause.registration_id, created_at=cause.created_at
        )
        is_about_person = same_act.filter(participant__isnull=False).exists()
        return "" if is_about_person else cause.reason

    @property
    def text(self) -> str:
        return self.reminder.text if self.reminder is not None else ""

    @property
    def rows(self) -> list[Row]:
        """Return what one needs to pay, or to find the document, without opening it."""
        rows = [
            Row(pgettext("invoice", "For"), self._events),
            Row(pgettext("mail", "Number"), self.number),
            Row(pgettext("mail", "Date"), formats.short_day(self.document.issued_on)),
            *(self._rows_of_payment() if self.document.ocr else self._rows_of_credit()),
            Row(gettext("Your reference"), self.content["buyer"].get("reference", "")),
        ]
        return [row for row in rows if row.value]

    def _rows_of_payment(self) -> list[Row]:
        is_reminder = self.reminder is not None
        return [
            Row(gettext("Reminder fee"), self.fee),
            Row(pgettext("document", "To pay"), self.open if is_reminder else self.payable),
            Row(gettext("Due date"), self.due),
            Row(gettext("OCR number"), self.document.ocr or ""),
            *(Row(label, value) for label, value in accounts_of(self.content["seller"])),
        ]

    def _rows_of_credit(self) -> list[Row]:
        return [
            Row(gettext("Credits invoice"), self.credited_number),
            Row(pgettext("mail", "Sum"), self.sum),
            Row(gettext("Left to pay of the invoice"), self._left_of_credited),
        ]

    @property
    def _left_of_credited(self) -> str:
        if self.document.credits_id is None:
            return ""
        invoice = invoices().filter(pk=self.document.credits_id).first()
        return formats.money(max(0, invoice.open_ore)) if invoice is not None else ""


def reminder_of(message: Message) -> Reminder | None:
    names = [name.partition(":") for name in message.cause.fields]
    pks = [pk for kind, _colon, pk in names if kind == "reminder"]
    found = Reminder.objects.filter(pk__in=pks).select_related("document__credits", "charge")
    return found.first()


def why_not_reminded(message: Message) -> str:
    """Return why a reminder is not to be sent any more, or nothing."""
    reminder = reminder_of(message)
    if reminder is None:
        return "there is no reminder"
    if invoices().get(pk=reminder.document_id).open_ore <= 0:
        return "nothing is left to pay of the invoice"
    later = Reminder.objects.filter(document=reminder.document_id, number__gt=reminder.number)
    return "a later reminder has its own mail" if later.exists() else ""
