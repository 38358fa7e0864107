"""One issued invoice, held still while something is done about it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from registrations import ledger
from registrations.actors import Actor
from registrations.charges import reverse_charges, what_stands
from registrations.invoicing.issuing import locked_payers
from registrations.invoicing.standing import charges_to_pay
from registrations.models import Charge, Document, Payer
from registrations.words import DocumentKind


def payers_of(document: Document) -> list[Payer]:
    """Return the payers whose charges stand on an invoice, the one whose details it has first."""
    payers = Payer.objects.filter(charges__document_line__document=document).distinct()
    found = list(payers.select_related("registration").order_by("pk"))
    return sorted(found, key=lambda payer: payer.pk != document.payer_id)


@contextmanager
def locked_invoice(document_id: int) -> Iterator[Document]:
    """Open a transaction that holds the Offerings of all who are on the invoice, and its money."""
    document = Document.objects.select_related("payer__registration").get(
        pk=document_id, kind=DocumentKind.INVOICE
    )
    with locked_payers([payer.pk for payer in payers_of(document)]):
        ledger.hold_payments(charges_to_pay(document))
        yield document


def billed_charges(document: Document) -> list[Charge]:
    """Return the charges on an invoice that lower no other, in its order."""
    charges = Charge.objects.filter(document_line__document=document, reverses__isnull=True)
    return list(charges.select_related("participant", "payer").order_by("document_line"))


def replaced_by(document: Document) -> Document | None:
    """Return the invoice that was issued in an invoice's place, put right."""
    later = Document.objects.filter(payer=document.payer_id, pk__gt=document.pk)
    return later.filter(content__replaces__document=document.pk).first()


def reminder_fees(document: Document) -> list[Charge]:
    return list(Charge.objects.filter(reminder__document=document).order_by("pk"))


def drop_reminder_fees(document: Document, *, now: datetime, actor: Actor) -> None:
    """Take the fees of reminding away: an invoice that was wrong was no reason to remind."""
    standing = what_stands(reminder_fees(document))
    if standing:
        reverse_charges(standing, now=now, actor=actor)


def settle_all(payers: Sequence[Payer], *, now: datetime, actor: Actor, reason: str = "") -> None:
    """Let money that a change released find what is owed, or become a Decision."""
    held = {payer.registration.offering_id for payer in payers}
    for payer in payers:
        ledger.settle(payer, now=now, actor=actor, reason=reason, held=held)
