"""The door: who is here at an occasion, told by several devices in any order, each press once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.db import models
from django.db.models import Min, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from registrations.actors import Actor
from registrations.models import CheckIn, Decision, Occasion, Participant
from registrations.seats import locked_offering
from registrations.words import SEATED, DecisionKind

# A device that has been without network longer than this has a clock nobody can set right.
OLDEST = timedelta(days=7)


class Outcome(models.TextChoices):
    """What became of one press, as the door says it."""

    TAKEN = "taken", pgettext_lazy("check-in", "Checked in")
    HERE = "here", pgettext_lazy("check-in", "Was already here")
    NO_SEAT = "no_seat", pgettext_lazy("check-in", "Checked in without a seat")
    UNDONE = "undone", pgettext_lazy("check-in", "Check-in undone")
    UNKNOWN = "unknown", pgettext_lazy("check-in", "Not on the list of this event")


@dataclass(frozen=True)
class Press:
    """One press on one device: a check-in, or the undoing of the one it names."""

    key: UUID
    happened_at: datetime
    participant_id: int | None = None
    undoes: UUID | None = None


@dataclass(frozen=True)
class Result:
    """What became of a press; `since` is when the person came, where they are here now."""

    key: UUID
    outcome: Outcome
    participant_id: int | None = None
    since: datetime | None = None


def correct_time(happened_at: datetime, *, sent_at: datetime, now: datetime) -> datetime:
    """Return a device's time by our clock: its clock may be wrong, not how long ago it was."""
    corrected = happened_at + (now - sent_at)
    return min(now, max(now - OLDEST, corrected))


def here(participants: Iterable[int], occasion: Occasion) -> dict[int, datetime]:
    """Return since when each of the participants that are here has been here."""
    rows = CheckIn.objects.filter(occasion=occasion, participant__in=participants).standing()
    found = rows.order_by().values_list("participant").annotate(Min("happened_at"))
    return dict(found)


def with_check_in(
    participants: QuerySet[Participant], occasion: Occasion | None = None
) -> QuerySet[Any]:
    """Add `checked_in_at`: when each came to the occasion, or to any of them, or nothing."""
    rows = CheckIn.objects.filter(participant=OuterRef("pk")).standing()
    if occasion is not None:
        rows = rows.filter(occasion=occasion)
    since = rows.order_by().values("participant").annotate(since=Min("happened_at"))
    return participants.annotate(
        checked_in_at=Subquery(since.values("since"), output_field=models.DateTimeField())
    )


def check_in(
    *,
    participant_ids: Sequence[int],
    occasion: Occasion,
    actor: Actor,
    key: UUID | None = None,
    device: str = "",
    now: datetime | None = None,
) -> list[Result]:
    """Check people in at once; with the same key twice is once."""
    now = now or timezone.now()
    form = key or uuid4()
    presses = [
        Press(uuid5(form, str(pk)), happened_at=now, participant_id=pk) for pk in participant_ids
    ]
    return record_presses(presses, occasion=occasion, actor=actor, device=device, now=now)


def undo(
    *,
    keys: Sequence[UUID],
    occasion: Occasion,
    actor: Actor,
    device: str = "",
    now: datetime | None = None,
) -> list[Result]:
    """Take back the check-ins that are named, and no others that another door has made."""
    now = now or timezone.now()
    presses = [Press(uuid5(key, "undo"), happened_at=now, undoes=key) for key in keys]
    return record_presses(presses, occasion=occasion, actor=actor, device=device, now=now)


def record_presses(
    presses: Sequence[Press],
    *,
    occasion: Occasion,
    actor: Actor,
    device: str = "",
    now: datetime | None = None,
) -> list[Result]:
    """Write down what a device has seen, each press once however often it is sent.

    Who is checked in without a seat is let in: the press is kept, and an organiser is asked.
    """
    now = now or timezone.now()
    with locked_offering(occasion.offering_id):
        record = _Record(occasion, actor, device, now)
        came = [press for press in presses if press.undoes is None]
        people = _people(came, occasion)
        were_here = _here_before(came, people, occasion)
        record.write(came, people.keys())
        targets = _targets(presses, occasion)
        record.take_back(presses, targets)
        touched = {*people, *(target.participant_id for target in targets.values())}
        since = here(touched, occasion)
        _ask_about_no_seat(touched, since, occasion, now)
        return [_result(press, people, targets, were_here, since) for press in presses]


@dataclass(frozen=True)
class _Record:
    """What every row of one sending has in common."""

    occasion: Occasion
    actor: Actor
    device: str
    now: datetime

    def write(self, presses: Sequence[Press], known: Collection[int]) -> None:
        self._insert(
            self._row(press, press.participant_id or 0)
            for press in presses
            if press.participant_id in known
        )

    def take_back(self, presses: Sequence[Press], targets: Mapping[UUID, CheckIn]) -> None:
        self._insert(
            self._row(press, target.participant_id, undoes=target)
            for press in presses
            if press.undoes is not None and (target := targets.get(press.undoes)) is not None
        )

    def _row(self, press: Press, participant_id: int, undoes: CheckIn | None = None) -> CheckIn:
        return CheckIn(
            key=press.key,
            participant_id=participant_id,
            occasion=self.occasion,
            happened_at=press.happened_at,
            recorded_at=self.now,
            device=self.device[:40],
            by=self.actor.user,
            undoes=undoes,
        )

    def _insert(self, rows: Iterable[CheckIn]) -> None:
        """Insert the rows; a key that is there already is a press that came before."""
        if made := list(rows):
            CheckIn.objects.bulk_create(made, ignore_conflicts=True)


def _here_before(presses: Sequence[Press], people: Collection[int], occasion: Occasion) -> set[int]:
    """Return who was here already, by other presses: one sent again is not its own forerunner."""
    others = CheckIn.objects.exclude(key__in=[press.key for press in presses])
    rows = others.filter(occasion=occasion, participant__in=people).standing()
    return set(rows.order_by().values_list("participant", flat=True))


def _people(presses: Sequence[Press], occasion: Occasion) -> dict[int, str]:
    """Return the status of each person who is named and on the list of this offering."""
    asked = {press.participant_id for press in presses if press.participant_id is not None}
    rows = Participant.objects.filter(pk__in=asked, offering=occasion.offering_id).order_by()
    return dict(rows.values_list("pk", "status"))


def _targets(presses: Sequence[Press], occasion: Occasion) -> dict[UUID, CheckIn]:
    named = {press.undoes for press in presses if press.undoes is not None}
    if not named:
        return {}
    rows = CheckIn.objects.filter(key__in=named, occasion=occasion, undoes__isnull=True)
    return {row.key: row for row in rows}


def _ask_about_no_seat(
    touched: Collection[int], since: Mapping[int, datetime], occasion: Occasion, now: datetime
) -> None:
    """Ask an organiser about those who are here without a seat, and not about who has left."""
    asked = Decision.objects.filter(kind=DecisionKind.NO_SEAT, settled_at__isnull=True)
    asked.filter(participant__in=set(touched) - set(since)).update(settled_at=now)
    unasked = (
        Participant.objects.filter(pk__in=list(since))
        .exclude(status__in=SEATED)
        .exclude(pk__in=asked.filter(participant__in=list(since)).values("participant"))
    )
    Decision.objects.bulk_create(
        Decision(
            kind=DecisionKind.NO_SEAT,
            offering_id=occasion.offering_id,
            registration_id=participant.registration_id,
            participant=participant,
            opened_at=now,
        )
        for participant in unasked
    )


def _result(
    press: Press,
    people: Mapping[int, str],
    targets: Mapping[UUID, CheckIn],
    were_here: Collection[int],
    since: Mapping[int, datetime],
) -> Result:
    if press.undoes is not None:
        target = targets.get(press.undoes)
        if target is None:
            return Result(press.key, Outcome.UNKNOWN)
        pk = target.participant_id
        return Result(press.key, Outcome.UNDONE, pk, since.get(pk))
    pk = press.participant_id or 0
    if pk not in people:
        return Result(press.key, Outcome.UNKNOWN)
    if pk in were_here:
        return Result(press.key, Outcome.HERE, pk, since.get(pk))
    outcome = Outcome.TAKEN if people[pk] in SEATED else Outcome.NO_SEAT
    return Result(press.key, outcome, pk, since.get(pk))
