"""Discount codes: what they give, to whom, when, and that a use is handed back."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from registrations import cancellation, lapsing, ledger, waitlist
from registrations.actors import CONTACT, SYSTEM, staff
from registrations.charges import payer_of
from registrations.discounts import find_code, normal_code
from registrations.errors import CodeClosed, CodeNotForFee, CodeUnknown, CodeUsedUp
from registrations.models import Charge, DiscountCode, Offering, Participant
from registrations.words import ChargeKind, DiscountKind, DiscountPer, Status
from tests.factories.payments import sign_up_online, use_local_payments
from tests.factories.registrations import make_fee, make_offering, sign_up, sign_up_one
from tests.invariants import assert_always_true

pytestmark = pytest.mark.django_db


def make_code(offering: Offering, **fields: Any) -> DiscountCode:
    values: dict[str, Any] = {"code": "VÅR", "per_cent": 50} | fields
    return DiscountCode.objects.create(offering=offering, **values)


def used(code: DiscountCode) -> int:
    code.refresh_from_db()
    return code.used


@pytest.mark.parametrize("typed", ["vår", " VÅR ", "V å r"])
def test_a_code_is_read_whatever_its_case_and_spaces(typed: str) -> None:
    assert normal_code(typed) == "VÅR"


@pytest.mark.parametrize(
    ("fields", "lowered"),
    [
        ({"per_cent": 25}, 25_000),
        ({"per_cent": 100}, 100_000),
        ({"kind": DiscountKind.FIXED, "amount_ore": 30_000}, 30_000),
        ({"kind": DiscountKind.FIXED, "amount_ore": 999_999}, 100_000),
    ],
)
def test_a_code_lowers_the_fee_by_its_part_or_sum_never_below_nothing(
    fields: dict[str, Any], lowered: int
) -> None:
    offering = make_offering(fee=100_000)
    make_code(offering, **fields)

    anna = sign_up_one(offering, discount_code="VÅR")

    discount = Charge.objects.get(kind=ChargeKind.DISCOUNT)
    assert (discount.net_ore, discount.vat_ore) == (-lowered, -lowered // 4)
    assert ledger.open_ore(payer_of(anna)) == (100_000 - lowered) * 125 // 100
    assert_always_true()


def test_a_code_for_one_fee_leaves_others_as_they_are() -> None:
    offering = make_offering(fee=100_000)
    student = make_fee(offering, quotas=[], amount_ore=40_000, name="Student")
    code = make_code(offering)
    code.fees.add(student)

    sign_up_one(offering, fee=student, discount_code="VÅR")
    with pytest.raises(CodeNotForFee):
        sign_up_one(offering, discount_code="VÅR")

    assert used(code) == 1


def test_a_fee_that_costs_nothing_uses_no_code_up() -> None:
    offering = make_offering(fee=0)
    code = make_code(offering)

    with pytest.raises(CodeNotForFee):
        sign_up_one(offering, discount_code="VÅR")

    assert used(code) == 0


@pytest.mark.parametrize(
    ("per", "number"), [(DiscountPer.PERSON, 3), (DiscountPer.REGISTRATION, 1)]
)
def test_a_code_is_for_each_person_or_one_of_a_registration(per: str, number: int) -> None:
    offering = make_offering(fee=100_000)
    code = make_code(offering, per=per)

    sign_up(offering, number=3, discount_code="VÅR")

    assert used(code) == number
    assert Charge.objects.filter(kind=ChargeKind.DISCOUNT).count() == number


def test_a_group_larger_than_what_is_left_is_refused_whole() -> None:
    offering = make_offering(fee=100_000)
    code = make_code(offering, size=2)

    with pytest.raises(CodeUsedUp):
        sign_up(offering, number=3, discount_code="VÅR")

    assert used(code) == 0
    assert not Participant.objects.exists()


def test_the_window_is_open_from_its_first_moment_until_before_its_last(
    clock: time_machine.Traveller,
) -> None:
    offering = make_offering(fee=100_000)
    now = datetime.now().astimezone()
    make_code(offering, opens_at=now, closes_at=now + timedelta(hours=1))
    fee_ids = [offering.fees.get().pk]

    find_code(offering, "VÅR", fee_ids, now=now)
    find_code(offering, "VÅR", fee_ids, now=now + timedelta(minutes=59, seconds=59))

    for moment in (now - timedelta(microseconds=1), now + timedelta(hours=1)):
        with pytest.raises(CodeClosed):
            find_code(offering, "VÅR", fee_ids, now=moment)


def test_a_code_of_another_event_is_unknown_and_one_taken_away_is_closed() -> None:
    offering = make_offering(fee=100_000)
    make_code(make_offering(fee=100_000), code="ANNAN")
    make_code(offering, is_offered=False)

    with pytest.raises(CodeUnknown):
        sign_up_one(offering, discount_code="ANNAN")
    with pytest.raises(CodeClosed):
        sign_up_one(offering, discount_code="VÅR")


def test_cancelling_hands_the_use_back() -> None:
    offering = make_offering(fee=100_000)
    code = make_code(offering, size=1)
    anna = sign_up_one(offering, discount_code="VÅR")

    cancellation.cancel(participant_id=anna.pk, actor=CONTACT)

    assert used(code) == 0
    sign_up_one(offering, discount_code="VÅR")
    assert used(code) == 1
    assert_always_true()


def test_a_hold_that_lapses_hands_the_use_back(settings: Any) -> None:
    use_local_payments(settings)
    offering = make_offering(fee=100_000)
    code = make_code(offering, size=1)
    anna = sign_up_online(offering, discount_code="VÅR").participants.get()
    assert used(code) == 1

    anna.refresh_from_db()
    lapsing.lapse_due(anna.seat_until + timedelta(seconds=1))

    anna.refresh_from_db()
    assert anna.status == Status.LAPSED
    assert used(code) == 0
    assert_always_true()


def test_one_who_waits_keeps_the_use_and_is_charged_with_the_discount() -> None:
    offering = make_offering(size=1, fee=100_000)
    code = make_code(offering, size=1)
    first = sign_up_one(offering)
    anna = sign_up_one(offering, discount_code="VÅR")
    assert used(code) == 1

    cancellation.cancel(participant_id=first.pk, actor=CONTACT)
    waitlist.accept_offer(participant_id=anna.pk, actor=CONTACT)

    assert ledger.open_ore(payer_of(anna)) == 62_500
    assert_always_true()


def test_who_is_let_back_gets_the_discount_only_if_a_use_is_left() -> None:
    offering = make_offering(fee=100_000)
    code = make_code(offering, size=1)
    anna = sign_up_one(offering, discount_code="VÅR")
    cancellation.cancel(participant_id=anna.pk, actor=CONTACT)
    sign_up_one(offering, discount_code="VÅR")

    cancellation.reinstate(participant_id=anna.pk, actor=staff(None), reason="Misstag")

    anna.refresh_from_db()
    assert anna.discount is None
    assert used(code) == 1
    assert ledger.open_ore(payer_of(anna)) == 125_000


def test_a_place_in_line_that_is_given_up_hands_the_use_back() -> None:
    offering = make_offering(size=0, fee=100_000)
    code = make_code(offering)
    anna = sign_up_one(offering, discount_code="VÅR")

    cancellation.cancel(participant_id=anna.pk, actor=SYSTEM)

    assert used(code) == 0
