"""Rounding: VAT by rate for the whole invoice, the payable to whole kronor, both as charges."""

from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registrations.charges import reverse_charges, what_stands
from registrations.invoicing.standing import state_of
from registrations.invoicing.ubl import write_ubl
from registrations.invoicing.ubl_rules import broken_rules
from registrations.models import Charge, Document
from registrations.pricing import round_ore
from registrations.words import DocumentKind, InvoiceState
from tests.factories.billing import invoice, many_with_vat, sign_up_invoiced, standing_of
from tests.factories.payments import make_seller
from tests.factories.registrations import make_extra, make_offering
from tests.invariants import assert_always_true

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]


@pytest.mark.parametrize("fee", [33_333, 195_033, 10_001, 99_950])
@pytest.mark.parametrize("rounds", [True, False])
def test_sums_are_right_to_the_ore_and_a_whole_credit_ends_at_nothing(
    fee: int, rounds: bool
) -> None:
    make_seller(rounds_to_krona=rounds)
    registration = sign_up_invoiced(make_offering(fee=fee), number=3)

    document = invoice(registration)
    on_it = Charge.objects.filter(document_line__document=document, reverses__isnull=True)
    reverse_charges(what_stands(on_it), now=timezone.now())

    content = document.content
    assert content["vat"][0]["vat_ore"] == round_ore(Decimal(content["net_ore"]) / 4)
    assert content["net_ore"] == 3 * fee
    assert not rounds or content["payable_ore"] % 100 == 0
    assert content["net_ore"] + content["vat_ore"] + content["rounding_ore"] == document.gross_ore
    credit = Document.objects.get(kind=DocumentKind.CREDIT_NOTE).content
    for name in ("net_ore", "vat_ore", "rounding_ore", "gross_ore"):
        assert credit[name] == -content[name], name
    assert state_of(standing_of(document)) == InvoiceState.CREDITED
    assert_always_true()


@pytest.mark.parametrize("rounds", [True, False])
def test_people_credited_one_by_one_leave_nothing(rounds: bool) -> None:
    make_seller(rounds_to_krona=rounds)
    document = invoice(sign_up_invoiced(make_offering(fee=33_333), number=3))

    for charge in Charge.objects.filter(participant__isnull=False, reverses__isnull=True):
        reverse_charges(what_stands([charge]), now=timezone.now())

    credits = Document.objects.filter(kind=DocumentKind.CREDIT_NOTE)
    assert sum(one.gross_ore for one in credits) == -document.gross_ore
    assert standing_of(document).open_ore == 0
    assert_always_true()


def test_a_price_with_vat_is_charged_as_it_was_quoted() -> None:
    make_seller()
    offering = make_offering(fee=1)
    fee = offering.fees.get()
    fee.amount_ore, fee.includes_vat = 9_999, True
    fee.save()

    assert invoice(sign_up_invoiced(offering, number=3)).gross_ore == 29_997


@pytest.mark.parametrize("quoted", [10_002, 10_003])
@pytest.mark.parametrize("rounds", [True, False])
def test_many_prices_with_vat_come_to_what_was_quoted_and_to_their_vat(
    quoted: int, rounds: bool
) -> None:
    make_seller(rounds_to_krona=rounds)
    document = invoice(many_with_vat(quoted, 300))

    content = document.content
    (group,) = content["vat"]
    assert group["vat_ore"] == round_ore(Decimal(group["net_ore"]) / 4)
    assert abs(content["gross_ore"] - 300 * quoted) <= (50 if rounds else 0)
    assert broken_rules(write_ubl(content)) == []
    assert standing_of(document).open_ore == content["payable_ore"]


@pytest.mark.parametrize("quoted", [10_002, 10_003])
def test_one_of_many_who_is_credited_has_the_vat_of_one(quoted: int) -> None:
    make_seller()
    document = invoice(many_with_vat(quoted, 300))
    charges = Charge.objects.filter(document_line__document=document, fee__isnull=False)
    standing = what_stands(charges.filter(reverses__isnull=True))

    reverse_charges([min(standing, key=lambda one: one.vat_ore)], now=timezone.now())

    note = Document.objects.get(kind=DocumentKind.CREDIT_NOTE)
    assert broken_rules(write_ubl(note.content)) == []
    reverse_charges(what_stands(charges.filter(reverses__isnull=True)), now=timezone.now())
    assert standing_of(document).open_ore == 0


class Undo(Exception):
    """Ends an example without a trace."""


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    fee=st.integers(1, 999_999_999),
    extras=st.lists(st.tuples(st.integers(1, 500_000), st.sampled_from([25, 12, 6])), max_size=3),
    number=st.integers(1, 4),
    rounds=st.booleans(),
)
def test_whatever_is_sold_the_sums_agree(
    fee: int, extras: list[tuple[int, int]], number: int, rounds: bool
) -> None:
    try:
        with transaction.atomic():
            make_seller(rounds_to_krona=rounds)
            offering = make_offering(fee=fee)
            chosen = tuple(
                make_extra(offering, amount_ore=ore, vat_rate=Decimal(rate)) for ore, rate in extras
            )
            document = invoice(sign_up_invoiced(offering, number=number, extras=chosen))
            content = document.content
            for group in content["vat"]:
                expected = round_ore(Decimal(group["net_ore"]) * Decimal(group["rate"]) / 100)
                assert group["vat_ore"] == expected
            assert sum(group["net_ore"] for group in content["vat"]) == content["net_ore"]
            assert sum(line["net_ore"] for line in content["lines"]) == content["net_ore"]
            assert abs(content["rounding_ore"]) <= (50 if rounds else 0)
            assert_always_true()
            raise Undo
    except Undo:
        pass
