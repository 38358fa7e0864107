"""All that stands about one invoice or credit note, read with a fixed number of statements."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from registrations.invoicing import handing_over
from registrations.invoicing.issued import replaced_by
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
from registrations.words import DocumentKind, Happening, InvoiceDelivery, InvoiceHappening
from registrations.workspace.invoice_content import InvoiceContent
from registrations.workspace.invoice_state import StateWords, state_words

_ISSUED = (Happening.INVOICED, Happening.INVOICE_CREDITED)


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
    # The notes that credit it, and those of the invoice that it replaces, each with `was_sent`.
    credits: list[Any]
    former_credits: list[Any]
    replaces: Document | None
    replaced_by: Document | None
    reminders: list[Reminder]
    events: list[DocumentEvent]
    files: list[DocumentFile]
    log: list[Any]
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
    def was_downloaded(self) -> bool:
        """Tell whether the files were fetched to be handed to an operator."""
        return any(event.happening == InvoiceHappening.EXPORTED for event in self.events)

    @property
    def is_to_download(self) -> bool:
        return not self.was_downloaded

    @property
    def credited_ore(self) -> int:
        return sum(credit.gross_ore for credit in self.credits)

    @property
    def to_deliver(self) -> list[Any]:
        """Return the credit notes that the bookkeeper is to hand over: nothing mails them."""
        notes = [*self.credits, *self.former_credits]
        return [note for note in notes if not note.was_sent and is_for_portal(note)]

    @property
    def last_told(self) -> str:
        """Return a mark of the last that was told of it, to see whether a page is still true."""
        return handing_over.last_told(self.document)

    @property
    def is_rendered(self) -> bool:
        return any(file.media_type == "application/pdf" for file in self.files)


def invoice_dossier(pk: int) -> InvoiceDossier:
    """Read what there is about a document that the user may see."""
    rows = with_reminders(stand(Document.objects.filter(pk=pk)))
    document: Any = rows.select_related("payer__registration__offering", "credits").get()
    payers = Payer.objects.filter(charges__document_line__document=document).distinct()
    replaces, fresh = _replaced(document), replaced_by(document)
    credits = _credits_of(document)
    related = [one for one in (document.credits, replaces, fresh, *credits) if one]
    return InvoiceDossier(
        document=document,
        state=state_words(document, timezone.localdate()),
        content=InvoiceContent(document.content),
        payers=list(payers.select_related("registration__offering").order_by("pk")),
        paid=_paid(document),
        credits=credits,
        former_credits=_credits_of(replaces) if replaces is not None else [],
        replaces=replaces,
        replaced_by=fresh,
        reminders=list(document.reminders.select_related("charge", "created_by").order_by("pk")),
        events=list(document.events.select_related("made_by").order_by("-pk")),
        files=list(document.files.defer("body").order_by("media_type")),
        log=_log(document, related),
        is_paused=is_paused(document),
    )


def _paid(document: Document) -> list[Paid]:
    on_it = Q(charge__document_line__document=document) | Q(charge__reminder__document=document)
    sums: dict[int, int] = defaultdict(int)
    for payment, ore in Allocation.objects.filter(on_it).values_list("payment", "amount_ore"):
        sums[payment] += ore
    payments = Payment.objects.filter(pk__in=sums).order_by("received_at", "pk")
    return [Paid(one, sums[one.pk]) for one in payments]


def is_for_portal(document: Document) -> bool:
    """Tell whether the buyer takes e-invoices, which nobody but the bookkeeper hands over."""
    return bool(document.content.get("buyer", {}).get("delivery") == InvoiceDelivery.PEPPOL)


def _credits_of(document: Document) -> list[Any]:
    sent = DocumentEvent.objects.filter(document=OuterRef("pk"), happening=InvoiceHappening.SENT)
    return list(document.credit_notes.annotate(was_sent=Exists(sent)).order_by("pk"))


def _replaced(document: Document) -> Document | None:
    """Return the invoice that was credited to issue this one put right."""
    former = document.content.get("replaces")
    return Document.objects.filter(pk=former["document"]).first() if former else None


def _log(document: Document, related: Sequence[Document]) -> list[Any]:
    """Return what happened to the document, and that one which credits or replaces it was issued.

    An entry about another document has that as its `paper`.
    """
    papers = {f"document:{one.pk}": one for one in (*related, document)}
    entries = LogEntry.objects.filter(registration=document.payer.registration_id)
    found: list[Any] = []
    entry: Any
    for entry in entries.select_related("actor").order_by("-pk"):
        paper = next((papers[name] for name in entry.fields if name in papers), None)
        if paper == document or (paper is not None and entry.happening in _ISSUED):
            entry.paper = paper if paper != document else None
            found.append(entry)
    return found
