"""Prices: net, VAT and gross in öre."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registrations.pricing import Money, money_of, share_of

RATES = st.sampled_from([Decimal(0), Decimal(6), Decimal(12), Decimal(25)])


@pytest.mark.parametrize(
    ("amount", "includes_vat", "rate", "expected"),
    [
        (195_000, False, 25, (195_000, 48_750)),
        (50_000, True, 25, (40_000, 10_000)),
        (99_900, True, 25, (79_920, 19_980)),
        (33_333, False, 12, (33_333, 4_000)),
        (1, True, 25, (1, 0)),
        (0, False, 25, (0, 0)),
    ],
)
def test_money_of_splits_net_and_vat(
    amount: int, includes_vat: bool, rate: int, expected: tuple[int, int]
) -> None:
    money = money_of(amount_ore=amount, includes_vat=includes_vat, vat_rate=Decimal(rate))

    assert (money.net_ore, money.vat_ore) == expected


@given(amount=st.integers(0, 10**9), rate=RATES)
def test_money_including_vat_adds_up_to_the_price(amount: int, rate: Decimal) -> None:
    assert money_of(amount_ore=amount, includes_vat=True, vat_rate=rate).gross_ore == amount


@given(amount=st.integers(0, 10**9), rate=RATES, per_cent=st.integers(0, 100))
def test_share_is_never_more_than_the_whole(amount: int, rate: Decimal, per_cent: int) -> None:
    whole = money_of(amount_ore=amount, includes_vat=False, vat_rate=rate)

    share = share_of(whole, per_cent)

    assert 0 <= share.gross_ore <= whole.gross_ore
    assert share_of(whole, 100) == Money(whole.net_ore, whole.vat_ore, rate)
