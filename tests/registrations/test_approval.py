"""What an organiser decides: approve, decline, confirm out of turn."""

import pytest

from registrations import approval
from registrations.actors import PARTICIPANT, Actor
from registrations.cancellation import cancel
from registrations.errors import NotEnoughSeats, ReasonNeeded, WrongStatus
from registrations.models import Charge, Participant
from registrations.words import ActorKind, Status, WaitlistMode
from tests.factories.registrations import make_offering, sign_up_one
from tests.invariants import assert_always_true

pytestmark = pytest.mark.django_db
ORGANISER = Actor(ActorKind.STAFF)


def test_approve_gives_a_seat_and_charges() -> None:
    participant = sign_up_one(make_offering(approval=True, fee=100_000))

    approval.approve(participant_id=participant.pk, actor=ORGANISER)

    participant.refresh_from_db()
    assert (participant.status, participant.place) == (Status.CONFIRMED, None)
    assert Charge.objects.count() == 1
    assert_always_true()


def test_approve_when_full_waits_at_the_place_of_the_application() -> None:
    offering = make_offering(size=1, approval=True)
    first, second, third = (sign_up_one(offering) for _ in range(3))
    approval.approve(participant_id=third.pk, actor=ORGANISER)

    approval.approve(participant_id=second.pk, actor=ORGANISER)
    approval.approve(participant_id=first.pk, actor=ORGANISER)

    line = Participant.objects.filter(offering=offering).waiting()
    assert list(line) == [first, second]


def test_decline_ends_an_application_and_nothing_else() -> None:
    offering = make_offering(approval=True)
    applied = sign_up_one(offering)
    approval.decline(participant_id=applied.pk, actor=ORGANISER, reason="Bara för kommuner")
    confirmed = sign_up_one(make_offering())

    with pytest.raises(WrongStatus):
        approval.decline(participant_id=confirmed.pk, actor=ORGANISER)

    applied.refresh_from_db()
    assert applied.status == Status.DECLINED


def test_confirm_before_others_in_line_needs_a_reason() -> None:
    offering = make_offering(size=1, waitlist=WaitlistMode.MANUAL)
    sitting = sign_up_one(offering)
    sign_up_one(offering)
    second = sign_up_one(offering)
    cancel(participant_id=sitting.pk, actor=PARTICIPANT)

    with pytest.raises(ReasonNeeded):
        approval.confirm(participant_id=second.pk, actor=ORGANISER)
    approval.confirm(participant_id=second.pk, actor=ORGANISER, reason="Föreläser")

    second.refresh_from_db()
    assert second.status == Status.CONFIRMED
    assert second.log.order_by("-pk")[0].reason == "Föreläser"


def test_confirm_of_one_waiting_when_full_is_refused() -> None:
    offering = make_offering(size=1)
    sign_up_one(offering)
    waiter = sign_up_one(offering)

    with pytest.raises(NotEnoughSeats):
        approval.confirm(participant_id=waiter.pk, actor=ORGANISER)


def test_approve_beside_a_seat_that_someone_earlier_fits_hands_it_to_them() -> None:
    offering = make_offering(size=1, approval=True)
    sitting, earlier, later = (sign_up_one(offering) for _ in range(3))
    for participant in (sitting, earlier):
        approval.approve(participant_id=participant.pk, actor=ORGANISER)
    cancel(participant_id=sitting.pk, actor=PARTICIPANT)

    approval.approve(participant_id=later.pk, actor=ORGANISER)

    earlier.refresh_from_db()
    later.refresh_from_db()
    assert (earlier.status, later.status) == (Status.OFFERED, Status.WAITING)
    assert_always_true()
