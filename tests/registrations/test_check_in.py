"""Check-in: told by several doors in any order, each press once, and nobody lost or doubled."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import permutations
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registrations import cancellation, check_in, retention
from registrations.actors import CONTACT, Actor, staff
from registrations.check_in import Outcome, Press, correct_time, here, record_presses
from registrations.errors import FeeClosed
from registrations.models import CheckIn, Decision, Occasion, Offering, Participant
from registrations.walk_in import walk_in
from registrations.words import DecisionKind, Status, WaitlistMode
from tests.factories.registrations import make_offering, sign_up, sign_up_one
from tests.invariants import assert_always_true

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]

NOW = datetime(2027, 5, 24, 7, 0, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def door() -> Actor:
    return staff(User.objects.create_user("door"))


@pytest.fixture
def offering() -> Offering:
    return make_offering(size=3)


def occasion_of(offering: Offering) -> Occasion:
    return offering.occasions.get()


def came(participant: Participant, *, at: datetime = NOW, key: UUID | None = None) -> Press:
    return Press(key or uuid4(), at, participant_id=participant.pk)


def record(offering: Offering, *presses: Press, actor: Actor, now: datetime = NOW) -> list[Outcome]:
    results = record_presses(presses, occasion=occasion_of(offering), actor=actor, now=now)
    return [result.outcome for result in results]


def test_who_is_checked_in_is_here_since_then(offering: Offering, door: Actor) -> None:
    one, other = sign_up(offering, number=2).participants.all()

    outcomes = record(offering, came(one), actor=door)

    assert outcomes == [Outcome.TAKEN]
    assert here([one.pk, other.pk], occasion_of(offering)) == {one.pk: NOW}


def test_the_same_press_sent_again_counts_once(offering: Offering, door: Actor) -> None:
    press = came(sign_up_one(offering))

    for _ in range(3):
        record(offering, press, press, actor=door)

    assert CheckIn.objects.count() == 1


def test_both_doors_presses_are_kept_and_the_earliest_tells_since_when(
    offering: Offering, door: Actor
) -> None:
    participant = sign_up_one(offering)
    later = NOW + timedelta(minutes=5)

    outcomes = record(offering, came(participant, at=later), actor=door, now=later)
    outcomes += record(offering, came(participant), actor=door, now=later)

    assert outcomes == [Outcome.TAKEN, Outcome.HERE]
    assert CheckIn.objects.count() == 2
    assert here([participant.pk], occasion_of(offering)) == {participant.pk: NOW}


def test_an_undo_takes_back_only_the_check_in_that_it_names(
    offering: Offering, door: Actor
) -> None:
    participant = sign_up_one(offering)
    mine, theirs = came(participant), came(participant)
    record(offering, mine, theirs, actor=door)
    undo = Press(uuid4(), NOW, undoes=mine.key)

    first = record(offering, undo, undo, actor=door)
    is_still_here = here([participant.pk], occasion_of(offering))
    record(offering, Press(uuid4(), NOW, undoes=theirs.key), actor=door)

    assert first == [Outcome.UNDONE, Outcome.UNDONE]
    assert is_still_here
    assert here([participant.pk], occasion_of(offering)) == {}
    assert CheckIn.objects.count() == 4


def test_the_truth_depends_on_no_order_of_sending(offering: Offering, door: Actor) -> None:
    participant = sign_up_one(offering)
    first, again = came(participant), came(participant, at=NOW + timedelta(minutes=3))
    undo = Press(uuid4(), NOW + timedelta(minutes=1), undoes=first.key)
    found = set()

    for order in permutations([[first, undo], [again], [undo, first]]):
        for presses in order:
            record(offering, *presses, actor=door)
        found.add(tuple(here([participant.pk], occasion_of(offering)).values()))

    assert found == {(again.happened_at,)}


def test_nobody_of_another_event_is_checked_in(offering: Offering, door: Actor) -> None:
    stranger = sign_up_one(make_offering())

    outcomes = record(offering, came(stranger), Press(uuid4(), NOW, undoes=uuid4()), actor=door)

    assert outcomes == [Outcome.UNKNOWN, Outcome.UNKNOWN]
    assert not CheckIn.objects.exists()


def test_someone_cancelled_is_let_in_and_the_organiser_is_asked_once(
    offering: Offering, door: Actor
) -> None:
    participant = sign_up_one(offering)
    cancellation.cancel(participant_id=participant.pk, actor=CONTACT)
    press = came(participant)

    outcomes = [*record(offering, press, actor=door), *record(offering, press, actor=door)]
    asked = Decision.objects.filter(kind=DecisionKind.NO_SEAT, settled_at=None)
    number_asked = asked.count()
    record(offering, Press(uuid4(), NOW, undoes=press.key), actor=door)

    assert outcomes == [Outcome.NO_SEAT, Outcome.NO_SEAT]
    assert number_asked == 1
    assert not asked.exists()
    participant.refresh_from_db()
    assert participant.status == Status.CANCELLED


@pytest.mark.parametrize("minutes", [-90, 0, 90])
def test_a_clock_that_is_wrong_is_set_right(minutes: int) -> None:
    skew = timedelta(minutes=minutes)
    happened, sent = NOW - timedelta(minutes=20), NOW

    corrected = correct_time(happened + skew, sent_at=sent + skew, now=NOW)

    assert corrected == happened


def test_no_check_in_is_of_the_future_or_of_long_ago() -> None:
    future = correct_time(NOW + timedelta(hours=1), sent_at=NOW, now=NOW)
    past = correct_time(datetime.min.replace(tzinfo=NOW.tzinfo), sent_at=NOW, now=NOW)

    assert future == NOW
    assert past == NOW - check_in.OLDEST


def test_the_column_of_a_list_says_when_each_came(offering: Offering, door: Actor) -> None:
    one, other = sign_up(offering, number=2).participants.order_by("pk")
    record(offering, came(one), actor=door)

    rows = check_in.with_check_in(Participant.objects.order_by("pk"), occasion_of(offering))

    assert list(rows.values_list("pk", "checked_in_at")) == [(one.pk, NOW), (other.pk, None)]


EDITS: dict[str, Callable[[], object]] = {
    "the key": lambda: CheckIn.objects.update(key=uuid4()),
    "the time": lambda: CheckIn.objects.update(happened_at=NOW - timedelta(hours=1)),
    "when it was told": lambda: CheckIn.objects.update(recorded_at=NOW - timedelta(hours=1)),
    "the device": lambda: CheckIn.objects.update(device="OTHER"),
    "who did it": lambda: CheckIn.objects.update(by=User.objects.create_user("other")),
    "what it undoes": lambda: CheckIn.objects.update(undoes=F("pk")),
    "the row away": lambda: CheckIn.objects.all()._raw_delete("default"),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS.keys())
def test_what_was_pressed_is_never_edited_or_deleted(
    offering: Offering, door: Actor, edit: Callable[[], object]
) -> None:
    record(offering, came(sign_up_one(offering)), actor=door)

    with pytest.raises(IntegrityError), transaction.atomic():
        edit()


def test_erasing_a_person_leaves_that_somebody_came(offering: Offering, door: Actor) -> None:
    participant = sign_up_one(offering)
    press = came(participant)
    record_presses([press], occasion=occasion_of(offering), actor=door, device="K7H", now=NOW)

    retention.erase(participant_id=participant.pk, actor=CONTACT)

    assert [(row.key, row.device) for row in CheckIn.objects.all()] == [(press.key, "")]


def new_at_the_door(offering: Offering, actor: Actor, key: UUID | None = None) -> Participant:
    result = walk_in(
        key=key or uuid4(),
        name="Nils Ny",
        organisation="Höörs kommun",
        occasion=occasion_of(offering),
        actor=actor,
    )
    return Participant.objects.get(pk=result.participant_id)


def test_a_newcomer_gets_a_free_seat_and_is_here(offering: Offering, door: Actor) -> None:
    key = uuid4()

    twice = {new_at_the_door(offering, door, key).pk for _ in range(2)}

    participant = offering.participants.get()
    assert twice == {participant.pk}
    assert (participant.status, participant.counted) == (Status.CONFIRMED, True)
    assert set(here(twice, occasion_of(offering))) == twice
    assert not offering.messages.exists()
    assert_always_true()


@pytest.mark.parametrize("waitlist", WaitlistMode.values)
def test_a_newcomer_to_what_is_full_stands_outside_the_count(door: Actor, waitlist: str) -> None:
    offering = make_offering(size=1, fee=100_00, waitlist=waitlist)
    sign_up_one(offering)

    participant = new_at_the_door(offering, door)

    assert (participant.status, participant.counted) == (Status.CONFIRMED, False)
    assert participant.uncounted_reason
    assert_always_true()


def test_a_newcomer_needs_a_fee(offering: Offering, door: Actor) -> None:
    offering.fees.update(is_offered=False)

    with pytest.raises(FeeClosed):
        new_at_the_door(offering, door)


PRESSES = st.lists(st.tuples(st.integers(0, 2), st.booleans()), min_size=1, max_size=8)


@given(doors=st.lists(PRESSES, min_size=1, max_size=3), data=st.data())
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_presses_of_any_doors_end_in_the_same_truth(
    doors: list[list[tuple[int, bool]]], data: st.DataObject, door: Actor
) -> None:
    offering = make_offering(size=3)
    people = list(sign_up(offering, number=3).participants.order_by("pk"))
    sendings, standing = [], {person.pk: set[UUID]() for person in people}
    for presses in doors:
        sent, last = [], dict[int, UUID]()
        for number, is_undo in presses:
            pk = people[number].pk
            if is_undo and number in last:
                sent.append(Press(uuid4(), NOW, undoes=last.pop(number)))
                standing[pk].discard(sent[-1].undoes or uuid4())
            else:
                sent.append(came(people[number]))
                standing[pk].add(last.setdefault(number, sent[-1].key))
                standing[pk].add(sent[-1].key)
        sendings.append(sent)

    for sent in data.draw(st.permutations([*sendings, *sendings])):
        record(offering, *sent, actor=door)

    expected = {pk for pk, keys in standing.items() if keys}
    assert set(here(standing, occasion_of(offering))) == expected
    assert CheckIn.objects.filter(occasion__offering=offering).count() == sum(map(len, doors))
