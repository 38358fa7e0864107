"""Changing extras after sign-up: what is dropped goes to those who wish for it."""

from collections.abc import Set
from datetime import datetime

from django.utils import timezone

from registrations.actors import Actor
from registrations.charges import charge_extra, reverse_charges, settle, standing_charges
from registrations.errors import ChangesClosed, ExtraClosed, WrongStatus
from registrations.models import Choice, Extra, Participant
from registrations.paid_seats import confirm_others_paid
from registrations.seats import Room, add_extra, drop_extra, locked_participant
from registrations.signup_case import check_exclusive
from registrations.trace import Trace, record
from registrations.waitlist import hand_on
from registrations.words import LIVE, ActorKind, ChoiceState, Happening


def change_extras(
    *, participant_id: int, extra_ids: Set[int], actor: Actor, now: datetime | None = None
) -> Participant:
    """Make the participant's extras exactly `extra_ids`: taken where there is room, else wished.

    Raises ChangesClosed after the caterer's date, ExtraClosed,
    OnlyOneExtra and WrongStatus.
    """
    now = now or timezone.now()
    with locked_participant(participant_id) as participant:
        if participant.status not in LIVE:
            raise WrongStatus
        if actor.kind != ActorKind.STAFF and not participant.offering.allows_changes(now):
            raise ChangesClosed
        former = {choice.extra_id: choice for choice in participant.choices.all()}
        added = set(extra_ids) - former.keys()
        dropped = former.keys() - set(extra_ids)
        _check_offered(participant, added, set(extra_ids), actor)
        room = Room(participant.offering)
        for extra_id in sorted(dropped):
            _drop(participant, former[extra_id], room, now)
        for extra_id in sorted(added):
            _add(participant, extra_id, room, now)
        if dropped:
            settle(participant, actor=actor, reason="", now=now)
            confirm_others_paid(participant, room=room, now=now, actor=actor)
        if added or dropped:
            _record(participant, added | dropped, actor, now)
            hand_on(participant.offering, now, room=room)
        return participant


def _check_offered(
    participant: Participant, added: Set[int], wanted: Set[int], actor: Actor
) -> None:
    extras = Extra.objects.filter(offering=participant.offering, pk__in=added)
    if actor.kind != ActorKind.STAFF:
        extras = extras.filter(is_offered=True)
    if extras.count() != len(added):
        raise ExtraClosed
    check_exclusive(Extra.objects.filter(offering=participant.offering, pk__in=wanted))


def _drop(participant: Participant, choice: Choice, room: Room, now: datetime) -> None:
    choice.participant = participant
    charges = [
        one for one in standing_charges(participant) if one.charge.extra_id == choice.extra_id
    ]
    drop_extra(choice, room=room)
    reverse_charges(charges, now=now)


def _add(participant: Participant, extra_id: int, room: Room, now: datetime) -> None:
    choice = add_extra(participant, extra_id, room=room, now=now)
    if choice.state == ChoiceState.TAKEN:
        charge_extra(participant, choice, now=now)


def _record(participant: Participant, changed: Set[int], actor: Actor, now: datetime) -> None:
    trace = Trace(
        happening=Happening.EXTRAS_CHANGED,
        offering_id=participant.offering_id,
        registration=participant.registration,
        participant=participant,
        fields=[f"extra:{extra_id}" for extra_id in sorted(changed)],
    )
    record([trace], actor=actor, now=now)
