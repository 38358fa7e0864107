"""Builds money that has come, straight at the ledger: no provider, no sync, no tick."""

from datetime import datetime
from itertools import count

from django.db import transaction
from django.utils import timezone

from registrations import ledger
from registrations.actors import SYSTEM
from registrations.models import Checkout, CheckoutLine, Participant, Payer, Payment
from registrations.words import CheckoutState, LateMoney

_numbers = count(1)


def payer_of(participant: Participant) -> Payer:
    return participant.registration.payers.select_related("registration__offering").get()


def bring_money(
    participant: Participant,
    ore: int,
    *,
    now: datetime | None = None,
    late_money: LateMoney = LateMoney.REFUND,
) -> Payment:
    """Let a sum come from the participant's payer and settle it, as a paid Checkout does."""
    now = now or timezone.now()
    payer = payer_of(participant)
    number = next(_numbers)
    with transaction.atomic():
        payment = Payment.objects.create(
            payer=payer,
            checkout=_write_checkout(payer, number, now),
            source="stripe",
            external_id=f"pi_{number}",
            amount_ore=ore,
            received_at=now,
        )
        ledger.settle(payer, now=now, actor=SYSTEM, late_money=late_money)
    return payment


def _write_checkout(payer: Payer, number: int, now: datetime) -> Checkout:
    """Return a paid Checkout over what is owed, or the last one, paid once more."""
    owed = ledger.open_charges(payer)
    if not owed:
        return Checkout.objects.filter(payer=payer).latest("pk")
    checkout = Checkout.objects.create(
        payer=payer,
        backend="stripe",
        amount_ore=sum(left for _charge, left in owed),
        state=CheckoutState.PAID,
        expires_at=now,
        session_id=f"cs_{number}",
        paid_at=now,
    )
    CheckoutLine.objects.bulk_create(
        CheckoutLine(checkout=checkout, charge=charge, amount_ore=left) for charge, left in owed
    )
    return checkout
