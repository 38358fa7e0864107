"""Seats: the only code that changes a participant's status or a quota's `taken`.

Every change happens under the Offering's lock; the conditional UPDATE on each quota is the belt,
the database's CHECK constraint the braces.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from registrations import discounts
from registrations.actors import Actor
from registrations.errors import FeeIsFull, WrongStatus
from registrations.models import (
    Choice,
    Decision,
    ExtraQuota,
    Fee,
    Offering,
    Participant,
    Quota,
)
from registrations.statements import MARK, Compiled, count_taken, insert
from registrations.trace import Mail, Trace, record
from registrations.words import (
    LIVE,
    PROVISIONAL,
    SEATED,
    ChoiceState,
    DecisionKind,
    Happening,
    Status,
)

WAYS: Mapping[str, frozenset[str]] = {
    "": frozenset({Status.APPLIED, Status.WAITING, Status.HELD, Status.CONFIRMED}),
    Status.APPLIED: frozenset(
        {
            Status.CONFIRMED,
            Status.OFFERED,
            Status.WAITING,
            Status.DECLINED,
            Status.CANCELLED,
        }
    ),
    Status.WAITING: frozenset({Status.OFFERED, Status.CONFIRMED, Status.CANCELLED}),
    Status.OFFERED: frozenset({Status.CONFIRMED, Status.LAPSED, Status.CANCELLED}),
    Status.HELD: frozenset({Status.CONFIRMED, Status.LAPSED, Status.CANCELLED}),
    Status.LAPSED: frozenset({Status.CONFIRMED, Status.WAITING}),
    Status.CONFIRMED: frozenset({Status.CANCELLED}),
    Status.CANCELLED: frozenset({Status.WAITING, Status.CONFIRMED}),
    Status.DECLINED: frozenset(),
}


_OFFERING_LOCKED = Compiled(
    lambda offering_id: Offering.objects.select_for_update(no_key=True).filter(pk=offering_id), MARK
)


@contextmanager
def locked_offering(offering_id: int) -> Iterator[Offering]:
    """Open a transaction that holds the Offering: nobody else changes its seats until it ends."""
    with transaction.atomic():
        offering = _OFFERING_LOCKED.first_instance(Offering, offering_id)
        if offering is None:
            raise Offering.DoesNotExist
        yield offering


@contextmanager
def locked_participant(participant_id: int) -> Iterator[Participant]:
    """Lock the participant's Offering, then read the participant as it stands now."""
    offering_id = Participant.objects.values_list("offering_id", flat=True).get(pk=participant_id)
    with locked_offering(offering_id) as offering:
        participant = Participant.objects.select_related("registration", "fee").get(
            pk=participant_id
        )
        participant.offering = offering
        participant.registration.offering = offering
        yield participant


_QUOTAS = Compiled(
    lambda offering_id: (
        Quota.objects.filter(offering_id=offering_id)
        .order_by("pk")
        .values_list("pk", "size", "taken", "fee_uses__fee_id", "fee_uses__units")
    ),
    MARK,
)


class OutOfStepError(RuntimeError):
    """A row is not as it was read under the lock: a fault of ours, never a reader's refusal."""


class Room:
    """The free seats of an Offering, read under its lock and kept in step with what is taken."""

    def __init__(self, offering: Offering) -> None:
        self.offering = offering
        self._left: dict[int, int | None] = {}
        self._fee_uses: dict[int, dict[int, int]] = defaultdict(dict)
        for quota_id, size, taken, fee_id, units in _QUOTAS.rows(offering.pk):
            self._left[quota_id] = None if size is None else size - taken
            if fee_id is not None:
                self._fee_uses[fee_id][quota_id] = units
        self._extra_uses: dict[int, dict[int, int]] | None = None
        self._deltas: Counter[int] = Counter()

    def uses_of_fee(self, fee_id: int) -> Mapping[int, int]:
        return self._fee_uses.get(fee_id, {})

    def uses_of_extra(self, extra_id: int) -> Mapping[int, int]:
        if self._extra_uses is None:
            self._extra_uses = defaultdict(dict)
            for used_by, quota_id, units in ExtraQuota.objects.filter(
                quota__in=list(self._left)
            ).values_list("extra_id", "quota_id", "units"):
                self._extra_uses[used_by][quota_id] = units
        return self._extra_uses.get(extra_id, {})

    def fits(self, uses: Mapping[int, int]) -> bool:
        return all(
            left is None or units <= left
            for quota_id, units in uses.items()
            for left in [self._left[quota_id]]
        )

    def fits_fee(self, fee_id: int) -> bool:
        return self.fits(self.uses_of_fee(fee_id))

    def fits_extra(self, extra_id: int) -> bool:
        return self.fits(self.uses_of_extra(extra_id))

    def count(self, uses: Mapping[int, int], *, sign: int) -> None:
        """Take (+1) or free (-1) the units in memory; `write` makes it true in the database."""
        for quota_id, units in uses.items():
            self._deltas[quota_id] += sign * units
            left = self._left[quota_id]
            if left is not None:
                self._left[quota_id] = left - sign * units

    def write(self) -> None:
        """Write what was counted, each quota by one conditional UPDATE, in order of their ids."""
        for quota_id, units in sorted(self._deltas.items()):
            if units and not count_taken(quota_id, units):
                raise OutOfStepError(f"quota {quota_id} cannot change by {units}")
        self._deltas.clear()


@dataclass(frozen=True)
class Move:
    """One participant's change of status and what it is called; `mails` are sent because of it."""

    participant: Participant
    to: Status
    happening: Happening
    seat_until: datetime | None = None
    place: int | None = None
    reason: str = ""
    mails: Sequence[Mail] = ()
    batch_id: int | None = None


def next_places(offering: Offering, number: int) -> range:
    """Take `number` new places at the end of the line; the Offering is locked."""
    first = offering.last_place + 1
    offering.last_place += number
    Offering.objects.filter(pk=offering.pk).update(last_place=offering.last_place)
    return range(first, first + number)


def place_new(
    participants: Sequence[Participant], choices: Iterable[Choice], *, room: Room
) -> None:
    """Insert new participants with the status each carries, and take what they occupy."""
    for participant in participants:
        if participant.status not in WAYS[""]:
            raise WrongStatus
        if participant.status in SEATED and participant.counted:
            room.count(room.uses_of_fee(participant.fee_id), sign=1)
    discounts.take_new(participants)
    insert(participants)
    choices = list(choices)
    for choice in choices:
        if choice.state == ChoiceState.TAKEN and choice.participant.counted:
            room.count(room.uses_of_extra(choice.extra_id), sign=1)
    insert(choices)
    room.write()


def move(moves: Sequence[Move], *, room: Room, actor: Actor, now: datetime) -> None:
    """Change statuses: quotas, rows, log and mails in the caller's transaction.

    Raises WrongStatus where the way is not among `WAYS`. The participants' rows were read under
    the Offering's lock, with their registrations.
    """
    for change in moves:
        participant = change.participant
        if change.to not in WAYS[participant.status]:
            raise WrongStatus
        _count_seat(
            participant, had=participant.status in SEATED, has=change.to in SEATED, room=room
        )
        discounts.count_use(participant, had=participant.status in LIVE, has=change.to in LIVE)
    room.write()
    _drop_fee_checks([one.participant for one in moves if one.to not in LIVE], actor, now)
    traces = [_apply(change, now) for change in moves]
    record(traces, actor=actor, now=now)


def _drop_fee_checks(gone: Sequence[Participant], actor: Actor, now: datetime) -> None:
    """Ask no longer whether someone who has left was entitled to their fee."""
    checked = [participant.pk for participant in gone if participant.fee.needs_check]
    if checked:
        Decision.objects.filter(
            kind=DecisionKind.FEE_CHECK, participant__in=checked, settled_at__isnull=True
        ).update(settled_at=now, settled_by=actor.user)


def _count_seat(participant: Participant, *, had: bool, has: bool, room: Room) -> None:
    if had and not has:
        taken = Choice.objects.filter(participant=participant, state=ChoiceState.TAKEN)
        if participant.counted:
            for extra_id in taken.values_list("extra_id", flat=True):
                room.count(room.uses_of_extra(extra_id), sign=-1)
        taken.update(state=ChoiceState.WISHED)
    if participant.counted and had != has:
        room.count(room.uses_of_fee(participant.fee_id), sign=1 if has else -1)


def _apply(change: Move, now: datetime) -> Trace:
    participant = change.participant
    former = participant.status
    participant.status = change.to
    participant.seat_until = change.seat_until if change.to in PROVISIONAL else None
    participant.place = _place(change, former)
    participant.extensions = 0
    participant.changed_at = now
    changed = Participant.objects.filter(pk=participant.pk, status=former).update(
        status=participant.status,
        seat_until=participant.seat_until,
        place=participant.place,
        extensions=0,
        changed_at=now,
    )
    if changed != 1:
        raise OutOfStepError(f"participant {participant.pk} is no longer {former}")
    return Trace(
        happening=change.happening,
        offering_id=participant.offering_id,
        registration=participant.registration,
        participant=participant,
        from_status=former,
        to_status=change.to,
        reason=change.reason,
        batch_id=change.batch_id,
        mails=change.mails,
    )


def _place(change: Move, former: str) -> int | None:
    if change.to == Status.WAITING:
        return change.place or change.participant.place
    return None


def change_fee_of(participant: Participant, fee: Fee, *, room: Room, now: datetime) -> None:
    """Let a participant have another fee; a seat's units move to its quotas. Raises FeeIsFull."""
    if participant.status in SEATED and participant.counted:
        room.count(room.uses_of_fee(participant.fee_id), sign=-1)
        if not room.fits_fee(fee.pk):
            raise FeeIsFull
        room.count(room.uses_of_fee(fee.pk), sign=1)
        room.write()
    participant.fee, participant.changed_at = fee, now
    participant.save(update_fields=["fee", "changed_at"])


def take_wished_extras(participant: Participant, *, room: Room) -> list[Choice]:
    """Turn the participant's wishes into taken extras where there is room; return those taken."""
    taken = []
    for choice in participant.choices.filter(state=ChoiceState.WISHED).select_related("extra"):
        uses = room.uses_of_extra(choice.extra_id)
        if not participant.counted or room.fits(uses):
            if participant.counted:
                room.count(uses, sign=1)
            choice.state = ChoiceState.TAKEN
            choice.save(update_fields=["state"])
            taken.append(choice)
    room.write()
    return taken


def drop_extra(choice: Choice, *, room: Room) -> None:
    """Delete a choice and free what it occupied."""
    if choice.state == ChoiceState.TAKEN and choice.participant.counted:
        room.count(room.uses_of_extra(choice.extra_id), sign=-1)
    choice.delete()
    room.write()


def add_extra(participant: Participant, extra_id: int, *, room: Room, now: datetime) -> Choice:
    """Add an extra: taken where the participant has a seat and there is room, otherwise wished."""
    uses = room.uses_of_extra(extra_id)
    is_taken = participant.status in SEATED and participant.status != Status.OFFERED
    is_taken = is_taken and (not participant.counted or room.fits(uses))
    if is_taken and participant.counted:
        room.count(uses, sign=1)
    state = ChoiceState.TAKEN if is_taken else ChoiceState.WISHED
    choice = Choice.objects.create(
        participant=participant, extra_id=extra_id, state=state, created_at=now
    )
    room.write()
    return choice
