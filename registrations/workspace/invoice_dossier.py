"""All that stands about one invoice or credit note, read with a fixed number of statements."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone

from registrations.invoicing.reminders import is_paused, with_reminders
from registrations.invoicing.standing import stand
from registrations.models import (
    Allocation,
    Document,
    DocumentEvent,
    DocumentFile,
    LogEntry,
    Payer,
    Payment,
    Reminder,
)
from registrations.words import DocumentKind, InvoiceHappening
from registrations.workspace.invoice_content import InvoiceContent
from registrations.workspace.invoice_state import StateWords, state_words


@dataclass(frozen=True)
class Paid:
    """What of one payment lies on the invoice, and on fees for reminding of it."""

    payment: Payment
    ore: int


@dataclass
class InvoiceDossier:
    document: Any
    state: StateWords
    content: InvoiceContent
    payers: list[Payer]
    paid: list[Paid]
    credits: list[Document]
    reminders: list[Reminder]
    events: list[DocumentEvent]
    files: list[DocumentFile]
    log: list[LogEntry]
    is_paused: bool

    @property
    def is_invoice(self) -> bool:
        return bool(self.document.kind == DocumentKind.INVOICE)

    @property
    def open_ore(self) -> int:
        return max(self.document.open_ore, 0) if self.is_invoice else 0

    @property
    def fee_left_ore(self) -> int:
        """Return what is not paid of fees for reminding, where nothing else is left to pay."""
        is_fee_alone = self.is_invoice and not self.open_ore
        return max(self.document.reminder_fees_ore, 0) if is_fee_alone else 0

    @property
    def was_written_off(self) -> bool:
        """Tell whether anything of the invoice was, or of fees for reminding of it."""
        written = InvoiceHappening.WRITTEN_OFF
        return any(event.happening == written for event in self.events)

    @property
    def credited_ore(self) -> int:
        return -sum(credit.gross_ore for credit in self.credits)

    @property
    def is_rendered(self) -> bool:
        return any(file.media_type == "application/pdf" for file in self.files)


def invoice_dossier(pk: int) -> InvoiceDossier:
    """Read what there is about a document that the user may see."""
    rows = with_reminders(stand(Document.objects.filter(pk=pk)))
    document: Any = rows.select_related("payer__registration__offering", "credits").get()
    payers = Payer.objects.filter(charges__document_line__document=document).distinct()
    return InvoiceDossier(
        document=document,
        state=state_words(document, timezone.localdate()),
        content=InvoiceContent(document.content),
        payers=list(payers.select_related("registration__offering").order_by("pk")),
        paid=_paid(document),
        credits=list(document.credit_notes.order_by("pk")),
        reminders=list(document.reminders.select_related("charge", "created_by").order_by("pk")),
        events=list(document.events.select_related("made_by").order_by("-pk")),
        files=list(document.files.defer("body").order_by("media_type")),
        log=_log(document),
        is_paused=is_paused(document),
    )


def _paid(document: Document) -> list[Paid]:
    on_it = Q(charge__document_line__document=document) | Q(charge__reminder__document=document)
    sums: dict[int, int] = defaultdict(int)
    for payment, ore in Allocation.objects.filter(on_it).values_list("payment", "amount_ore"):
        sums[payment] += ore
    payments = Payment.objects.filter(pk__in=sums).order_by("received_at", "pk")
    return [Paid(one, sums[one.pk]) for one in payments]


def _log(document: Document) -> list[LogEntry]:
    """Return the happenings that name the document."""
    name = f"document:{document.pk}"
    entries = LogEntry.objects.filter(registration=document.payer.registration_id)
    rows = entries.select_related("actor").order_by("-pk")
    return [entry for entry in rows if name in entry.fields]
