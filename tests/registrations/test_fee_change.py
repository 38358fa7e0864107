"""Changing a fee: seats, money and codes follow, and the accounts hold afterwards."""

from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registrations import ledger
from registrations.actors import SYSTEM, staff
from registrations.charges import payer_of
from registrations.errors import FeeClosed, FeeIsFull, ReasonNeeded, WrongStatus
from registrations.fee_change import change_fee
from registrations.models import (
    Charge,
    Decision,
    DiscountCode,
    Fee,
    LogEntry,
    Message,
    Offering,
    Participant,
    Quota,
    Refund,
)
from registrations.payments import local_bank
from registrations.words import ChargeKind, DecisionKind, Happening, PaymentMethod, Status
from tests.factories.payments import checkout_for, pay_locally, sign_up_online, use_local_payments
from tests.factories.registrations import make_fee, make_offering, make_quota, sign_up_one
from tests.invariants import assert_always_true

pytestmark = pytest.mark.django_db
ORGANISER = staff(None)


@pytest.fixture
def local(settings: Any, db: None) -> None:
    use_local_payments(settings)


def change(participant: Participant, fee: Fee) -> Participant:
    return change_fee(
        participant_id=participant.pk, fee_id=fee.pk, actor=ORGANISER, reason="Inte medlem"
    )


def full_fee(offering: Offering, *, amount_ore: int = 195_000, **fields: Any) -> Fee:
    quotas = fields.pop("quotas", None) or [offering.quotas.get()]
    return make_fee(offering, quotas=quotas, amount_ore=amount_ore, name="Ordinarie", **fields)


def test_a_confirmed_persons_former_fee_is_reversed_and_the_new_one_charged() -> None:
    offering = make_offering(fee=50_000)
    anna = sign_up_one(offering)

    change(anna, full_fee(offering))

    assert ledger.open_ore(payer_of(anna)) == 243_750
    assert Charge.objects.filter(kind=ChargeKind.REVERSAL).count() == 1
    entry = LogEntry.objects.get(happening=Happening.FEE_CHANGED)
    assert entry.reason == "Inte medlem"
    assert Message.objects.filter(kind=Happening.FEE_CHANGED, to=anna.email).count() == 1
    assert_always_true()


def test_changing_to_the_same_fee_is_changing_nothing() -> None:
    offering = make_offering(fee=50_000)
    anna = sign_up_one(offering)

    change(anna, offering.fees.get())

    assert Charge.objects.count() == 1
    assert not LogEntry.objects.filter(happening=Happening.FEE_CHANGED).exists()


def test_units_move_between_quotas_and_the_freed_seat_goes_to_the_line() -> None:
    offering = make_offering(size=1)
    anna, bo = sign_up_one(offering), sign_up_one(offering)
    other = make_quota(offering, size=3, name="Andra")

    change(anna, full_fee(offering, quotas=[other], units=2))

    taken = dict(Quota.objects.values_list("name_sv", "taken"))
    bo.refresh_from_db()
    assert taken == {"Platser": 1, "Andra": 2}
    assert bo.status == Status.OFFERED
    assert_always_true()


def test_a_fee_without_a_free_seat_is_refused_and_nothing_changes() -> None:
    offering = make_offering(size=2, fee=50_000)
    anna = sign_up_one(offering)
    full = full_fee(offering, quotas=[make_quota(offering, size=0)])

    with pytest.raises(FeeIsFull):
        change(anna, full)

    anna.refresh_from_db()
    assert anna.fee != full
    assert_always_true()


def test_one_who_waits_gets_a_seat_if_the_new_fee_has_one() -> None:
    offering = make_offering(size=1)
    sign_up_one(offering)
    bo = sign_up_one(offering)

    change(bo, full_fee(offering, quotas=[make_quota(offering, size=1)]))

    bo.refresh_from_db()
    assert bo.status == Status.OFFERED
    assert not Charge.objects.exists()
    assert_always_true()


def test_an_online_payer_owes_the_difference(local: None) -> None:
    offering = make_offering(fee=40_000)
    registration = sign_up_online(offering)
    pay_locally(registration)
    anna = registration.participants.get()

    change(anna, full_fee(offering, amount_ore=100_000))

    anna.refresh_from_db()
    assert anna.status == Status.CONFIRMED
    assert ledger.open_ore(payer_of(anna)) == 75_000
    assert not Refund.objects.exists()
    assert_always_true()


def test_an_online_payer_gets_back_what_is_too_much(local: None) -> None:
    offering = make_offering(fee=100_000)
    registration = sign_up_online(offering)
    pay_locally(registration)

    change(registration.participants.get(), full_fee(offering, amount_ore=40_000))

    assert Refund.objects.get().amount_ore == 75_000
    assert_always_true()


def test_a_held_seat_that_becomes_free_of_charge_is_confirmed(local: None) -> None:
    offering = make_offering(fee=100_000)
    anna = sign_up_online(offering).participants.get()

    change(anna, full_fee(offering, amount_ore=0))

    anna.refresh_from_db()
    assert anna.status == Status.CONFIRMED
    assert_always_true()


@pytest.mark.parametrize("amount_ore", [40_000, 200_000])
def test_money_for_the_former_fee_finds_the_new_one(local: None, amount_ore: int) -> None:
    offering = make_offering(fee=100_000)
    registration = sign_up_online(offering)
    checkout = checkout_for(registration)

    change(registration.participants.get(), full_fee(offering, amount_ore=amount_ore))
    local_bank.pay(str(checkout.session_id), now=timezone.now())

    owed = amount_ore * 125 // 100
    is_paid = owed <= 125_000
    anna = registration.participants.get()
    assert anna.status == (Status.CONFIRMED if is_paid else Status.HELD)
    assert ledger.open_ore(payer_of(anna)) == (0 if is_paid else owed - 125_000)
    assert Refund.objects.filter(amount_ore=125_000 - owed).exists() == is_paid
    assert_always_true()


def test_a_held_seat_with_another_price_stays_held(local: None) -> None:
    offering = make_offering(fee=100_000)
    anna = sign_up_online(offering).participants.get()

    change(anna, full_fee(offering, amount_ore=200_000))

    anna.refresh_from_db()
    assert anna.status == Status.HELD
    assert ledger.open_ore(payer_of(anna)) == 250_000
    assert_always_true()


def test_who_had_nothing_to_pay_is_invoiced_where_the_new_fee_costs() -> None:
    offering = make_offering()
    anna = sign_up_one(offering)

    change(anna, full_fee(offering))

    assert payer_of(anna).method == PaymentMethod.INVOICE
    assert ledger.open_ore(payer_of(anna)) == 243_750


def test_a_code_that_does_not_hold_for_the_new_fee_is_handed_back() -> None:
    offering = make_offering(fee=100_000)
    code = DiscountCode.objects.create(offering=offering, code="MEDLEM", per_cent=50, size=1)
    code.fees.add(offering.fees.get())
    anna = sign_up_one(offering, discount_code="MEDLEM")

    change(anna, full_fee(offering, amount_ore=200_000))

    anna.refresh_from_db()
    code.refresh_from_db()
    assert (anna.discount, code.used) == (None, 0)
    assert ledger.open_ore(payer_of(anna)) == 250_000


def test_a_code_that_holds_lowers_the_new_fee_too() -> None:
    offering = make_offering(fee=100_000)
    code = DiscountCode.objects.create(offering=offering, code="ALLA", per_cent=50, size=1)
    anna = sign_up_one(offering, discount_code="ALLA")

    change(anna, full_fee(offering, amount_ore=200_000))

    code.refresh_from_db()
    assert code.used == 1
    assert ledger.open_ore(payer_of(anna)) == 125_000


def test_what_is_not_possible_is_refused() -> None:
    offering = make_offering()
    anna = sign_up_one(offering)
    full = full_fee(offering)
    stranger = make_offering().fees.get()
    gone = sign_up_one(offering)
    Participant.objects.filter(pk=gone.pk).update(status=Status.DECLINED)

    with pytest.raises(FeeClosed):
        change(anna, stranger)
    with pytest.raises(WrongStatus):
        change(gone, full)
    with pytest.raises(ReasonNeeded):
        change_fee(participant_id=anna.pk, fee_id=full.pk, actor=ORGANISER, reason=" ")


def test_a_fee_to_check_opens_a_decision_that_a_change_settles() -> None:
    offering = make_offering(fee=50_000)
    offering.fees.update(needs_check=True)
    anna = sign_up_one(offering)
    asked = Decision.objects.get(kind=DecisionKind.FEE_CHECK)

    change(anna, full_fee(offering))

    asked.refresh_from_db()
    assert asked.participant == anna
    assert asked.settled_at is not None


def test_staff_who_register_someone_are_not_asked_to_check_the_fee() -> None:
    offering = make_offering(fee=50_000)
    offering.fees.update(needs_check=True)

    sign_up_one(offering, actor=ORGANISER)

    assert not Decision.objects.exists()


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    steps=st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 3), st.booleans()), min_size=1, max_size=8
    )
)
def test_whatever_fees_are_changed_the_rules_hold(
    local: None, steps: list[tuple[int, int, bool]]
) -> None:
    offering = make_offering(size=2, fee=50_000)
    quotas = [offering.quotas.get(), make_quota(offering, size=2), make_quota(offering, size=None)]
    fees = [
        offering.fees.get(),
        full_fee(offering, quotas=quotas[:2]),
        full_fee(offering, quotas=quotas[1:2], amount_ore=0),
        full_fee(offering, quotas=quotas[2:], units=3),
    ]
    code = DiscountCode.objects.create(offering=offering, code="A", per_cent=100, size=1)
    code.fees.set(fees[:2])
    people = [
        sign_up_online(offering).participants.get(),
        sign_up_one(offering, discount_code="A"),
        sign_up_one(offering),
        sign_up_online(offering).participants.get(),
    ]

    for person, fee, pays in steps:
        try:
            change(people[person], fees[fee])
        except FeeIsFull:
            continue
        registration = people[person].registration
        if pays and registration.participants.get().status == Status.HELD:
            pay_locally(registration)

    assert_always_true()
    code.refresh_from_db()
    assert code.used == Participant.objects.filter(discount=code).count()


def test_the_system_may_change_fees_in_a_batch() -> None:
    offering = make_offering(fee=50_000)
    anna = sign_up_one(offering)
    full = full_fee(offering)

    change_fee(participant_id=anna.pk, fee_id=full.pk, actor=SYSTEM, reason="Fel avgift")

    anna.refresh_from_db()
    assert anna.fee == full
