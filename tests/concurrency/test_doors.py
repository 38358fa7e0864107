"""Several doors at once, and cancellations meanwhile: each press once, nobody let in unseen."""

from datetime import datetime
from functools import partial
from uuid import uuid4

import pytest
from django.utils import timezone

from registrations import cancellation
from registrations.actors import CONTACT
from registrations.check_in import Outcome, Press, Result, here, record_presses
from registrations.models import CheckIn, Decision, Occasion, Offering, Participant
from registrations.walk_in import walk_in
from registrations.words import DecisionKind, Status
from tests.concurrency.crowd import run_threads
from tests.factories.registrations import make_offering, sign_up
from tests.invariants import assert_always_true

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def send(occasion: Occasion, presses: list[Press]) -> list[Result]:
    return record_presses(presses, occasion=occasion, actor=CONTACT)


def presses_of(offering: Offering, now: datetime) -> list[Press]:
    people = offering.participants.values_list("pk", flat=True)
    return [Press(uuid4(), now, participant_id=pk) for pk in people]


def test_what_two_doors_send_twice_at_once_counts_once_each() -> None:
    offering = make_offering(size=20)
    sign_up(offering, number=8)
    occasion = offering.occasions.get()
    doors = [presses_of(offering, timezone.now()) for _ in range(2)]

    outcomes = run_threads([partial(send, occasion, door) for door in doors * 2])

    assert [type(one) for one in outcomes] == [list] * 4, outcomes
    assert CheckIn.objects.count() == 16
    assert len(here(offering.participants.values_list("pk", flat=True), occasion)) == 8


def test_who_is_cancelled_while_being_checked_in_is_asked_about_or_was_here_first() -> None:
    offering = make_offering(size=20)
    sign_up(offering, number=6)
    occasion = offering.occasions.get()
    people = list(offering.participants.values_list("pk", flat=True))
    cancel = [partial(cancellation.cancel, participant_id=pk, actor=CONTACT) for pk in people]
    presses = [[press] for press in presses_of(offering, timezone.now())]

    outcomes = run_threads([*cancel, *(partial(send, occasion, one) for one in presses)])

    results = [one[0] for one in outcomes if isinstance(one, list)]
    without_seat = {one.participant_id for one in results if one.outcome == Outcome.NO_SEAT}
    asked = Decision.objects.filter(kind=DecisionKind.NO_SEAT)
    assert len(results) == 6, outcomes
    assert set(asked.values_list("participant", flat=True)) == without_seat
    assert Participant.objects.filter(status=Status.CANCELLED).count() == 6
    assert_always_true()


def test_one_newcomer_sent_by_several_at_once_is_one() -> None:
    offering = make_offering(size=2)
    occasion, key = offering.occasions.get(), uuid4()
    add = partial(
        walk_in, key=key, name="Nils Ny", organisation="", occasion=occasion, actor=CONTACT
    )

    outcomes = run_threads([add] * 4)

    assert [type(one) for one in outcomes] == [Result] * 4, outcomes
    assert (offering.participants.count(), CheckIn.objects.count()) == (1, 1)
    assert_always_true()
