"""Races for seats by real threads and real processes, on each database."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from registrations.models import Message, Offering, Participant
from registrations.signup_sheet import IfFull
from registrations.words import SEATED, Happening, Status
from tests.concurrency.crowd import run_processes, run_threads
from tests.concurrency.tasks import do_task
from tests.factories.registrations import (
    make_extra,
    make_fee,
    make_offering,
    make_quota,
    sign_up,
    sign_up_one,
)
from tests.invariants import assert_always_true

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

CROWD = 64


def in_threads(tasks: list[dict[str, Any]]) -> list[str]:
    results = run_threads([lambda task=task: do_task(task) for task in tasks])  # type: ignore[misc]
    errors = [result for result in results if isinstance(result, Exception)]
    assert not errors, errors[:3]
    return [str(result) for result in results]


def in_processes(tasks: list[dict[str, Any]]) -> list[str]:
    outcomes = run_processes([tasks[start::4] for start in range(4)])
    assert not [outcome for outcome in outcomes if outcome.startswith("error")], outcomes[:3]
    return outcomes


CROWDS = pytest.mark.parametrize("crowd", [in_threads, in_processes])


def seated(offering: Offering) -> int:
    return Participant.objects.filter(offering=offering, status__in=SEATED).count()


def one(offering: Offering, **given: Any) -> dict[str, Any]:
    fee = offering.fees.order_by("pk").first()
    assert fee is not None
    return {"do": "sign_up", "offering": offering.pk, "fee": fee.pk} | given


@CROWDS
def test_64_at_once_for_10_seats_sell_10(crowd: Any) -> None:
    offering = make_offering(size=10, fee=100_000)

    outcomes = crowd([one(offering) for _ in range(CROWD)])

    assert Counter(outcomes) == {"confirmed": 10, "waiting": 54}
    assert_always_true()


@CROWDS
def test_groups_with_shared_quotas_and_extras_never_oversell(crowd: Any) -> None:
    offering = make_offering(size=20)
    room = offering.quotas.get()
    workshop = make_quota(offering, size=5, name="Verkstad")
    double = make_fee(offering, quotas=[room], units=2)
    hands_on = make_fee(offering, quotas=[room, workshop])
    dinner = make_extra(offering, quotas=[make_quota(offering, size=7, name="Middag")])
    tasks = [
        one(offering, number=1 + index % 3, extras=[dinner.pk], fee=fee.pk)
        for index in range(10)
        for fee in (offering.fees.order_by("pk")[0], double, hands_on)
    ]

    crowd(tasks)

    room.refresh_from_db()
    assert room.taken == 20
    assert_always_true()


@CROWDS
def test_the_same_form_posted_at_once_registers_once(crowd: Any) -> None:
    offering = make_offering(size=10)
    form_key = "6f1c1b1e-0000-4000-8000-000000000001"

    crowd([one(offering, form_key=form_key) for _ in range(16)])

    assert seated(offering) == 1
    assert Message.objects.filter(kind=Happening.REGISTERED).count() == 1
    assert_always_true()


@CROWDS
def test_sign_up_beside_cancel_leaves_no_free_seat_with_a_waiter(crowd: Any) -> None:
    offering = make_offering(size=8)
    sitting = [sign_up_one(offering) for _ in range(8)]
    cancels = [{"do": "cancel", "participant": participant.pk} for participant in sitting]

    crowd(cancels + [one(offering) for _ in range(24)])

    assert seated(offering) == 8
    assert_always_true()


@CROWDS
def test_cancelling_twice_at_once_frees_one_seat(crowd: Any) -> None:
    offering = make_offering(size=2, fee=100_000)
    first, _ = sign_up_one(offering), sign_up_one(offering)

    crowd([{"do": "cancel", "participant": first.pk} for _ in range(8)])

    assert seated(offering) == 1
    assert Message.objects.filter(kind=Happening.CANCELLED).count() == 1
    assert_always_true()


def overdue_offers(offering: Offering, *, number: int) -> list[Participant]:
    """Return people whose offers ran out an hour ago and whose mails had left."""
    sitting = [sign_up_one(offering) for _ in range(number)]
    for _ in range(number * 3):
        sign_up(offering, if_full=IfFull.WAIT)
    for participant in sitting:
        do_task({"do": "cancel", "participant": participant.pk})
    offered = Participant.objects.filter(offering=offering, status=Status.OFFERED)
    offered.update(seat_until=timezone.now() - timedelta(hours=1))
    Message.objects.update(sent_at=timezone.now() - timedelta(hours=49))
    return list(offered.order_by("place", "pk"))


@CROWDS
def test_lapse_beside_cancel_and_accept_keeps_every_seat_single(crowd: Any) -> None:
    offering = make_offering(size=6)
    offered = overdue_offers(offering, number=6)
    tasks = [{"do": "tick"} for _ in range(4)]
    tasks += [{"do": "cancel", "participant": participant.pk} for participant in offered[:3]]
    tasks += [{"do": "accept", "participant": participant.pk} for participant in offered[3:]]
    tasks += [one(offering) for _ in range(6)]

    crowd(tasks)

    assert seated(offering) == 6
    assert_always_true()


@CROWDS
def test_ticks_at_once_lapse_each_offer_once(crowd: Any) -> None:
    offering = make_offering(size=5)
    overdue_offers(offering, number=5)

    crowd([{"do": "tick"} for _ in range(12)])

    lapsed = Participant.objects.filter(status=Status.LAPSED)
    assert lapsed.count() == 5
    assert Message.objects.filter(kind=Happening.LAPSED).count() == 5
    assert seated(offering) == 5
    assert_always_true()


@CROWDS
def test_extras_changed_beside_sign_ups_stay_within_their_limit(crowd: Any) -> None:
    offering = make_offering(size=None)
    dinner = make_extra(
        offering, quotas=[make_quota(offering, size=6, name="Middag")], amount_ore=30_000
    )
    sitting = [sign_up_one(offering, extras=(dinner,) * (index % 2)) for index in range(12)]
    tasks = [
        {
            "do": "change_extras",
            "participant": participant.pk,
            "extras": [] if index % 2 else [dinner.pk],
        }
        for index, participant in enumerate(sitting)
    ]

    crowd(tasks + [one(offering, extras=[dinner.pk]) for _ in range(12)])

    assert offering.quotas.get(name_sv="Middag").taken == 6
    assert_always_true()
