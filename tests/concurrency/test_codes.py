"""Races for the last uses of a discount code, on each database."""

from collections import Counter

import pytest

from registrations import cancellation
from registrations.actors import PARTICIPANT
from registrations.errors import CodeUsedUp
from registrations.models import DiscountCode, Offering, Participant
from registrations.words import LIVE, DiscountPer
from tests.concurrency.crowd import run_threads
from tests.factories.registrations import make_offering, sign_up, sign_up_one
from tests.invariants import assert_always_true

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

CROWD = 16


def use_code(offering: Offering, *, number: int = 1) -> str:
    try:
        sign_up(offering, number=number, discount_code="VÅR")
    except CodeUsedUp:
        return "used up"
    return "signed up"


def assert_uses_are_counted(code: DiscountCode) -> None:
    code.refresh_from_db()
    assert code.used == Participant.objects.filter(discount=code, status__in=LIVE).count()
    assert_always_true()


def test_16_at_once_for_5_uses_use_it_5_times() -> None:
    offering = make_offering(size=None, fee=100_000)
    code = DiscountCode.objects.create(offering=offering, code="VÅR", per_cent=50, size=5)

    outcomes = run_threads([lambda: use_code(offering) for _ in range(CROWD)])

    assert Counter(map(str, outcomes)) == {"signed up": 5, "used up": 11}
    assert_uses_are_counted(code)


def test_groups_at_once_never_use_more_than_there_is() -> None:
    offering = make_offering(size=None, fee=100_000)
    code = DiscountCode.objects.create(offering=offering, code="VÅR", per_cent=50, size=5)

    run_threads([lambda: use_code(offering, number=2) for _ in range(CROWD)])

    assert_uses_are_counted(code)
    assert code.used == 4


def test_one_use_for_each_registration_at_once() -> None:
    offering = make_offering(size=None, fee=100_000)
    code = DiscountCode.objects.create(
        offering=offering, code="VÅR", per_cent=50, size=5, per=DiscountPer.REGISTRATION
    )

    outcomes = run_threads([lambda: use_code(offering, number=3) for _ in range(CROWD)])

    assert Counter(map(str, outcomes)) == {"signed up": 5, "used up": 11}
    assert_uses_are_counted(code)


def test_uses_handed_back_while_others_take_them_are_never_counted_wrong() -> None:
    offering = make_offering(size=None, fee=100_000)
    code = DiscountCode.objects.create(offering=offering, code="VÅR", per_cent=50, size=5)
    having = [sign_up_one(offering, discount_code="VÅR") for _ in range(5)]

    def cancel(participant: Participant) -> str:
        cancellation.cancel(participant_id=participant.pk, actor=PARTICIPANT)
        return "cancelled"

    leaving = [lambda one=one: cancel(one) for one in having]
    coming = [lambda: use_code(offering) for _ in range(CROWD - len(leaving))]
    run_threads([*leaving, *coming])

    assert_uses_are_counted(code)
    assert code.used <= 5
