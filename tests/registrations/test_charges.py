"""Charges lowered in parts: net and VAT of the parts add up to the whole, to the öre."""

from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registrations import charges
from registrations.models import Charge, DiscountCode, Fee, Participant
from registrations.pricing import discount_on, money_of, price_of
from registrations.proof import prove_money
from registrations.words import ChargeKind, DiscountKind
from tests.factories.money import payer_of
from tests.factories.payments import make_seller
from tests.factories.registrations import make_offering, sign_up_one

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]

RATES = st.sampled_from([Decimal(0), Decimal(6), Decimal(12), Decimal(25)])
BY_EXAMPLE = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def charged(amount: int, rate: Decimal, *, includes_vat: bool, **code: object) -> Charge:
    """Return the charge of one place, lowered by a code if one is given."""
    offering = make_offering(size=1, fee=amount)
    offering.fees.update(vat_rate=rate, includes_vat=includes_vat)
    if code:
        DiscountCode.objects.create(offering=offering, code="VÄN", **code)
    participant = sign_up_one(offering, discount_code="VÄN" if code else "")
    return Charge.objects.get(participant=participant, kind=ChargeKind.FEE)


@pytest.fixture
def place() -> Participant:
    """A place that costs nothing yet; each example writes its own charge and takes it away."""
    return sign_up_one(make_offering())


def charge_of(place: Participant, amount: int, rate: Decimal, *, includes_vat: bool) -> Charge:
    money = money_of(amount_ore=amount, includes_vat=includes_vat, vat_rate=rate)
    return Charge.objects.create(
        payer=payer_of(place),
        participant=place,
        kind=ChargeKind.FEE,
        text="Deltagare",
        net_ore=money.net_ore,
        vat_ore=money.vat_ore,
        vat_rate=rate,
    )


@BY_EXAMPLE
@given(
    amount=st.integers(1, 500_000),
    rate=RATES,
    includes_vat=st.booleans(),
    parts=st.lists(st.integers(1, 99), max_size=4),
)
def test_parts_and_the_rest_add_up_to_the_whole(
    place: Participant, amount: int, rate: Decimal, includes_vat: bool, parts: list[int]
) -> None:
    with transaction.atomic():
        charge = charge_of(place, amount, rate, includes_vat=includes_vat)
        left = charge.gross_ore
        for per_cent in parts:
            part = left * per_cent // 100
            if part:
                lowered = charges.reverse_parts({charge: part}, now=timezone.now())
                assert [one.gross_ore for one in lowered] == [-part]
                left -= part
        charges.reverse_parts({charge: left}, now=timezone.now())

        rows = Charge.objects.filter(participant=place)
        assert sum(row.net_ore for row in rows) == 0
        assert sum(row.vat_ore for row in rows) == 0
        assert [str(one) for one in prove_money()] == []
        transaction.set_rollback(True)


@BY_EXAMPLE
@given(amount=st.integers(2, 500_000), rate=RATES, per_cent=st.integers(1, 99))
def test_vat_of_a_part_is_in_proportion(
    place: Participant, amount: int, rate: Decimal, per_cent: int
) -> None:
    with transaction.atomic():
        charge = charge_of(place, amount, rate, includes_vat=True)
        part = max(1, amount * per_cent // 100)

        reversal = charges.reverse_parts({charge: part}, now=timezone.now())[0]

        exact = Decimal(part) * charge.vat_ore / charge.gross_ore
        assert abs(-reversal.vat_ore - exact) <= Decimal("0.5")
        transaction.set_rollback(True)


@given(
    amount=st.integers(1, 500_000),
    rate=RATES,
    includes_vat=st.booleans(),
    per_cent=st.integers(1, 100),
    fixed=st.integers(1, 600_000),
    is_fixed=st.booleans(),
)
def test_discount_never_lowers_a_fee_below_nothing(
    amount: int, rate: Decimal, includes_vat: bool, per_cent: int, fixed: int, is_fixed: bool
) -> None:
    fee = Fee(amount_ore=amount, vat_rate=rate, includes_vat=includes_vat)
    code = DiscountCode(kind=DiscountKind.PER_CENT, per_cent=per_cent)
    if is_fixed:
        code = DiscountCode(kind=DiscountKind.FIXED, amount_ore=fixed)

    lowered, price = discount_on(fee, code), price_of(fee)

    assert 0 <= lowered.net_ore <= price.net_ore
    assert 0 <= lowered.vat_ore <= price.vat_ore


def test_discount_and_reversal_together_leave_nothing() -> None:
    make_seller()
    charge = charged(33_333, Decimal(25), includes_vat=False, per_cent=17)

    charges.reverse_charges(charges.standing_charges(charge.participant), now=timezone.now())

    assert charges.standing_charges(charge.participant) == []
    assert sum(row.gross_ore for row in Charge.objects.all()) == 0


def test_charge_lowered_to_nothing_by_a_code_still_stands() -> None:
    charge = charged(33_333, Decimal(25), includes_vat=True, per_cent=100)

    standing = charges.standing_charges(charge.participant)

    assert [(one.net_ore, one.vat_ore) for one in standing] == [(0, 0)]


def test_charge_reversed_whole_no_longer_stands() -> None:
    charge = charged(33_333, Decimal(25), includes_vat=True)

    charges.reverse_parts({charge: 33_333}, now=timezone.now())

    assert charges.standing_charges(charge.participant) == []
