"""What is done with issued documents: downloaded for an operator, marked as sent, mailed again."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from registrations.actors import Actor
from registrations.invoicing.refusals import NoAddress, ToldMeanwhile
from registrations.models import Document, DocumentEvent, LogEntry
from registrations.trace import Mail, Trace, record
from registrations.words import DocumentKind, Happening, InvoiceHappening


def note_export(
    documents: Iterable[Document], *, actor: Actor, now: datetime | None = None
) -> None:
    """Write down who downloaded documents for sending, once for each download."""
    DocumentEvent.objects.bulk_create(
        DocumentEvent(
            document=document,
            happening=InvoiceHappening.EXPORTED,
            made_by=actor.user,
            created_at=now or timezone.now(),
        )
        for document in documents
    )


def mark_sent(
    document_ids: Iterable[int], *, how: str, actor: Actor, now: datetime | None = None
) -> int:
    """Write down that documents were sent, and how; return how many were not marked before."""
    now = now or timezone.now()
    with transaction.atomic():
        documents = _unsent(list(document_ids))
        DocumentEvent.objects.bulk_create(
            DocumentEvent(
                document=document,
                happening=InvoiceHappening.SENT,
                detail=how[:250],
                made_by=actor.user,
                created_at=now,
            )
            for document in documents
        )
        record([_sent(document, how) for document in documents], actor=actor, now=now)
    return len(documents)


def _unsent(document_ids: Sequence[int]) -> list[Document]:
    rows = Document.objects.filter(pk__in=document_ids).order_by("pk")
    locked = list(rows.select_for_update(no_key=True, of=("self",)).values_list("pk", flat=True))
    sent = DocumentEvent.objects.filter(document__in=locked, happening=InvoiceHappening.SENT)
    found: QuerySet[Document] = Document.objects.filter(pk__in=locked)
    left = found.exclude(pk__in=sent.values("document")).order_by("pk")
    return list(left.select_related("payer__registration"))


def _sent(document: Document, how: str, mails: Sequence[Mail] = ()) -> Trace:
    return Trace(
        happening=Happening.INVOICE_SENT,
        offering_id=document.offering_id,
        registration=document.payer.registration,
        reason=how,
        fields=[f"document:{document.pk}"],
        mails=mails,
    )


def last_told(document: Document) -> str:
    """Return a mark of the last that the log tells of a document."""
    name = f"document:{document.pk}"
    entries = LogEntry.objects.filter(registration=document.payer.registration_id)
    rows = entries.order_by("-pk").values_list("pk", "fields")
    return next((str(pk) for pk, fields in rows if name in fields), "")


def mail_again(document: Document, *, seen: str, actor: Actor, now: datetime | None = None) -> str:
    """Queue the mail with a document once more, to the address its payer has now; return it.

    `seen` is what `last_told` said when it was asked for. Raises ToldMeanwhile where that is not
    the last any more, as for who presses twice, and NoAddress.
    """
    registration = document.payer.registration
    is_credit = document.kind == DocumentKind.CREDIT_NOTE
    kind = Happening.INVOICE_CREDITED if is_credit else Happening.INVOICED
    to = document.payer.email or registration.contact_email
    with transaction.atomic():
        Document.objects.select_for_update(no_key=True, of=("self",)).get(pk=document.pk)
        if seen != last_told(document):
            raise ToldMeanwhile
        if not to:
            raise NoAddress
        trace = _sent(document, "", [Mail(kind, to, registration)])
        record([trace], actor=actor, now=now or timezone.now())
    return to
