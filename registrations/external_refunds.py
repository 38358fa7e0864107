"""Refunds made outside every provider: by a bank transfer, or by the bank taking a payment back."""

from datetime import datetime

from registrations.actors import Actor
from registrations.models import Payment, Refund
from registrations.trace import Trace, record
from registrations.words import Happening, RefundState


def write_external(
    payment: Payment, ore: int, *, reason: str, actor: Actor, now: datetime
) -> Refund:
    """Write that money has gone back outside the provider, within the caller's lock."""
    refund = Refund.objects.create(
        payment=payment,
        amount_ore=ore,
        state=RefundState.SUCCEEDED,
        is_external=True,
        reason=reason[:250],
        requested_by=actor.user,
        created_at=now,
        done_at=now,
    )
    if payment.payer is not None:
        registration = payment.payer.registration
        trace = Trace(
            happening=Happening.REFUNDED,
            offering_id=registration.offering_id,
            registration=registration,
            reason=reason,
            fields=[f"refund:{refund.pk}"],
        )
        record([trace], actor=actor, now=now)
    return refund
