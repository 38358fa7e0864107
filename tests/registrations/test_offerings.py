"""Sizes, opening and closing, and next year's copy."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.utils import timezone

from registrations import offerings
from registrations.actors import Actor
from registrations.errors import OfferingIsCancelled, QuotaTooSmall
from registrations.models import CancellationStep, Offering, Question
from registrations.words import ActorKind, Status
from tests.factories.registrations import make_extra, make_offering, sign_up, sign_up_one
from tests.invariants import assert_always_true

pytestmark = pytest.mark.django_db
ORGANISER = Actor(ActorKind.STAFF)


def test_resize_below_what_is_taken_is_refused_with_a_sentence() -> None:
    offering = make_offering(size=3)
    sign_up(offering, number=2)

    with pytest.raises(QuotaTooSmall) as refusal:
        offerings.resize_quota(quota_id=offering.quotas.get().pk, size=1, actor=ORGANISER)

    assert "2" in str(refusal.value)
    assert offering.quotas.get().size == 3


@pytest.mark.parametrize("size", [2, None])
def test_resize_upwards_offers_the_new_seats_to_the_line(size: int | None) -> None:
    offering = make_offering(size=1)
    sign_up(offering)
    waiter = sign_up_one(offering)

    offerings.resize_quota(quota_id=offering.quotas.get().pk, size=size, actor=ORGANISER)

    waiter.refresh_from_db()
    assert waiter.status == Status.OFFERED
    assert_always_true()


def test_duplicate_copies_every_part_with_dates_moved_and_nothing_taken() -> None:
    offering = make_offering(
        size=5,
        fee=195_000,
        starts_at=datetime(2027, 3, 26, 8, 0, tzinfo=UTC),
        closes_at=datetime(2027, 3, 1, 22, 59, tzinfo=UTC),
        page_key=uuid4(),
    )
    make_extra(offering, quotas=list(offering.quotas.all()))
    Question.objects.create(offering=offering, label_sv="Mat")
    CancellationStep.objects.create(offering=offering, days_before=7, per_cent=50)
    sign_up(offering, number=3)

    copy = offerings.duplicate_offering(offering=offering, slug="nasta-ar", days=364)

    assert (copy.state, copy.page_key, copy.last_place) == (Offering.State.CLOSED, None, 0)
    assert [quota.taken for quota in copy.quotas.all()] == [0]
    assert copy.participants.count() == 0
    assert copy.fees.get().uses.get().quota == copy.quotas.get()
    assert copy.extras.get().uses.get().quota == copy.quotas.get()
    assert copy.questions.get().key != offering.questions.get().key
    assert copy.cancellation_steps.count() == 1
    offering.refresh_from_db()
    assert offering.quotas.get().taken == 3


def test_duplicate_keeps_the_time_on_the_wall_across_summer_time() -> None:
    winter_nine = datetime(2027, 3, 24, 8, 0, tzinfo=UTC)
    offering = make_offering(starts_at=winter_nine)

    copy = offerings.duplicate_offering(offering=offering, slug="sommartid", days=7)

    assert copy.first_starts_at is not None
    assert timezone.localtime(copy.first_starts_at).strftime("%Y-%m-%d %H:%M") == (
        "2027-03-31 09:00"
    )


def test_open_and_close_are_logged_once_and_refused_when_cancelled() -> None:
    offering = make_offering(state=Offering.State.CLOSED)

    for _ in range(2):
        offerings.open_signup(offering_id=offering.pk, actor=ORGANISER)
    offerings.close_signup(offering_id=offering.pk, actor=ORGANISER)

    assert [entry.happening for entry in offering.log.all()] == ["signup_opened", "signup_closed"]
    Offering.objects.update(state=Offering.State.CANCELLED)
    with pytest.raises(OfferingIsCancelled):
        offerings.open_signup(offering_id=offering.pk, actor=ORGANISER)
