"""Money given back outside the provider, such as by a bank transfer when a card is closed."""

from datetime import datetime

from django.utils import timezone

from registrations import ledger
from registrations.actors import Actor
from registrations.errors import ReasonNeeded, RefundNotPossible, TooMuchToRefund
from registrations.external_refunds import write_external
from registrations.models import Payment, Refund
from registrations.seats import locked_offering
from registrations.words import RefundState


def can_be_by_hand(payment: Payment) -> bool:
    """Tell whether the provider has failed to give money back that is still here."""
    has_failed = payment.refunds.filter(state=RefundState.FAILED).exists()
    return has_failed and ledger.free_ore(payment) > 0


def record_by_hand(
    *, payment_id: int, reason: str, actor: Actor, now: datetime | None = None
) -> Refund:
    """Write that the free money of a payment, whose refund failed, was paid in another way.

    Raises ReasonNeeded, TooMuchToRefund and RefundNotPossible.
    """
    now = now or timezone.now()
    if not reason.strip():
        raise ReasonNeeded
    payment = Payment.objects.select_related("payer__registration").get(pk=payment_id)
    if payment.payer is None:
        raise RefundNotPossible
    registration = payment.payer.registration
    with locked_offering(registration.offering_id):
        free = ledger.free_ore(payment)
        if free <= 0:
            raise TooMuchToRefund
        if not can_be_by_hand(payment):
            raise RefundNotPossible
        refund = write_external(payment, free, reason=reason, actor=actor, now=now)
        for kind in ledger.ABOUT_MONEY:
            ledger.close_decisions(payment, kind=kind, actor=actor, now=now, outcome=reason)
        return refund
