"""Cancelling an event that people have paid for: each payment goes back once, come what may."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from registrations import batches
from registrations.actors import Actor
from registrations.models import Batch, Checkout, LocalSession, Message, Offering, Payment, Refund
from registrations.payments import refunds
from registrations.words import (
    ActorKind,
    BatchState,
    Happening,
    ItemState,
    RefundState,
    Status,
)
from registrations.workspace.cancel_money import money_before, refunds_of
from tests.factories.payments import pay_locally, sign_up_online, use_local_payments
from tests.factories.registrations import make_offering, sign_up
from tests.invariants import assert_always_true

pytestmark = pytest.mark.django_db
ORGANISER = Actor(ActorKind.STAFF)
LATER = timedelta(minutes=11)


@pytest.fixture
def offering(settings: Any) -> Offering:
    """An event of 1 000 kr: one and two people have paid online, two are to be invoiced."""
    use_local_payments(settings)
    offering = make_offering(fee=80_000)
    pay_locally(sign_up_online(offering))
    pay_locally(sign_up_online(offering, number=2))
    sign_up(offering, number=2)
    return offering


def plan(offering: Offering) -> Batch:
    return batches.plan_cancel_offering(
        offering=offering, actor=ORGANISER, reason_sv="Storm", reason_en="Storm"
    )


class Killed(BaseException):
    """The process ended between two statements."""


@contextmanager
def killed_after(statements: int) -> Iterator[None]:
    """End the process at a statement; what comes after it is only the rollback."""
    left = count(statements, -1)

    def run(execute: Callable[..., Any], *args: Any) -> Any:
        if next(left) == 0:
            raise Killed
        return execute(*args)

    with connection.execute_wrapper(run):
        yield


def run_until_done(run: Callable[[datetime], object], start: datetime) -> int:
    """Run again and again, each time killed one statement later, until it is not killed."""
    for number in count(1):
        try:
            with killed_after(number):
                run(start + timedelta(minutes=3 * number))
        except Killed:
            continue
        return number
    raise AssertionError


def parts_given_back() -> list[tuple[int, list[int]]]:
    """Return for each payment its sum and what the bank gave back, one number for each time."""
    found = []
    for payment in Payment.objects.order_by("pk"):
        session = LocalSession.objects.get(checkout_uuid=payment.checkout.uuid)  # type: ignore[union-attr]
        found.append((payment.amount_ore, [row["ore"] for row in session.refunds.values()]))
    return found


@pytest.mark.postgres
def test_each_payment_goes_back_once_wherever_batch_and_refunds_are_killed(
    offering: Offering,
) -> None:
    batch = plan(offering)
    start = timezone.now() + LATER

    kills = run_until_done(batches.run_due_batches, start)
    sends = run_until_done(refunds.send_due, start + timedelta(days=2))
    again = refunds.send_due(start + timedelta(days=20))

    batch.refresh_from_db()
    assert kills > 20
    assert sends > 5
    assert again == 0
    assert batch.state == BatchState.DONE
    assert parts_given_back() == [(100_000, [100_000]), (200_000, [100_000, 100_000])]
    assert set(Refund.objects.values_list("state", flat=True)) == {RefundState.SUCCEEDED}
    assert Refund.objects.count() == 3
    assert_always_true()


@pytest.mark.parametrize("done_first", range(6))
def test_a_batch_killed_after_any_person_goes_on_with_the_rest(
    offering: Offering, done_first: int
) -> None:
    batch = plan(offering)
    later = timezone.now() + LATER
    batches._start(batch, later)
    for pk in list(batch.items.order_by("pk").values_list("pk", flat=True))[:done_first]:
        batches._run_item(batch, pk, later)

    for _ in range(2):
        batches.run_due_batches(later)
        refunds.send_due(later)

    assert parts_given_back() == [(100_000, [100_000]), (200_000, [100_000, 100_000])]
    assert set(batch.items.values_list("state", flat=True)) == {ItemState.DONE}


def test_a_stopped_batch_refunds_no_more_and_planned_again_refunds_the_rest(
    offering: Offering,
) -> None:
    batch = plan(offering)
    later = timezone.now() + LATER
    batches._start(batch, later)
    first = batch.items.order_by("pk").values_list("pk", flat=True)[0]
    batches._run_item(batch, first, later)
    batches.stop_batch(batch_id=batch.pk, actor=ORGANISER)
    batches.run_due_batches(later)
    refunds.send_due(later)
    after_the_stop = parts_given_back()
    offering.refresh_from_db()

    plan(offering)
    batches.run_due_batches(later + LATER)
    refunds.send_due(later + LATER)

    assert after_the_stop == [(100_000, [100_000]), (200_000, [])]
    assert parts_given_back() == [(100_000, [100_000]), (200_000, [100_000, 100_000])]
    assert offering.participants.exclude(status=Status.CANCELLED).count() == 0


def test_each_address_hears_once_that_the_event_is_cancelled(offering: Offering) -> None:
    plan(offering)
    later = timezone.now() + LATER

    for _ in range(2):
        batches.run_due_batches(later)

    told = Message.objects.filter(kind=Happening.OFFERING_CANCELLED).values_list("to", flat=True)
    assert len(told) == len(set(told))


def test_the_money_is_told_beforehand(offering: Offering) -> None:
    money = money_before(offering)

    assert (money.people, money.paid_people, money.paid_ore) == (5, 3, 300_000)
    assert (money.owing_people, money.owing_ore, money.invoices) == (2, 200_000, 0)


@pytest.mark.web
def test_the_page_says_how_much_goes_back_before_anything_is_planned(
    offering: Offering, admin_client: Client
) -> None:
    page = admin_client.get(reverse("workspace:cancel_offering", args=[offering.pk]))

    text = page.content.decode()
    assert "3 har betalat och får tillbaka 3\u00a0000\u00a0kr." in text
    assert "2 har inte betalat och slipper: 2\u00a0000\u00a0kr stryks." in text


@pytest.mark.web
@pytest.mark.postgres
def test_the_page_of_the_batch_shows_people_done_and_how_far_the_refunds_are(
    offering: Offering, admin_client: Client
) -> None:
    batch = plan(offering)
    url = reverse("workspace:batch", args=[batch.pk])
    later = timezone.now() + LATER
    before = admin_client.get(url).content.decode()
    batches.run_due_batches(later)
    decided = admin_client.get(url).content.decode()
    Refund.objects.filter(pk=Refund.objects.order_by("pk")[0].pk).update(state=RefundState.FAILED)
    refunds.send_due(later)

    after = refunds_of(batch)

    assert "0 av 5 personer" in before
    assert "5 av 5 personer" in decided
    assert "3, 3\u00a0000\u00a0kr" in decided
    assert (after.to_send, after.failed, after.done) == ((0, 0), (1, 100_000), (2, 200_000))


@pytest.mark.web
def test_only_the_batchs_own_refunds_are_counted(offering: Offering) -> None:
    payment = Payment.objects.order_by("pk")[0]
    charge = payment.allocations.get().charge_id
    refunds.refund_part(charge_id=charge, gross_ore=10_000, reason="Förut", actor=ORGANISER)
    batch = plan(offering)

    batches.run_due_batches(timezone.now() + LATER)

    assert refunds_of(batch).to_send == (3, 290_000)


def test_a_disputed_payment_becomes_a_decision_and_holds_nobody_else_up(
    offering: Offering,
) -> None:
    disputed = Payment.objects.order_by("pk")[0]
    Checkout.objects.filter(pk=disputed.checkout_id).update(disputed_at=timezone.now())
    beforehand = money_before(offering)
    batch = plan(offering)

    batches.run_due_batches(timezone.now() + LATER)

    batch.refresh_from_db()
    progress = refunds_of(batch)
    assert batch.state == BatchState.DONE
    assert (beforehand.paid_people, beforehand.paid_ore, beforehand.held_up) == (2, 200_000, 1)
    assert (progress.to_send, progress.decisions) == ((2, 200_000), 1)
    assert not disputed.refunds.exists()
