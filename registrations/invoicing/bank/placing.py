"""Puts money from the bank on invoices: by itself where that is sure, else as a person says."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum
from django.utils import timezone

from registrations import ledger
from registrations.actors import SYSTEM, Actor
from registrations.errors import ReasonNeeded
from registrations.invoicing.bank.matching import (
    Named,
    Standing,
    charges_of,
    shares_for_sure,
)
from registrations.invoicing.bank.refusals import (
    ChangedMeanwhile,
    NothingChosen,
    NothingFree,
    TooMuchForInvoice,
    TooMuchForPayment,
)
from registrations.invoicing.bank.seen import is_as_seen
from registrations.invoicing.issuing import locked_payers
from registrations.models import Allocation, Charge, Decision, Document, Payment
from registrations.trace import Trace, record
from registrations.words import DecisionKind, DocumentKind, Happening

CHUNK = 500
Shares = Sequence[tuple[Document, int]]


def place(
    *,
    payment_id: int,
    parts: Mapping[int, int] | Iterable[int],
    actor: Actor,
    seen: str | None = None,
    now: datetime | None = None,
) -> list[Allocation]:
    """Put a payment on invoices: öre by invoice, or invoices that take what is left of each.

    `seen` is what the person saw of them (`seen_of`), where a person decides. Raises NothingFree,
    NothingChosen, TooMuchForInvoice, TooMuchForPayment and ChangedMeanwhile; nothing is then
    placed.
    """
    now = now or timezone.now()
    wanted = parts if isinstance(parts, Mapping) else dict.fromkeys(parts)
    documents = _invoices(wanted)
    with locked_payers(payers_of(documents)):
        payment = locked_payment(payment_id)
        free = ledger.free_ore(payment)
        standing = Standing(documents)
        left = {document.pk: standing.open_ore(document) for document in documents}
        if seen is not None and not is_as_seen(seen, free, left):
            raise ChangedMeanwhile
        if free <= 0:
            raise NothingFree
        plan = _plan(payment, _shares(documents, wanted, free, standing), standing)
        rows = _write([plan], actor=actor, now=now)
        outcome = ", ".join(document.full_number for document in plan.documents)
        for kind in (DecisionKind.STRAY_MONEY, DecisionKind.WRONG_MONEY):
            if plan.ore == free:
                ledger.close_decisions(payment, kind=kind, actor=actor, now=now, outcome=outcome)
        return rows


def _invoices(wanted: Mapping[int, int | None]) -> list[Document]:
    rows = Document.objects.filter(pk__in=list(wanted), kind=DocumentKind.INVOICE)
    found = {one.pk: one for one in rows.select_related("payer__registration")}
    documents = [found[pk] for pk in wanted if pk in found and wanted[pk] != 0]
    if not documents:
        raise NothingChosen
    return documents


def _shares(
    documents: Sequence[Document],
    wanted: Mapping[int, int | None],
    free: int,
    standing: Standing,
) -> list[tuple[Document, int]]:
    shares: list[tuple[Document, int]] = []
    for document in documents:
        left, asked = standing.open_ore(document), wanted[document.pk]
        ore = min(left, free) if asked is None else asked
        if ore <= 0 or ore > left:
            raise TooMuchForInvoice(document.full_number)
        if ore > free:
            raise TooMuchForPayment
        free -= ore
        shares.append((document, ore))
    return shares


def locked_payment(payment_id: int) -> Payment:
    """Lock a payment that no Checkout holds together; after the Offerings, as money is."""
    rows = Payment.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("payer__registration").get(pk=payment_id)


def payers_of(documents: Iterable[Document]) -> set[int]:
    """Return the payers whose charges invoices are over: their Offerings are to be locked."""
    pks = sorted({document.pk for document in documents})
    found: set[int] = set()
    for start in range(0, len(pks), CHUNK):
        part = pks[start : start + CHUNK]
        for path in ("document_line__document__in", "reminder__document__in"):
            rows = Charge.objects.filter(**{path: part}).order_by()
            found.update(rows.values_list("payer", flat=True).distinct())
    return found


def place_sure(
    named: Sequence[Named], invoices: Mapping[str, Document], *, now: datetime
) -> list[Allocation]:
    """Place what is sure of many new payments; their invoices' Offerings are locked already.

    What stays free of each is asked about, once.
    """
    meant = {ocr for one in named for ocr in one.ocrs}
    standing = Standing(document for ocr, document in invoices.items() if ocr in meant)
    plans, free = [], {}
    for one in named:
        plan = _plan(one.payment, shares_for_sure(one, invoices, standing), standing)
        plans.append(plan)
        free[one.payment.pk] = one.payment.amount_ore - plan.ore
    rows = _write(plans, actor=SYSTEM, now=now)
    _ask([one.payment for one in named if free[one.payment.pk] > 0], now=now)
    return rows


@dataclass
class _Plan:
    """Which charges a payment goes to, and the invoices it is for."""

    payment: Payment
    documents: list[Document]
    charges: list[tuple[Charge, int]]

    @property
    def ore(self) -> int:
        return sum(ore for _charge, ore in self.charges)


def _plan(payment: Payment, shares: Shares, standing: Standing) -> _Plan:
    charges = [pair for document, ore in shares for pair in standing.take(document, ore)]
    return _Plan(payment, [document for document, _ore in shares], charges)


def _write(plans: Sequence[_Plan], *, actor: Actor, now: datetime) -> list[Allocation]:
    """Write the allocations and the log, and whose a payment is that was nobody's."""
    rows = Allocation.objects.bulk_create(
        Allocation(payment=plan.payment, charge=charge, amount_ore=ore, created_at=now)
        for plan in plans
        for charge, ore in plan.charges
    )
    owned = []
    for plan in plans:
        if plan.payment.payer_id is None and plan.documents:
            plan.payment.payer = plan.documents[0].payer
            owned.append(plan.payment)
    Payment.objects.bulk_update(owned, ["payer"], batch_size=CHUNK)
    traces = [trace for plan in plans for trace in _traces(plan)]
    for start in range(0, len(traces), CHUNK):
        record(traces[start : start + CHUNK], actor=actor, now=now)
    return rows


def _traces(plan: _Plan) -> list[Trace]:
    fields = [f"payment:{plan.payment.pk}", *(f"document:{one.pk}" for one in plan.documents)]
    registrations = {
        charge.payer.registration_id: charge.payer.registration for charge, _ore in plan.charges
    }
    return [
        Trace(
            happening=Happening.PAYMENT_PLACED,
            offering_id=registration.offering_id,
            registration=registration,
            fields=fields,
        )
        for registration in registrations.values()
    ]


def _ask(payments: Sequence[Payment], *, now: datetime) -> None:
    """Open a Decision about each new payment of which something is free."""
    Decision.objects.bulk_create(
        Decision(
            kind=DecisionKind.STRAY_MONEY,
            payment=payment,
            role=ledger.BOOKKEEPER,
            opened_at=now,
        )
        for payment in payments
    )


def take_off(
    *, payment_id: int, document_id: int, reason: str, actor: Actor, now: datetime | None = None
) -> int:
    """Take what a payment put on an invoice off it again; return how many öre that were.

    Raises ReasonNeeded and NothingFree.
    """
    now = now or timezone.now()
    if not reason.strip():
        raise ReasonNeeded
    document = Document.objects.get(pk=document_id)
    with locked_payers(payers_of([document])):
        payment = locked_payment(payment_id)
        charges = [charge for _pk, charge in charges_of([document.pk])]
        rows = release(payment, charges, now=now)
        if not rows:
            raise NothingFree
        trace_released(payment, rows, reason=reason, actor=actor, now=now)
        ledger.ask(DecisionKind.STRAY_MONEY, payment, detail=reason, now=now)
        return -sum(row.amount_ore for row in rows)


def release(
    payment: Payment, charges: Iterable[Charge], *, now: datetime, ore: int | None = None
) -> list[Allocation]:
    """Take up to so many öre of a payment off charges, the last ones first; None: all of it."""
    by_pk = {charge.pk: charge for charge in charges}
    sums = Allocation.objects.filter(payment=payment, charge__in=by_pk).order_by()
    found = dict(sums.values_list("charge").annotate(total=Sum("amount_ore")))
    rows = []
    for pk in sorted(found, reverse=True):
        part = found[pk] if ore is None else min(ore, found[pk])
        if part > 0:
            rows.append(
                Allocation(payment=payment, charge=by_pk[pk], amount_ore=-part, created_at=now)
            )
            ore = None if ore is None else ore - part
    return Allocation.objects.bulk_create(rows)


def trace_released(
    payment: Payment, rows: Iterable[Allocation], *, reason: str, actor: Actor, now: datetime
) -> None:
    """Log for each registration that a payment no longer lies on what it owes."""
    registrations = {
        row.charge.payer.registration_id: row.charge.payer.registration for row in rows
    }
    traces = [
        Trace(
            happening=Happening.PAYMENT_REVERSED,
            offering_id=registration.offering_id,
            registration=registration,
            reason=reason,
            fields=[f"payment:{payment.pk}"],
        )
        for registration in registrations.values()
    ]
    record(traces, actor=actor, now=now)
