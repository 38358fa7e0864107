"""The line: who is next, and what becomes of a freed seat.

Next is the lowest place whose fee's quotas all have room; who does not fit is passed but keeps
the place. Nothing here runs outside the Offering's lock.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from registrations.actors import SYSTEM, Actor
from registrations.charges import (
    charge_extra,
    charge_seat,
    reverse_cancellation,
    undo_charges,
)
from registrations.dues import must_pay_first
from registrations.errors import NoMoreTime, OfferHasPassed, PaymentNeeded, WrongStatus
from registrations.models import Choice, Offering, Participant
from registrations.seats import (
    Move,
    Room,
    locked_offering,
    locked_participant,
    move,
    next_places,
    take_wished_extras,
)
from registrations.statements import MARK, Compiled
from registrations.trace import Trace, mail_to_contact, mail_to_person, record
from registrations.words import (
    PROVISIONAL,
    ActorKind,
    ChoiceState,
    Happening,
    Status,
    WaitlistMode,
)

MOST_EXTENSIONS = 3
LONGEST_EXTENSION = timedelta(hours=24)


def people_before(participant: Participant) -> int:
    """Return how many people stand before this one in line."""
    return (
        Participant.objects.filter(offering_id=participant.offering_id, status=Status.WAITING)
        .filter(place__lt=participant.place or 0)
        .count()
    )


def fees_in_line_that_fit(
    offering: Offering, now: datetime, *, room: Room
) -> list[tuple[int, Mapping[int, int]]]:
    """Return the fees, with the quotas they use, of people in line who would fit now.

    While offers run they are handed their seats first, so that a newcomer never overtakes them.
    """
    fee_ids = _fees_in_line(offering)
    if fee_ids and offering.runs_offers(now):
        hand_on(offering, now, room=room)
        fee_ids = _fees_in_line(offering)
    return [(fee_id, room.uses_of_fee(fee_id)) for fee_id in fee_ids if room.fits_fee(fee_id)]


_FEES_IN_LINE = Compiled(
    lambda offering_id: (
        Participant.objects.filter(offering_id=offering_id, status=Status.WAITING)
        .order_by()
        .values_list("fee_id")
        .distinct()
    ),
    MARK,
)


def _fees_in_line(offering: Offering) -> list[int]:
    return [row[0] for row in _FEES_IN_LINE.rows(offering.pk)]


def hand_on(offering: Offering, now: datetime, *, room: Room | None = None) -> int:
    """Hand free seats to those next in line who fit, and free extras to those who wish for them.

    Returns how many people were offered or given a seat. The Offering is locked.
    """
    room = room or Room(offering)
    moved = 0
    if offering.runs_offers(now):
        chosen = _next_in_line(offering, room)
        _offer(chosen, offering, room, now)
        moved = len(chosen)
    if offering.state != Offering.State.CANCELLED:
        grant_wished_extras(offering, now, room=room)
    return moved


def _next_in_line(offering: Offering, room: Room) -> list[Participant]:
    fitting = {fee_id for fee_id in _fees_in_line(offering) if room.fits_fee(fee_id)}
    if not fitting:
        return []
    chosen: list[Participant] = []
    line = (
        Participant.objects.filter(offering=offering, status=Status.WAITING, fee__in=fitting)
        .select_related("registration", "fee")
        .order_by("place")
    )
    for participant in line.iterator(chunk_size=50):
        uses = room.uses_of_fee(participant.fee_id)
        if not participant.counted or room.fits(uses):
            chosen.append(participant)
            if participant.counted:
                room.count(uses, sign=1)
        if not any(room.fits_fee(fee_id) for fee_id in fitting):
            break
    for participant in chosen:
        if participant.counted:
            room.count(room.uses_of_fee(participant.fee_id), sign=-1)
    return chosen


def _offer(chosen: list[Participant], offering: Offering, room: Room, now: datetime) -> None:
    if offering.waitlist == WaitlistMode.AT_ONCE:
        to_pay = [participant for participant in chosen if must_pay_first(participant)]
        _give_seats([one for one in chosen if one not in to_pay], room, now)
        chosen = to_pay
    deadline = now + timedelta(hours=offering.offer_hours)
    move(
        [
            Move(
                participant,
                Status.OFFERED,
                Happening.OFFERED,
                seat_until=deadline,
                mails=[mail_to_person(Happening.OFFERED, participant)],
            )
            for participant in chosen
        ],
        room=room,
        actor=SYSTEM,
        now=now,
    )


def _give_seats(chosen: list[Participant], room: Room, now: datetime) -> None:
    """Confirm everyone first and take extras after that: an extra never takes a seat."""
    move([_confirmation(participant) for participant in chosen], room=room, actor=SYSTEM, now=now)
    for participant in chosen:
        charge_seat(participant, take_wished_extras(participant, room=room), now=now)


def confirm_seat(
    participant: Participant,
    *,
    room: Room,
    actor: Actor,
    now: datetime,
    reason: str = "",
    happening: Happening = Happening.CONFIRMED,
    batch_id: int | None = None,
) -> None:
    """Confirm a seat, take the wished extras there is room for, and write what is owed."""
    step = _confirmation(participant, reason=reason, happening=happening, batch_id=batch_id)
    move([step], room=room, actor=actor, now=now)
    charge_seat(participant, take_wished_extras(participant, room=room), now=now)


def _confirmation(
    participant: Participant,
    *,
    reason: str = "",
    happening: Happening = Happening.CONFIRMED,
    batch_id: int | None = None,
) -> Move:
    mails = [
        mail_to_person(Happening.CONFIRMED, participant),
        mail_to_contact(Happening.CONFIRMED, participant),
    ]
    return Move(
        participant, Status.CONFIRMED, happening, reason=reason, mails=mails, batch_id=batch_id
    )


def grant_wished_extras(offering: Offering, now: datetime, *, room: Room) -> None:
    """Give extras that have room to seated people who wish for them, the earliest wish first."""
    wishes = (
        Choice.objects.filter(
            participant__offering=offering,
            participant__status=Status.CONFIRMED,
            state=ChoiceState.WISHED,
        )
        .select_related("extra", "participant__registration")
        .order_by("created_at", "pk")
    )
    for choice in wishes:
        participant = choice.participant
        uses = room.uses_of_extra(choice.extra_id)
        if participant.counted and not room.fits(uses):
            continue
        if participant.counted:
            room.count(uses, sign=1)
            room.write()
        Choice.objects.filter(pk=choice.pk).update(state=ChoiceState.TAKEN)
        choice.state = ChoiceState.TAKEN
        charge_extra(participant, choice, now=now)
        trace = Trace(
            happening=Happening.EXTRA_GRANTED,
            offering_id=offering.pk,
            registration=participant.registration,
            participant=participant,
            fields=[f"extra:{choice.extra_id}"],
            mails=[mail_to_person(Happening.EXTRA_GRANTED, participant)],
        )
        record([trace], actor=SYSTEM, now=now)


def accept_offer(*, participant_id: int, actor: Actor, now: datetime | None = None) -> Participant:
    """Accept an offered seat; what has not lapsed can be accepted, whatever its deadline.

    Accepting twice is accepting once. Raises OfferHasPassed when the seat has gone on, and
    PaymentNeeded where it is taken by paying for it online.
    """
    now = now or timezone.now()
    with locked_participant(participant_id) as participant:
        if participant.status == Status.CONFIRMED:
            return participant
        offering = participant.offering
        has_ended = offering.is_over(now) or offering.is_cancelled
        if participant.status != Status.OFFERED or has_ended:
            raise OfferHasPassed
        if must_pay_first(participant):
            raise PaymentNeeded
        room = Room(offering)
        confirm_seat(participant, room=room, actor=actor, now=now)
        return participant


def decline_offer(*, participant_id: int, actor: Actor, now: datetime | None = None) -> Participant:
    """Decline an offered seat, which goes on to the next in line."""
    now = now or timezone.now()
    with locked_participant(participant_id) as participant:
        if participant.status == Status.CANCELLED:
            return participant
        if participant.status != Status.OFFERED:
            raise OfferHasPassed
        undo_charges(participant, actor=actor, now=now)
        room = Room(participant.offering)
        step = Move(
            participant,
            Status.CANCELLED,
            Happening.CANCELLED,
            mails=[mail_to_person(Happening.CANCELLED, participant)],
        )
        move([step], room=room, actor=actor, now=now)
        hand_on(participant.offering, now, room=room)
        return participant


def extend_offer(*, participant_id: int, actor: Actor, now: datetime | None = None) -> Participant:
    """Give more time to answer, at most three times.

    Raises OfferHasPassed and NoMoreTime.
    """
    now = now or timezone.now()
    with locked_participant(participant_id) as participant:
        if participant.status not in PROVISIONAL or participant.seat_until is None:
            raise OfferHasPassed
        offering = participant.offering
        if offering.is_over(now) or offering.is_cancelled:
            raise OfferHasPassed
        if participant.extensions >= MOST_EXTENSIONS:
            raise NoMoreTime
        more = min(LONGEST_EXTENSION, timedelta(hours=offering.offer_hours))
        if participant.status == Status.HELD:
            more = timedelta(minutes=offering.hold_minutes)
        _keep_seat_until(participant, max(participant.seat_until, now) + more, now)
        trace = Trace(
            happening=Happening.OFFER_EXTENDED,
            offering_id=offering.pk,
            registration=participant.registration,
            participant=participant,
            mails=(
                [mail_to_person(Happening.OFFER_EXTENDED, participant)]
                if actor.kind == ActorKind.STAFF
                else ()
            ),
        )
        record([trace], actor=actor, now=now)
        return participant


def _keep_seat_until(participant: Participant, deadline: datetime, now: datetime) -> None:
    participant.seat_until = deadline
    participant.extensions += 1
    participant.changed_at = now
    participant.save(update_fields=["seat_until", "extensions", "changed_at"])


def delay_deadline(*, participant_id: int, sent_at: datetime, queued_at: datetime) -> None:
    """Move an offer's deadline by the delay of its mail, so that nobody loses time to us."""
    with locked_participant(participant_id) as participant:
        if participant.status == Status.OFFERED and participant.seat_until is not None:
            participant.seat_until += sent_at - queued_at
            participant.save(update_fields=["seat_until"])


def rejoin(*, participant_id: int, actor: Actor, now: datetime | None = None) -> Participant:
    """Put someone back at the end of the line: one who lapsed, or whom an organiser lets back.

    Raises WrongStatus.
    """
    now = now or timezone.now()
    with locked_participant(participant_id) as participant:
        if participant.status == Status.WAITING:
            return participant
        is_staff = actor.kind == ActorKind.STAFF
        may = {Status.LAPSED, Status.CANCELLED} if is_staff else {Status.LAPSED}
        offering = participant.offering
        has_ended = offering.is_cancelled or offering.is_over(now)
        is_erased = participant.registration.erased_at is not None
        if participant.status not in may or has_ended or is_erased:
            raise WrongStatus
        room = Room(offering)
        reverse_cancellation(participant, now=now)
        if not participant.counted:
            confirm_seat(participant, room=room, actor=actor, now=now)
            return participant
        step = Move(
            participant,
            Status.WAITING,
            Happening.WAITLISTED,
            place=next_places(offering, 1)[0],
            mails=[mail_to_person(Happening.WAITLISTED, participant)],
        )
        move([step], room=room, actor=actor, now=now)
        hand_on(offering, now, room=room)
        return participant


def hand_on_due(now: datetime | None = None) -> int:
    """Hand on what stands free beside a line, such as after a pause; return how many were moved."""
    now = now or timezone.now()
    with_line = Offering.objects.filter(
        Q(participants__status=Status.WAITING) | Q(participants__choices__state=ChoiceState.WISHED)
    ).exclude(state=Offering.State.CANCELLED)
    moved = 0
    for offering_id in with_line.order_by("pk").values_list("pk", flat=True).distinct():
        with locked_offering(offering_id) as offering:
            moved += hand_on(offering, now)
    return moved
