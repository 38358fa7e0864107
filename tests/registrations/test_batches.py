"""Batches: planned in plain sight, stoppable, resumable, each person once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from registrations import batches
from registrations.actors import Actor
from registrations.errors import BatchHasStarted, OfferingIsCancelled
from registrations.models import Batch, Charge, Message, Offering, Participant
from registrations.words import (
    ActorKind,
    BatchAction,
    BatchState,
    Happening,
    ItemState,
    Status,
)
from tests.factories.registrations import make_offering, sign_up, sign_up_one
from tests.invariants import assert_always_true

pytestmark = pytest.mark.django_db
ORGANISER = Actor(ActorKind.STAFF)


def plan_cancel(offering: Offering) -> Batch:
    return batches.plan_batch(
        offering=offering,
        action=BatchAction.CANCEL,
        participant_ids=list(offering.participants.values_list("pk", flat=True)),
        actor=ORGANISER,
        reason="Flyttat till hösten",
    )


def test_batch_changes_nothing_before_its_time() -> None:
    offering = make_offering()
    sign_up(offering, number=3)
    plan_cancel(offering)

    done = batches.run_due_batches(timezone.now() + timedelta(minutes=9))

    assert done == 0
    assert offering.quotas.get().taken == 3


def test_batch_cancels_each_person_once_through_the_domain() -> None:
    offering = make_offering(fee=100_000)
    sign_up(offering, number=3)
    batch = plan_cancel(offering)

    later = timezone.now() + timedelta(minutes=11)
    runs = [batches.run_due_batches(later) for _ in range(2)]

    batch.refresh_from_db()
    assert (runs, batch.state) == ([3, 0], BatchState.DONE)
    assert sum(charge.gross_ore for charge in Charge.objects.all()) == 0
    cancelled = offering.log.filter(happening=Happening.CANCELLED)
    assert [entry.batch_id for entry in cancelled] == [batch.pk] * 3
    assert_always_true()


def test_batch_stopped_in_time_has_changed_nothing() -> None:
    offering = make_offering()
    sign_up(offering, number=2)
    batch = plan_cancel(offering)

    batches.stop_batch(batch_id=batch.pk, actor=ORGANISER)
    batches.run_due_batches(timezone.now() + timedelta(minutes=11))

    assert offering.participants.filter(status=Status.CONFIRMED).count() == 2
    assert set(batch.items.values_list("state", flat=True)) == {ItemState.WAITING}


def test_batch_half_done_goes_on_where_it_was_killed() -> None:
    offering = make_offering()
    sign_up(offering, number=4)
    batch = plan_cancel(offering)
    Batch.objects.update(state=BatchState.RUNNING)
    first = batch.items.order_by("pk")[0]
    later = timezone.now() + timedelta(minutes=11)
    batches._run_item(batch, first.pk, later)

    done = batches.run_due_batches(later)

    batch.refresh_from_db()
    assert (done, batch.state) == (3, BatchState.DONE)
    told = Message.objects.filter(kind=Happening.CANCELLED).values("participant").distinct()
    assert told.count() == 4


def test_batch_says_why_one_was_not_done_and_does_the_rest() -> None:
    offering = make_offering(size=1)
    sign_up(offering)
    waiter = sign_up_one(offering)
    applied = sign_up_one(offering)
    Participant.objects.filter(pk=applied.pk).update(status=Status.APPLIED)
    batch = batches.plan_batch(
        offering=offering,
        action=BatchAction.DECLINE,
        participant_ids=[waiter.pk, applied.pk],
        actor=ORGANISER,
    )

    batches.run_due_batches(timezone.now() + timedelta(minutes=11))

    states = dict(batch.items.values_list("participant_id", "state"))
    assert states == {waiter.pk: ItemState.REFUSED, applied.pk: ItemState.DONE}
    assert batch.items.get(participant=waiter).message


def test_batch_takes_only_people_of_its_offering() -> None:
    offering = make_offering()
    stranger = sign_up_one(make_offering())

    batch = batches.plan_batch(
        offering=offering,
        action=BatchAction.CANCEL,
        participant_ids=[stranger.pk],
        actor=ORGANISER,
    )

    assert batch.items.count() == 0


def test_cancelled_offering_includes_those_who_came_after_the_plan() -> None:
    offering = make_offering(fee=100_000, days=3)
    sign_up(offering, number=2)
    batch = batches.plan_cancel_offering(
        offering=offering, actor=ORGANISER, reason_sv="Sjukdom", reason_en="Illness"
    )
    late = sign_up_one(offering)

    batches.run_due_batches(timezone.now() + timedelta(minutes=11))

    offering.refresh_from_db()
    late.refresh_from_db()
    assert (offering.state, late.status) == (Offering.State.CANCELLED, Status.CANCELLED)
    assert Message.objects.filter(kind=Happening.OFFERING_CANCELLED).count() == 3
    assert sum(charge.gross_ore for charge in Charge.objects.all()) == 0
    assert batch.items.filter(state=ItemState.DONE).count() == 3
    with pytest.raises(OfferingIsCancelled):
        batches.plan_cancel_offering(offering=offering, actor=ORGANISER, reason_sv="", reason_en="")


def test_batch_that_has_ended_cannot_be_stopped() -> None:
    offering = make_offering()
    sign_up(offering)
    batch = plan_cancel(offering)
    batches.run_due_batches(timezone.now() + timedelta(minutes=11))

    with pytest.raises(BatchHasStarted):
        batches.stop_batch(batch_id=batch.pk, actor=ORGANISER)


def test_cancelled_offering_stopped_half_way_can_be_taken_up_again() -> None:
    offering = make_offering()
    sign_up(offering, number=2)
    batch = batches.plan_cancel_offering(
        offering=offering, actor=ORGANISER, reason_sv="Sjukdom", reason_en="Illness"
    )
    later = timezone.now() + timedelta(minutes=11)
    batches._start(batch, later)
    batches._run_item(batch, batch.items.order_by("pk")[0].pk, later)
    batches.stop_batch(batch_id=batch.pk, actor=ORGANISER)

    offering.refresh_from_db()
    batches.plan_cancel_offering(
        offering=offering, actor=ORGANISER, reason_sv="Sjukdom", reason_en="Illness"
    )
    batches.run_due_batches(timezone.now() + timedelta(minutes=11))

    assert not offering.participants.live().exists()


def test_batch_stopped_while_it_runs_leaves_the_rest_as_they_are() -> None:
    offering = make_offering()
    sign_up(offering, number=2)
    batch = plan_cancel(offering)
    later = timezone.now() + timedelta(minutes=11)
    batches._start(batch, later)
    first, second = batch.items.order_by("pk").values_list("pk", flat=True)
    batches._run_item(batch, first, later)
    batches.stop_batch(batch_id=batch.pk, actor=ORGANISER)

    was_done = batches._run_item(batch, second, later)

    assert not was_done
    assert offering.participants.filter(status=Status.CONFIRMED).count() == 1
    states = list(batch.items.order_by("pk").values_list("state", flat=True))
    assert states == [ItemState.DONE, ItemState.WAITING]
