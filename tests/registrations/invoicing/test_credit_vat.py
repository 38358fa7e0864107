"""Credits of some of many prices: VAT as its rate says, and sums as they were asked for."""

from copy import copy
from dataclasses import replace

import pytest
from django.utils import timezone

from registrations.actors import Actor
from registrations.charges import StandingCharge, reverse_charges, what_stands
from registrations.invoicing import crediting
from registrations.invoicing.ubl import write_ubl
from registrations.invoicing.ubl_rules import broken_rules
from registrations.models import Charge, Document, Registration
from registrations.proof import first_disagreement
from registrations.words import ActorKind, DocumentKind
from tests.factories.billing import (
    ESLOV,
    invoice,
    many_with_vat,
    pay_by_bank,
    sign_up_invoiced,
    standing_of,
)
from tests.factories.payments import make_seller
from tests.factories.registrations import make_offering

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
STAFF = Actor(ActorKind.STAFF)


def many_net(net: int, number: int) -> Registration:
    """Register someone who is charged so many times at a price without its VAT."""
    registration = sign_up_invoiced(make_offering(fee=net))
    charge = Charge.objects.get(payer__registration=registration)
    charge.pk = None
    Charge.objects.bulk_create(copy(charge) for _time in range(number - 1))
    return registration


def credit(document: Document, some: list[StandingCharge]) -> Document:
    """Credit charges whole; the note is of the sum that was asked for."""
    parts = {one.charge.pk: one.gross_ore for one in some}
    (note,) = crediting.credit(document_id=document.pk, parts=parts, reason="x", actor=STAFF)
    return note


def reissue(document: Document) -> Document:
    details = replace(ESLOV, reference="G2")
    return crediting.credit_and_reissue(
        document_id=document.pk, details=details, reason="Fel", actor=STAFF
    )


def assert_all_are_right() -> None:
    for one in Document.objects.order_by("pk"):
        assert broken_rules(write_ubl(one.content)) == [], one.full_number
    assert first_disagreement() is None


@pytest.mark.parametrize("quoted", [10_002, 10_003])
def test_half_of_many_with_vat_is_credited_and_the_rest_issued_again(quoted: int) -> None:
    make_seller()
    document = invoice(many_with_vat(quoted, 520))
    half = crediting.creditable(document)[:260]

    note = credit(document, half)
    fresh = reissue(document)

    assert -note.gross_ore == sum(one.gross_ore for one in half)
    assert standing_of(document).open_ore == 0
    assert standing_of(fresh).open_ore == document.gross_ore + note.gross_ore
    assert_all_are_right()


@pytest.mark.parametrize("number", [3, 20, 90])
def test_the_first_few_whose_vat_was_lowered_are_credited(number: int) -> None:
    make_seller()
    document = invoice(many_with_vat(10_003, 300))
    few = sorted(crediting.creditable(document), key=lambda one: one.vat_ore)[:number]

    note = credit(document, few)

    assert -note.gross_ore == sum(one.gross_ore for one in few)
    assert_all_are_right()


@pytest.mark.parametrize("quoted", [10_002, 10_003])
def test_all_but_one_are_credited_and_then_the_last(quoted: int) -> None:
    make_seller()
    document = invoice(many_with_vat(quoted, 300))
    found = sorted(crediting.creditable(document), key=lambda one: -one.vat_ore)

    credit(document, found[:-1])
    credit(document, crediting.creditable(document))

    assert standing_of(document).open_ore == 0
    assert sum(one.vat_ore for one in Document.objects.all()) == 0
    assert_all_are_right()


@pytest.mark.parametrize("net", [9_998, 10_001])
def test_half_of_many_net_prices_is_credited(net: int) -> None:
    make_seller()
    document = invoice(many_net(net, 900))

    credit(document, crediting.creditable(document)[:450])

    assert_all_are_right()


def test_seats_of_many_net_prices_are_reversed_until_none_is_left() -> None:
    make_seller()
    document = invoice(many_net(10_001, 500))
    fees = list(Charge.objects.filter(document_line__document=document, fee__isnull=False))

    for some in (fees[:-1], fees[-1:]):
        reverse_charges(what_stands(some), now=timezone.now())

    assert standing_of(document).billed_ore + standing_of(document).lowered_ore == 0
    assert_all_are_right()


def test_what_was_credited_in_turns_leaves_a_rest_that_is_right() -> None:
    make_seller()
    document = invoice(many_with_vat(10_002, 320))

    for _time in range(3):
        credit(document, crediting.creditable(document)[-100:])
    crediting.credit(document_id=document.pk, reason="x", actor=STAFF)

    assert Document.objects.filter(kind=DocumentKind.CREDIT_NOTE).count() == 4
    assert sum(one.vat_ore for one in Document.objects.all()) == 0
    assert_all_are_right()


@pytest.mark.parametrize("rounds", [True, False])
def test_many_that_are_paid_in_part_are_issued_again(rounds: bool) -> None:
    make_seller(rounds_to_krona=rounds)
    document = invoice(many_with_vat(10_003, 300))
    pay_by_bank(document, 1_500_000)
    left = standing_of(document).open_ore

    fresh = reissue(document)

    assert standing_of(fresh).open_ore == left == fresh.content["payable_ore"]
    assert_all_are_right()
