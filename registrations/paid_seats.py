"""Confirms seats that are paid: by money that came, or by money that a change set free."""

from collections.abc import Callable
from datetime import datetime

from registrations import ledger
from registrations.actors import SYSTEM, Actor
from registrations.charges import payer_of, standing_charges
from registrations.models import Participant, Payer
from registrations.seats import Move, Room, move
from registrations.trace import Mail, mail_to_contact, mail_to_person
from registrations.words import PROVISIONAL, Happening, PaymentMethod, Status

Mails = Callable[[Participant], list[Mail]]


def tell_both(participant: Participant) -> list[Mail]:
    """Return the mails of a confirmed seat: to the person and to the contact."""
    return [
        mail_to_person(Happening.CONFIRMED, participant),
        mail_to_contact(Happening.CONFIRMED, participant),
    ]


def confirm_paid(
    payer: Payer,
    *,
    room: Room,
    now: datetime,
    actor: Actor = SYSTEM,
    mails: Mails = tell_both,
) -> list[Participant]:
    """Confirm the held and offered seats of which nothing is left to pay; return whose they are.

    The Offering is locked.
    """
    if payer.method != PaymentMethod.ONLINE:
        return []
    owing = {charge.participant_id for charge, _ore in ledger.open_charges(payer)}
    provisional = Participant.objects.filter(
        registration_id=payer.registration_id, status__in=PROVISIONAL
    ).select_related("fee", "discount")
    paid = [
        one
        for one in provisional.order_by("number")
        if one.pk not in owing and standing_charges(one)
    ]
    for participant in paid:
        participant.registration = payer.registration
    steps = [Move(one, Status.CONFIRMED, Happening.CONFIRMED, mails=mails(one)) for one in paid]
    move(steps, room=room, actor=actor, now=now)
    return paid


def confirm_others_paid(
    participant: Participant, *, room: Room, now: datetime, actor: Actor = SYSTEM
) -> None:
    """Confirm whom a change of one participant's charges has left with nothing to pay."""
    confirm_paid(payer_of(participant), room=room, now=now, actor=actor)
