"""Free money of a payment that pays no invoice: paid back to the payer, or booked by hand."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from registrations import ledger
from registrations.actors import Actor
from registrations.errors import ReasonNeeded, TooMuchToRefund
from registrations.external_refunds import write_booked_by_hand, write_external
from registrations.invoicing.bank.placing import locked_payment
from registrations.invoicing.bank.refusals import ChangedMeanwhile
from registrations.invoicing.bank.seen import is_as_seen
from registrations.models import Refund
from registrations.words import DecisionKind


def give_back(
    *,
    payment_id: int,
    ore: int,
    reason: str,
    actor: Actor,
    seen: str | None = None,
    now: datetime | None = None,
) -> Refund:
    """Write that free money of a payment has been paid back by bank, and close what was asked.

    `seen` is what the person saw of the payment. Raises ReasonNeeded, TooMuchToRefund and
    ChangedMeanwhile.
    """
    return _let_go(write_external, payment_id, ore, reason, actor=actor, seen=seen, now=now)


def book_by_hand(
    *,
    payment_id: int,
    ore: int,
    reason: str,
    actor: Actor,
    seen: str | None = None,
    now: datetime | None = None,
) -> Refund:
    """Write that free money is for no invoice, and that a person books it; close what was asked.

    The bookkeeper moves it from the account of payments not placed: no export tells of that.
    Raises as `give_back`.
    """
    return _let_go(write_booked_by_hand, payment_id, ore, reason, actor=actor, seen=seen, now=now)


def _let_go(
    write: Callable[..., Refund],
    payment_id: int,
    ore: int,
    reason: str,
    *,
    actor: Actor,
    seen: str | None,
    now: datetime | None,
) -> Refund:
    now = now or timezone.now()
    if not reason.strip():
        raise ReasonNeeded
    with transaction.atomic():
        payment = locked_payment(payment_id)
        free = ledger.free_ore(payment)
        if seen is not None and not is_as_seen(seen, free, {}):
            raise ChangedMeanwhile
        if not 0 < ore <= free:
            raise TooMuchToRefund
        refund = write(payment, ore, reason=reason, actor=actor, now=now)
        ledger.settle_decisions(
            payment, kind=DecisionKind.STRAY_MONEY, actor=actor, now=now, outcome=reason
        )
        return refund
