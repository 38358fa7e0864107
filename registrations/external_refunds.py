"""Refunds made outside every provider: by a bank transfer, or by the bank taking a payment back.

Money that is for nothing here, such as a grant, leaves in the same way: it stays at the bank, and
the bookkeeper books it by hand. Its row bears the mark of that, and no voucher is written of it.
"""

from datetime import datetime
from uuid import uuid4

from django.db.models import Q

from registrations.actors import Actor
from registrations.models import Payment, Refund
from registrations.trace import Trace, record
from registrations.words import Happening, RefundState

_BY_HAND = "booked-by-hand:"
# The rows of money that is for nothing here and that a person books.
BOOKED_BY_HAND = Q(is_external=True, external_id__startswith=_BY_HAND)


def is_booked_by_hand(refund: Refund) -> bool:
    """Tell whether the money has not gone back, but is booked by a person as something else."""
    return refund.is_external and (refund.external_id or "").startswith(_BY_HAND)


def write_booked_by_hand(
    payment: Payment, ore: int, *, reason: str, actor: Actor, now: datetime
) -> Refund:
    """Write that money is for nothing here and booked by a person, within the caller's lock."""
    return _write(payment, ore, reason=reason, actor=actor, now=now, mark=f"{_BY_HAND}{uuid4()}")


def write_external(
    payment: Payment, ore: int, *, reason: str, actor: Actor, now: datetime
) -> Refund:
    """Write that money has gone back outside the provider, within the caller's lock."""
    refund = _write(payment, ore, reason=reason, actor=actor, now=now, mark=None)
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


def _write(
    payment: Payment, ore: int, *, reason: str, actor: Actor, now: datetime, mark: str | None
) -> Refund:
    return Refund.objects.create(
        payment=payment,
        amount_ore=ore,
        state=RefundState.SUCCEEDED,
        is_external=True,
        external_id=mark,
        reason=reason[:250],
        requested_by=actor.user,
        created_at=now,
        done_at=now,
    )
