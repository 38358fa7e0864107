"""What an organiser decides about a person: approve, decline, confirm out of turn."""

from datetime import datetime, timedelta

from django.utils import timezone

from registrations.actors import Actor
from registrations.dues import must_pay_first
from registrations.errors import NotEnoughSeats, ReasonNeeded, WrongStatus
from registrations.models import Participant
from registrations.seats import Move, Room, locked_participant, move
from registrations.trace import mail_to_contact, mail_to_person
from registrations.waitlist import confirm_seat, fees_in_line_that_fit, people_before
from registrations.words import PROVISIONAL, Happening, Status


def approve(
    *,
    participant_id: int,
    actor: Actor,
    reason: str = "",
    now: datetime | None = None,
    batch_id: int | None = None,
) -> Participant:
    """Approve an application: a seat where there is one, otherwise the application's place in line.

    Raises WrongStatus.
    """
    now = now or timezone.now()
    with locked_participant(participant_id) as participant:
        if participant.status == Status.CONFIRMED:
            return participant
        if participant.status != Status.APPLIED:
            raise WrongStatus
        room = Room(participant.offering)
        if _may_be_seated(participant, room, now):
            if must_pay_first(participant):
                _offer(participant, room, actor, reason, batch_id, now)
                return participant
            confirm_seat(
                participant, room=room, actor=actor, now=now, reason=reason, batch_id=batch_id
            )
            return participant
        step = Move(
            participant,
            Status.WAITING,
            Happening.WAITLISTED,
            reason=reason,
            mails=[mail_to_person(Happening.WAITLISTED, participant)],
            batch_id=batch_id,
        )
        move([step], room=room, actor=actor, now=now)
        return participant


def _offer(
    participant: Participant,
    room: Room,
    actor: Actor,
    reason: str,
    batch_id: int | None,
    now: datetime,
) -> None:
    """Keep the seat of an approved application for as long as an offer, to be paid online."""
    step = Move(
        participant,
        Status.OFFERED,
        Happening.OFFERED,
        seat_until=now + timedelta(hours=participant.offering.offer_hours),
        reason=reason,
        mails=[mail_to_person(Happening.OFFERED, participant)],
        batch_id=batch_id,
    )
    move([step], room=room, actor=actor, now=now)


def _may_be_seated(participant: Participant, room: Room, now: datetime) -> bool:
    if not participant.counted:
        return True
    uses = room.uses_of_fee(participant.fee_id)
    ahead = fees_in_line_that_fit(participant.offering, now, room=room)
    is_behind = any(
        (participant.fee_id == fee_id or uses.keys() & used)
        and _has_someone_before(participant, fee_id)
        for fee_id, used in ahead
    )
    return room.fits(uses) and not is_behind


def _has_someone_before(participant: Participant, fee_id: int) -> bool:
    return Participant.objects.filter(
        offering_id=participant.offering_id,
        status=Status.WAITING,
        fee_id=fee_id,
        place__lt=participant.place,
    ).exists()


def confirm(
    *,
    participant_id: int,
    actor: Actor,
    reason: str = "",
    now: datetime | None = None,
    batch_id: int | None = None,
) -> Participant:
    """Confirm one person: an application, an offer or hold, or someone in line for a free seat.

    Taking someone in line before others needs a reason. Raises ReasonNeeded, NotEnoughSeats and
    WrongStatus.
    """
    now = now or timezone.now()
    with locked_participant(participant_id) as participant:
        if participant.status == Status.CONFIRMED:
            return participant
        if participant.status == Status.APPLIED:
            return approve(
                participant_id=participant_id,
                actor=actor,
                reason=reason,
                now=now,
                batch_id=batch_id,
            )
        room = Room(participant.offering)
        if participant.status == Status.WAITING:
            if participant.counted and not room.fits_fee(participant.fee_id):
                raise NotEnoughSeats(fits=0, asked=1)
            if people_before(participant) and not reason.strip():
                raise ReasonNeeded
        elif participant.status not in PROVISIONAL:
            raise WrongStatus
        confirm_seat(participant, room=room, actor=actor, now=now, reason=reason, batch_id=batch_id)
        return participant


def decline(
    *,
    participant_id: int,
    actor: Actor,
    reason: str = "",
    now: datetime | None = None,
    batch_id: int | None = None,
) -> Participant:
    """Decline an application. Raises WrongStatus."""
    now = now or timezone.now()
    with locked_participant(participant_id) as participant:
        if participant.status == Status.DECLINED:
            return participant
        step = Move(
            participant,
            Status.DECLINED,
            Happening.DECLINED,
            reason=reason,
            mails=[
                mail_to_person(Happening.DECLINED, participant),
                mail_to_contact(Happening.DECLINED, participant),
            ],
            batch_id=batch_id,
        )
        move([step], room=Room(participant.offering), actor=actor, now=now)
        return participant
