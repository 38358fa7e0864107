"""Giving money back: decided with its row, then asked of the provider by the tick."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from registrations import charges, ledger
from registrations.actors import Actor
from registrations.errors import ReasonNeeded, RefundNotPossible, TooMuchToRefund, WrongStatus
from registrations.models import Charge, Payer, Payment, Refund
from registrations.paid_seats import confirm_paid
from registrations.payments import arrival
from registrations.payments.backends import (
    ProviderRefused,
    ProviderUnreachable,
    backend_named,
)
from registrations.payments.imports import fail_refund, take_refund
from registrations.seats import Room, locked_offering
from registrations.words import DecisionKind, RefundState

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)
WARN_AFTER = 6


def refund_parts(
    *, parts: Mapping[int, int], reason: str, actor: Actor, now: datetime | None = None
) -> list[Refund]:
    """Lower charges of one payer by sums in öre, VAT included, and give back what was paid of them.

    `parts` maps a charge's id to its sum; each lowering gets its credit. Raises ReasonNeeded,
    TooMuchToRefund and RefundNotPossible; nothing has then changed.
    """
    now = now or timezone.now()
    if not reason.strip():
        raise ReasonNeeded
    first = Charge.objects.select_related("payer__registration").get(pk=min(parts))
    with locked_offering(first.payer.registration.offering_id) as offering:
        rows = list(Charge.objects.filter(pk__in=list(parts), payer_id=first.payer_id))
        _check(rows, parts)
        lowered = {charge: parts[charge.pk] for charge in rows}
        charges.reverse_parts(lowered, now=now, actor=actor)
        refunds = ledger.settle(first.payer, now=now, actor=actor, reason=reason)
        confirm_paid(first.payer, room=Room(offering), now=now)
        return refunds


def refund_part(
    *, charge_id: int, gross_ore: int, reason: str, actor: Actor, now: datetime | None = None
) -> Refund | None:
    """Lower one charge by a sum in öre, VAT included; return the refund of what was paid of it."""
    refunds = refund_parts(parts={charge_id: gross_ore}, reason=reason, actor=actor, now=now)
    return refunds[0] if refunds else None


def _check(rows: list[Charge], parts: Mapping[int, int]) -> None:
    paid = ledger.allocated_ore(rows)
    if len(rows) != len(parts):
        raise TooMuchToRefund
    if any(not 0 < parts[charge.pk] <= paid[charge.pk] for charge in rows):
        raise TooMuchToRefund
    payments = Payment.objects.filter(allocations__charge__in=rows).distinct()
    if not all(ledger.can_refund(one) for one in payments.select_related("checkout")):
        raise RefundNotPossible


def refund_free_money(
    *, payment_id: int, reason: str, actor: Actor, now: datetime | None = None
) -> Refund:
    """Give back money that is on no charge. Raises RefundNotPossible and TooMuchToRefund."""
    now = now or timezone.now()
    payment = _payment(payment_id)
    with locked_offering(_offering_id(payment)):
        free = ledger.free_ore(payment)
        if not ledger.can_refund(payment):
            raise RefundNotPossible
        if free <= 0:
            raise TooMuchToRefund
        refund = ledger.decide_refund(
            payment, free, actor=actor, reason=reason, now=now, is_told=True
        )
        _settle_decisions(payment, actor, now, "refunded")
        return refund


def allocate_free_money(*, payment_id: int, actor: Actor, now: datetime | None = None) -> Payment:
    """Put money that is on no charge on what its payer owes, and confirm who is then paid."""
    now = now or timezone.now()
    payment = _payment(payment_id)
    with locked_offering(_offering_id(payment)) as offering:
        payer = Payer.objects.select_related("registration").get(payments=payment)
        payer.registration.offering = offering
        _settle_decisions(payment, actor, now, "allocated")
        arrival.settle_and_confirm(
            payer, payment, now=now, room=Room(offering), is_asked=True, actor=actor
        )
        return payment


def _settle_decisions(payment: Payment, actor: Actor, now: datetime, outcome: str) -> None:
    for kind in ledger.ABOUT_MONEY:
        ledger.close_decisions(payment, kind=kind, actor=actor, now=now, outcome=outcome)


def hold_back(*, refund_id: int, reason: str, actor: Actor, now: datetime | None = None) -> Refund:
    """Stop a refund that has not left; its money waits for a person. Raises WrongStatus."""
    now = now or timezone.now()
    payment = _payment(Refund.objects.get(pk=refund_id).payment_id)
    with locked_offering(_offering_id(payment)):
        stopped = Refund.objects.filter(
            Q(claimed_until__isnull=True) | Q(claimed_until__lte=now),
            pk=refund_id,
            state=RefundState.NEW,
            asked_at__isnull=True,
        ).update(state=RefundState.CANCELED, last_error=reason[:250])
        if not stopped:
            raise WrongStatus
        ledger.ask(DecisionKind.STRAY_MONEY, payment, detail=reason, now=now)
        return Refund.objects.get(pk=refund_id)


def _payment(payment_id: int) -> Payment:
    return Payment.objects.select_related("payer__registration", "checkout").get(pk=payment_id)


def _offering_id(payment: Payment) -> int:
    if payment.payer is None:
        raise WrongStatus
    return payment.payer.registration.offering_id


def send_due(now: datetime | None = None) -> int:
    """Ask the provider for each refund that is due; return how many it took.

    The row is claimed first, and the key is the row's own, so that a crash or a second process
    never gives the money back twice. When the provider is away the rest waits too.
    """
    now = now or timezone.now()
    due = Refund.objects.filter(_free_to_claim(now)).order_by("due_at", "pk")
    sent = 0
    for refund_id in list(due.values_list("pk", flat=True)[:200]):
        try:
            sent += _send(refund_id, now)
        except ProviderUnreachable:
            break
    return sent


def _free_to_claim(now: datetime) -> Q:
    return Q(state=RefundState.NEW, due_at__lte=now) & (
        Q(claimed_until__isnull=True) | Q(claimed_until__lte=now)
    )


def _send(refund_id: int, now: datetime) -> bool:
    mine = Refund.objects.filter(_free_to_claim(now), pk=refund_id)
    if not mine.update(claimed_until=timezone.now() + LEASE):
        return False
    Refund.objects.filter(pk=refund_id, asked_at__isnull=True).update(asked_at=now)
    refund = Refund.objects.select_related("payment__checkout", "payment__payer__registration").get(
        pk=refund_id
    )
    try:
        fact = backend_named(refund.payment.source).refund(refund, now=now)
    except ProviderUnreachable as problem:
        _postpone(refund, problem, now)
        raise
    except ProviderRefused as problem:
        with locked_offering(_offering_id(refund.payment)):
            refund.refresh_from_db(fields=["state"])
            if refund.state == RefundState.NEW:
                fail_refund(refund, str(problem), now=now)
        return False
    with locked_offering(_offering_id(refund.payment)):
        refund.refresh_from_db(fields=["state", "external_id", "done_at"])
        take_refund(refund, fact, now=now)
    return True


def _postpone(refund: Refund, problem: Exception, now: datetime) -> None:
    attempts = refund.attempts + 1
    pause = min(FIRST_PAUSE * 2 ** min(attempts - 1, 10), LONGEST_PAUSE)
    if attempts == WARN_AFTER:
        logger.warning("A refund could not be sent %s times: %s", attempts, problem)
    Refund.objects.filter(pk=refund.pk).update(
        attempts=attempts,
        due_at=now + pause,
        claimed_until=None,
        last_error=str(problem)[:500],
    )
