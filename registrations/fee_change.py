"""Gives a participant another fee: seats, charges and money follow, and the log says why."""

from datetime import datetime

from django.utils import timezone

from registrations import discounts
from registrations.actors import Actor
from registrations.charges import (
    payer_of,
    reverse_charges,
    settle,
    standing_charges,
    write_charges,
)
from registrations.dues import must_pay_first, ways_to_pay
from registrations.errors import FeeClosed, ReasonNeeded, WrongStatus
from registrations.models import Decision, Fee, Participant
from registrations.seats import Room, change_fee_of, locked_participant
from registrations.trace import Trace, mail_to_contact, record
from registrations.waitlist import confirm_seat, hand_on
from registrations.words import (
    LIVE,
    ChargeKind,
    DecisionKind,
    Happening,
    PayerKind,
    PaymentMethod,
    Status,
)


def change_fee(
    *,
    participant_id: int,
    fee_id: int,
    actor: Actor,
    reason: str,
    now: datetime | None = None,
    batch_id: int | None = None,
) -> Participant:
    """Let one person have another fee; changing to the same is changing nothing.

    Who pays online owes the difference from then on, and gets back what is too much. Raises
    ReasonNeeded, WrongStatus, FeeClosed for a fee of another Offering, and FeeIsFull.
    """
    now = now or timezone.now()
    if not reason.strip():
        raise ReasonNeeded
    with locked_participant(participant_id) as participant:
        if participant.status not in LIVE:
            raise WrongStatus
        fee = Fee.objects.filter(offering_id=participant.offering_id, pk=fee_id).first()
        if fee is None:
            raise FeeClosed
        if fee.pk != participant.fee_id:
            _change(participant, fee, actor, reason, now, batch_id)
        return participant


def _change(
    participant: Participant,
    fee: Fee,
    actor: Actor,
    reason: str,
    now: datetime,
    batch_id: int | None,
) -> None:
    room = Room(participant.offering)
    former = participant.fee
    change_fee_of(participant, fee, room=room, now=now)
    discounts.drop_unless_held(participant)
    _choose_way_to_pay(participant)
    _change_charges(participant, actor, reason, now)
    trace = Trace(
        happening=Happening.FEE_CHANGED,
        offering_id=participant.offering_id,
        registration=participant.registration,
        participant=participant,
        reason=reason,
        fields=[f"fee:{former.pk}", f"fee:{fee.pk}"],
        batch_id=batch_id,
        mails=[mail_to_contact(Happening.FEE_CHANGED, participant)],
    )
    record([trace], actor=actor, now=now)
    _settle_check(participant, fee, actor, now)
    if participant.status == Status.HELD and not must_pay_first(participant):
        confirm_seat(participant, room=room, actor=actor, now=now, reason=reason)
    hand_on(participant.offering, now, room=room)


def _choose_way_to_pay(participant: Participant) -> None:
    """Choose how to pay for one who had nothing to pay until now."""
    payer = payer_of(participant)
    if payer.method != PaymentMethod.NOTHING or not participant.fee.amount_ore:
        return
    ways = ways_to_pay(participant.offering) or (PaymentMethod.INVOICE,)
    is_private = payer.kind == PayerKind.PERSON
    wanted = PaymentMethod.ONLINE if is_private else PaymentMethod.INVOICE
    payer.method = wanted if wanted in ways else ways[0]
    payer.save(update_fields=["method"])


def _change_charges(participant: Participant, actor: Actor, reason: str, now: datetime) -> None:
    """Reverse the former fee and charge the new one, where the seat is charged at all."""
    charged = [one for one in standing_charges(participant) if one.kind == ChargeKind.FEE]
    reverse_charges(charged, now=now, actor=actor)
    if charged or participant.status in {Status.CONFIRMED, Status.HELD}:
        write_charges(
            payer_of(participant),
            [participant],
            [],
            language=participant.registration.language,
            now=now,
        )
        settle(participant, actor=actor, reason=reason, now=now)


def _settle_check(participant: Participant, fee: Fee, actor: Actor, now: datetime) -> None:
    """Close the question whether the former fee was right: an organiser has answered it."""
    Decision.objects.filter(
        kind=DecisionKind.FEE_CHECK, participant=participant, settled_at__isnull=True
    ).update(settled_at=now, settled_by=actor.user, outcome=fee.name_sv)
