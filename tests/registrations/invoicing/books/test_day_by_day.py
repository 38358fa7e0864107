"""One story with money of every kind: what each day leaves on which account, to the öre."""

from collections import Counter, defaultdict
from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone

from registrations.actors import SYSTEM, Actor
from registrations.invoicing import crediting, write_off
from registrations.invoicing.bank import leaving
from registrations.invoicing.books.exporting import NothingToExport, export
from registrations.invoicing.books.sie_reader import read_sie
from registrations.models import BalanceLine, BookExport, Document, Offering, Refund
from registrations.trace import Trace, record
from registrations.words import ActorKind, Happening, RefundState
from tests.factories.billing import invoice, pay_by_bank, reminded_with_fee, sign_up_invoiced
from tests.factories.money import bring_money
from tests.factories.payments import make_seller
from tests.factories.registrations import make_offering, sign_up_one
from tests.registrations.invoicing.books.test_balance import assert_accounts_say_what_rows_say

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
STAFF = Actor(ActorKind.STAFF)
LAST = 70
# An invoice: 1 000,30 kr without VAT, 250,08 kr of VAT (2611), 0,38 kr rounded off (3740).
# 1510 receivables, 1580 the card provider, 1930 bank, 2890 not placed, 2970 prepaid,
# 3001 sales, 3590 reminder fees, 6351 losses, 6570 the provider's fees.
EXPECTED = {
    # Three invoices of an event to come.
    0: {"1510": 375_000, "2970": -300_090, "2611": -75_024, "3740": 114},
    # A part of the first is paid.
    1: {"1930": 50_000, "1510": -50_000},
    # The second is written off; then money comes for it all the same, and is kept.
    2: {"1510": -125_000, "6351": 99_992, "2611": 25_008},
    3: {"1930": 60_000, "2890": -60_000},
    4: {"2890": 60_000, "6351": -47_996, "2611": -12_004},
    # A card pays too much and gets its receipt; the provider keeps its fee and pays out.
    5: {"1580": 130_000, "2970": -100_030, "2611": -25_008, "2890": -4_962},
    6: {"6570": 2_000, "1580": -2_000},
    7: {"1930": 128_000, "1580": -128_000},
    # What was too much goes back, and comes again, since the card was closed.
    8: {"2890": 4_962, "1580": -4_962},
    9: {"2890": -4_962, "1580": 4_962},
    # The third is paid with the fee for reminding of it.
    45: {"1930": 131_000, "1510": -125_000, "3590": -6_000},
    # The first is credited, and what was paid of it goes back by bank.
    50: {"1510": -75_000, "2970": 100_030, "2611": 25_008, "3740": -38, "2890": -50_000},
    51: {"2890": 50_000, "1930": -50_000},
    # The day of the event: what was sold before it is sold now.
    60: {"2970": 300_090, "3001": -300_090},
}


def at(day: int) -> datetime:
    noon = datetime.combine(timezone.localdate(), time(12))
    return timezone.make_aware(noon + timedelta(days=day))


def export_until(day: int) -> None:
    first, last = date(2020, 1, 1), timezone.localdate(at(day))
    export(first, last, actor=SYSTEM, now=at(day))


def days() -> dict[int, dict[str, int]]:
    """Return what all exports together leave on each account, day by day."""
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for made in BookExport.objects.all():
        for voucher in read_sie(bytes(made.body)).vouchers:
            for line in voucher.lines:
                found[(voucher.on - timezone.localdate()).days][line.account] += line.ore
    return {
        day: {account: ore for account, ore in sums.items() if ore}
        for day, sums in sorted(found.items())
    }


@pytest.fixture
def offering() -> Offering:
    make_seller(rounds_to_krona=True)
    return make_offering(fee=100_030, starts_at=at(60).replace(hour=7))


def tell_of_invoices(offering: Offering) -> None:
    first, second, third = (
        invoice(sign_up_invoiced(offering, now=at(0)), now=at(0)) for _time in range(3)
    )
    pay_by_bank(first, 50_000, now=at(1))
    write_off.write_off(document_id=second.pk, reason="Konkurs", actor=STAFF, now=at(2))
    late = pay_by_bank(second, 60_000, now=at(3))
    write_off.recover(
        document_id=second.pk, payment_id=late.pk, reason="Utdelning", actor=STAFF, now=at(4)
    )
    reminded_with_fee(third)
    pay_by_bank(third, 131_000, now=at(45))


def credit_and_give_back(document: Document) -> None:
    crediting.credit(document_id=document.pk, reason="Inställt", actor=STAFF, now=at(50))
    payment = document.payer.payments.get()
    leaving.give_back(payment_id=payment.pk, ore=50_000, reason="Inställt", actor=STAFF, now=at(51))


def tell_of_a_card(offering: Offering) -> Refund:
    payment = bring_money(sign_up_one(offering, now=at(0)), 130_000, now=at(5))
    BalanceLine.objects.create(
        external_id="txn_1",
        payment=payment,
        kind="charge",
        amount_ore=130_000,
        fee_ore=2_000,
        happened_at=at(6),
        payout_id="po_1",
        payout_on=timezone.localdate(at(7)),
    )
    Refund.objects.update(state=RefundState.SUCCEEDED, done_at=at(8))
    return payment.refunds.get()


def fail(refund: Refund) -> None:
    payer = refund.payment.payer
    assert payer is not None
    Refund.objects.filter(pk=refund.pk).update(state=RefundState.FAILED)
    trace = Trace(
        Happening.REFUND_FAILED,
        payer.registration.offering_id,
        registration=payer.registration,
        fields=[f"refund:{refund.pk}"],
    )
    record([trace], actor=SYSTEM, now=at(9))


def test_each_day_leaves_its_sums_on_its_accounts(offering: Offering) -> None:
    tell_of_invoices(offering)
    refund = tell_of_a_card(offering)
    export_until(8)
    fail(refund)
    export_until(46)
    credit_and_give_back(Document.objects.order_by("pk")[0])
    export_until(LAST)

    with pytest.raises(NothingToExport):
        export_until(LAST)

    assert days() == EXPECTED
    assert_accounts_say_what_rows_say()


def test_all_in_one_export_is_the_same_but_for_what_never_left(offering: Offering) -> None:
    tell_of_invoices(offering)
    fail(tell_of_a_card(offering))
    credit_and_give_back(Document.objects.order_by("pk")[0])

    export_until(LAST)

    assert days() == {day: sums for day, sums in EXPECTED.items() if day not in (8, 9)}
    assert_accounts_say_what_rows_say()


def test_reminder_fee_written_off_and_come_all_the_same_is_income_and_no_loss(
    offering: Offering,
) -> None:
    document = invoice(sign_up_invoiced(offering, now=at(0)), now=at(0))
    reminded_with_fee(document)
    write_off.write_off(document_id=document.pk, reason="Konkurs", actor=STAFF, now=at(42))
    late = pay_by_bank(document, 131_000, now=at(44))
    write_off.recover(
        document_id=document.pk, payment_id=late.pk, reason="Kom", actor=STAFF, now=at(45)
    )

    export_until(46)

    came = days()
    assert came[42] == {"1510": -125_000, "6351": 99_992, "2611": 25_008}
    assert came[45] == {"2890": 131_000, "6351": -99_992, "2611": -25_008, "3590": -6_000}
    assert_accounts_say_what_rows_say()
