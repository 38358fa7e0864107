"""Proves invoices, what the bank told of, and what was handed to bookkeeping."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from itertools import chain

from django.db.models import BigIntegerField, Exists, F, OuterRef, Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from registrations.models import (
    BankMovement,
    BookExport,
    Charge,
    Decision,
    Document,
    Payment,
    Reminder,
)
from registrations.proof_rows import Disagreement, disagreements, sum_of
from registrations.words import ChargeKind, DecisionKind, MovementKind


def sums_said(now: datetime) -> Iterator[Disagreement]:
    """A document says the sum that its row has, and no more than that is credited."""
    said = Cast(KeyTextTransform("gross_ore", "content"), BigIntegerField())
    rows = Document.objects.annotate(
        said=said,
        credited_net=sum_of(Document.objects.all(), "credits", "net_ore"),
        credited_vat=sum_of(Document.objects.all(), "credits", "vat_ore"),
    )
    return chain(
        disagreements(
            rows.exclude(said=F("net_ore") + F("vat_ore")).filter(said__isnull=False),
            lambda document: f"{document} says {document.said} öre, its row {document.gross_ore}.",
        ),
        disagreements(
            rows.filter(
                Q(credited_net__lt=-F("net_ore")) | Q(credited_vat__lt=-F("vat_ore")),
                credits__isnull=True,
            ),
            lambda document: (
                f"{document} is {document.gross_ore} öre, of which"
                f" {-document.credited_net - document.credited_vat} are credited."
            ),
        ),
    )


def reminder_fees(now: datetime) -> Iterator[Disagreement]:
    """A fee for reminding is charged once, by a reminder, to whom the invoice went."""
    fees = Charge.objects.filter(kind=ChargeKind.REMINDER, reverses__isnull=True)
    asked = Reminder.objects.filter(charge__isnull=False)
    return chain(
        disagreements(
            fees.filter(~Exists(Reminder.objects.filter(charge=OuterRef("pk")))),
            lambda charge: f"{charge.gross_ore} öre are charged for a reminder that nobody sent.",
        ),
        disagreements(
            asked.exclude(charge__payer=F("document__payer")),
            lambda reminder: f"{reminder} charges somebody other than whom its invoice went to.",
        ),
    )


def movements(now: datetime) -> Iterator[Disagreement]:
    """What came by bank is a movement of the bank's, to the öre; what has no home is asked of."""
    asked = Decision.objects.filter(kind=DecisionKind.BANK, movement=OuterRef("pk"))
    rows = BankMovement.objects.all()
    return chain(
        disagreements(
            rows.filter(payment__isnull=False).exclude(
                payment__amount_ore=F("amount_ore"), currency="SEK"
            ),
            lambda one: f"of {one.amount_ore} öre became payment {one.payment_id} of another sum.",
        ),
        disagreements(
            rows.filter(refund__isnull=False).exclude(refund__amount_ore=F("amount_ore")),
            lambda one: f"of {one.amount_ore} öre became refund {one.refund_id} of another sum.",
        ),
        disagreements(
            rows.filter(~Exists(asked), kind=MovementKind.ASIDE),
            lambda one: f"of {one.amount_ore} öre is put aside, and nobody was asked about it.",
        ),
        disagreements(
            Payment.objects.filter(source="bank", movement__isnull=True),
            lambda payment: f"{payment.amount_ore} öre came by bank, but no file told of them.",
        ),
    )


def exports(now: datetime) -> Iterator[Disagreement]:
    """Each file that was handed to bookkeeping is kept byte by byte as it was."""
    for export in BookExport.objects.order_by("pk").iterator(chunk_size=1):
        digest = hashlib.sha256(export.body).hexdigest()
        if export.body and digest != export.sha256:
            yield Disagreement(
                "BookExport", export.pk, f"has the hash {digest}, not {export.sha256}."
            )
