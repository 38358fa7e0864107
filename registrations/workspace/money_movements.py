"""What moved in a period: payments, refunds, lost disputes, and documents that moved no money.

Each source is read in chunks, in the order of time, so that memory stays flat. A payout to the
bank is never a movement here: it only says in which transfer a movement was.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from heapq import merge
from itertools import islice
from typing import Any

from django.db.models import DateTimeField, Exists, Min, OuterRef, QuerySet, TextChoices
from django.db.models.functions import Coalesce
from django.utils.translation import pgettext_lazy

from registrations.invoicing.bank.reading import SOURCE as BANK_SOURCE
from registrations.models import BalanceLine, Document, Offering, Payment, Refund
from registrations.words import DEAD_REFUND, DocumentKind, RefundState
from registrations.workspace.export_rows import CHUNK


class MovementKind(TextChoices):
    PAYMENT = "payment", pgettext_lazy("movement", "Payment")
    REFUND = "refund", pgettext_lazy("movement", "Refund")
    DISPUTE = "dispute", pgettext_lazy("movement", "Dispute lost")
    DOCUMENT = "document", pgettext_lazy("movement", "Document without money")


@dataclass
class Movement:
    """One row of the export, in öre; sums that leave us are negative."""

    moment: datetime
    kind: MovementKind
    payment: Payment
    amount_ore: int
    refund_id: str = ""
    numbers: list[str] = field(default_factory=list)
    # Rate -> net and VAT, as they stand on the documents.
    vat: dict[Decimal, tuple[int, int]] = field(default_factory=dict)
    fee_ore: int = 0
    balance_id: str = ""
    payout_id: str = ""
    payout_on: date | None = None
    offering: Offering | None = None
    reference: str = ""

    @property
    def net_ore(self) -> int:
        return sum(net for net, _vat in self.vat.values())


@dataclass(frozen=True)
class Period:
    """Moments from `start` up to but not including `end`, in some offerings."""

    start: datetime
    end: datetime
    offerings: QuerySet[Offering]


def movements(period: Period) -> Iterator[Movement]:
    """Yield all movements of the period in the order of time."""
    sources = (_payments(period), _refunds(period), _documents(period))
    yield from merge(*sources, key=lambda one: one.moment)


def _chunks(rows: Iterable[Any]) -> Iterator[list[Any]]:
    found = iter(rows)
    while chunk := list(islice(found, CHUNK)):
        yield chunk


_BESIDE = ("payer__registration__offering", "checkout")


def _payments(period: Period) -> Iterator[Movement]:
    found = (
        Payment.objects.filter(
            received_at__gte=period.start,
            received_at__lt=period.end,
            payer__registration__offering__in=period.offerings,
        )
        .exclude(source=BANK_SOURCE)
        .select_related(*_BESIDE)
        .order_by("received_at", "pk")
    )
    for chunk in _chunks(found.iterator(chunk_size=CHUNK)):
        documents = _documents_of([payment.pk for payment in chunk])
        lines = _lines(
            BalanceLine.objects.filter(payment__in=chunk, amount_ore__gt=0), "payment_id"
        )
        for payment in chunk:
            movement = _movement(
                payment, MovementKind.PAYMENT, payment.received_at, payment.amount_ore
            )
            _add_documents(movement, documents.get((payment.pk, payment.created_at), []))
            _add_lines(movement, lines.get(payment.pk, []))
            yield movement


def _refunds(period: Period) -> Iterator[Movement]:
    """Yield refunds that have left; lost disputes stand among them, under the dispute's number."""
    found = (
        Refund.objects.exclude(state__in=(RefundState.NEW, *DEAD_REFUND))
        .filter(payment__payer__registration__offering__in=period.offerings)
        .exclude(payment__source=BANK_SOURCE)
        .annotate(
            moved_at=Coalesce(
                Min("balance_lines__happened_at"), "done_at", output_field=DateTimeField()
            )
        )
        .filter(moved_at__gte=period.start, moved_at__lt=period.end)
        .select_related(*(f"payment__{name}" for name in _BESIDE))
        .order_by("moved_at", "pk")
    )
    for chunk in _chunks(found.iterator(chunk_size=CHUNK)):
        documents = _documents_of([refund.payment_id for refund in chunk])
        lines = _lines(BalanceLine.objects.filter(refund__in=chunk), "refund_id")
        for refund in chunk:
            yield _refund(refund, documents, lines.get(refund.pk, []))


def _refund(
    refund: Any,
    documents: dict[tuple[int, datetime], list[Document]],
    lines: list[BalanceLine],
) -> Movement:
    payment = refund.payment
    dispute_id = payment.checkout.dispute_id if payment.checkout else ""
    is_dispute = bool(dispute_id) and refund.external_id == dispute_id
    kind = MovementKind.DISPUTE if is_dispute else MovementKind.REFUND
    movement = _movement(payment, kind, refund.moved_at, -refund.amount_ore)
    movement.refund_id = refund.external_id or ""
    if refund.created_at != payment.created_at:
        _add_documents(movement, documents.get((payment.pk, refund.created_at), []))
    _add_lines(movement, lines)
    return movement


def _documents(period: Period) -> Iterator[Movement]:
    """Yield documents that no payment and no refund came with, such as after a changed fee."""
    same = {"created_at": OuterRef("created_at")}
    payments = Payment.objects.filter(pk=OuterRef("payment"), **same)
    refunds = Refund.objects.filter(payment=OuterRef("payment"), **same)
    found = (
        Document.objects.filter(
            created_at__gte=period.start,
            created_at__lt=period.end,
            offering__in=period.offerings,
            payment__isnull=False,
        )
        .filter(~Exists(payments), ~Exists(refunds.exclude(state__in=DEAD_REFUND)))
        .exclude(kind=DocumentKind.INVOICE)
        .select_related(*(f"payment__{name}" for name in _BESIDE))
        .order_by("created_at", "pk")
    )
    for document in found.iterator(chunk_size=CHUNK):
        if document.payment is None:
            continue
        movement = _movement(document.payment, MovementKind.DOCUMENT, document.created_at, 0)
        _add_documents(movement, [document])
        yield movement


def _movement(payment: Payment, kind: MovementKind, moment: datetime, ore: int) -> Movement:
    payer = payment.payer
    registration = payer.registration if payer is not None else None
    return Movement(
        moment=moment,
        kind=kind,
        payment=payment,
        amount_ore=ore,
        offering=registration.offering if registration else None,
        reference=registration.reference if registration else "",
    )


def _documents_of(payments: list[int]) -> dict[tuple[int, datetime], list[Document]]:
    found: dict[tuple[int, datetime], list[Document]] = defaultdict(list)
    rows = Document.objects.filter(payment__in=payments).exclude(kind=DocumentKind.INVOICE)
    for document in rows.order_by("pk"):
        found[(document.payment_id or 0, document.created_at)].append(document)
    return found


def _lines(rows: QuerySet[BalanceLine], key: str) -> dict[int, list[BalanceLine]]:
    found: dict[int, list[BalanceLine]] = defaultdict(list)
    for line in rows.order_by("happened_at", "pk"):
        found[getattr(line, key)].append(line)
    return found


def _add_documents(movement: Movement, documents: list[Document]) -> None:
    for document in documents:
        movement.numbers.append(document.full_number)
        for total in document.content["vat"]:
            rate = Decimal(total["rate"])
            net, vat = movement.vat.get(rate, (0, 0))
            movement.vat[rate] = (net + total["net_ore"], vat + total["vat_ore"])


def _add_lines(movement: Movement, lines: list[BalanceLine]) -> None:
    """Take sum, fee and payout from the provider's account, where it has told of them."""
    if not lines:
        return
    movement.amount_ore = sum(line.amount_ore for line in lines)
    movement.fee_ore = sum(line.fee_ore for line in lines)
    movement.balance_id = ", ".join(line.external_id for line in lines)
    movement.payout_id = lines[0].payout_id
    movement.payout_on = lines[0].payout_on
