"""Money given back outside the provider, such as by a bank transfer when a card is closed."""

from datetime import datetime

from django.utils import timezone

from registrations import ledger
from registrations.actors import Actor
from registrations.errors import ReasonNeeded, RefundNotPossible, TooMuchToRefund
from registrations.models import Payment, Refund
from registrations.seats import locked_offering
from registrations.trace import Trace, record
from registrations.words import Happening, RefundState


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
        refund = Refund.objects.create(
            payment=payment,
            amount_ore=free,
            state=RefundState.SUCCEEDED,
            is_external=True,
            reason=reason[:250],
            requested_by=actor.user,
            created_at=now,
            done_at=now,
        )
        trace = Trace(
            happening=Happening.REFUNDED,
            offering_id=registration.offering_id,
            registration=registration,
            reason=reason,
            fields=[f"refund:{refund.pk}"],
        )
        record([trace], actor=actor, now=now)
        for kind in ledger.ABOUT_MONEY:
            ledger.close_decisions(payment, kind=kind, actor=actor, now=now, outcome=reason)
        return refund
