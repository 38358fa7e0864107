"""Writing off: the sale stands, nothing is left to pay, and money that comes later is not lost."""

from dataclasses import replace
from decimal import Decimal

import pytest

from registrations import ledger
from registrations.actors import SYSTEM, Actor
from registrations.cancellation import cancel
from registrations.errors import ReasonNeeded
from registrations.invoicing import crediting, write_off
from registrations.invoicing.ready import uninvoiced
from registrations.invoicing.refusals import NothingToRecover, NothingToWriteOff
from registrations.invoicing.standing import state_of
from registrations.models import (
    BankAccount,
    Charge,
    Decision,
    Document,
    DocumentEvent,
    LogEntry,
    Payment,
)
from registrations.words import (
    ActorKind,
    ChargeKind,
    DocumentKind,
    Happening,
    InvoiceHappening,
    InvoiceState,
)
from tests.factories.bank import paying, read
from tests.factories.billing import (
    ESLOV,
    invoice,
    pay_by_bank,
    reminded_with_fee,
    sign_up_invoiced,
    standing_of,
)
from tests.factories.camt import OUR_BANKGIRO
from tests.factories.payments import make_seller
from tests.factories.registrations import make_extra, make_offering
from tests.invariants import assert_always_true

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
STAFF = Actor(ActorKind.STAFF)


@pytest.fixture
def document() -> Document:
    """An invoice of 125 000 öre with 25 % of VAT and 50 400 öre with 12 %."""
    make_seller()
    offering = make_offering(fee=100_000)
    dinner = make_extra(offering, amount_ore=45_000)
    return invoice(sign_up_invoiced(offering, extras=(dinner,)))


def give_up(document: Document, reason: str = "Konkurs") -> list[Charge]:
    return write_off.write_off(document_id=document.pk, reason=reason, actor=STAFF)


def money_for(document: Document, ore: int) -> Payment:
    return pay_by_bank(document, ore)


def test_all_that_is_left_is_written_off_charge_by_charge(document: Document) -> None:
    pay_by_bank(document, 100_000)

    written = give_up(document)

    sums = [(one.net_ore, one.vat_ore, one.vat_rate) for one in written]
    assert sums == [(-20_000, -5_000, Decimal(25)), (-45_000, -5_400, Decimal(12))]
    assert (standing_of(document).open_ore, standing_of(document).lowered_ore) == (0, 0)
    assert state_of(standing_of(document)) == InvoiceState.WRITTEN_OFF
    assert not Document.objects.filter(kind=DocumentKind.CREDIT_NOTE).exists()
    assert_always_true()


def test_the_reason_is_kept_with_the_invoice_and_in_the_log(document: Document) -> None:
    give_up(document)

    event = DocumentEvent.objects.get(happening=InvoiceHappening.WRITTEN_OFF)
    entry = LogEntry.objects.get(happening=Happening.WRITTEN_OFF)
    assert (event.document, event.detail) == (document, "Konkurs")
    assert (entry.reason, entry.fields) == ("Konkurs", [f"document:{document.pk}"])


def test_what_is_written_off_or_paid_is_not_written_off(document: Document) -> None:
    give_up(document)

    with pytest.raises(NothingToWriteOff):
        give_up(document)
    with pytest.raises(ReasonNeeded):
        give_up(document, reason=" ")

    assert Charge.objects.filter(kind=ChargeKind.WRITE_OFF).count() == 2


def test_money_that_comes_later_is_asked_about(document: Document) -> None:
    give_up(document)

    payment = money_for(document, 60_000)

    assert ledger.free_ore(payment) == 60_000
    assert Decision.objects.filter(payment=payment, settled_at=None).exists()
    assert_always_true()


def test_money_that_comes_later_is_kept_with_its_vat(document: Document) -> None:
    give_up(document)
    payments = [money_for(document, ore) for ore in (60_000, 70_000, 60_000)]

    kept = [
        write_off.recover(
            document_id=document.pk, payment_id=payment.pk, reason="Betalade ändå", actor=SYSTEM
        )
        for payment in payments
    ]

    assert kept == [60_000, 70_000, 45_400]
    charges = Charge.objects.filter(kind=ChargeKind.RECOVERED).order_by("pk")
    assert [(one.net_ore, one.vat_ore) for one in charges] == [
        (48_000, 12_000),
        (52_000, 13_000),
        (4_464, 536),
        (40_536, 4_864),
    ]
    assert ledger.free_ore(payments[2]) == 14_600
    assert Decision.objects.filter(settled_at=None).count() == 1
    assert uninvoiced() == []
    assert state_of(standing_of(document)) == InvoiceState.WRITTEN_OFF
    assert_always_true()


def test_money_for_what_was_never_written_off_is_not_kept_so(document: Document) -> None:
    payment = money_for(document, 200_000)

    with pytest.raises(NothingToRecover):
        write_off.recover(
            document_id=document.pk, payment_id=payment.pk, reason="Fel", actor=SYSTEM
        )


def test_what_is_written_off_is_not_credited(document: Document) -> None:
    pay_by_bank(document, 100_000)
    give_up(document)

    (note,) = crediting.credit(document_id=document.pk, reason="Fel", actor=STAFF)

    assert note.gross_ore == -100_000
    assert_always_true()


def take_back_kept(document: Document) -> None:
    """Keep money for what was written off, that the bank then takes back."""
    read(paying(document, 60_000, number="B1"))
    keep(document, Payment.objects.get(external_id__contains="B1"))
    read(
        paying(document, 60_000, number="B1", direction="DBIT", is_reversal=True),
        message_id="M2",
    )


def keep(document: Document, payment: Payment) -> int:
    return write_off.recover(
        document_id=document.pk, payment_id=payment.pk, reason="Betalade ändå", actor=STAFF
    )


@pytest.fixture
def taken_back(document: Document) -> Document:
    BankAccount.objects.create(name="Bankgiro", number=OUR_BANKGIRO)
    give_up(document)
    take_back_kept(document)
    return document


def test_money_that_the_bank_took_back_is_left_to_recover(taken_back: Document) -> None:
    assert write_off.left_to_recover(taken_back) == taken_back.gross_ore


@pytest.mark.parametrize("ore", [20_000, 60_000, 100_000, 175_400])
def test_money_that_comes_again_goes_to_what_is_open_again_first(
    taken_back: Document, ore: int
) -> None:
    payment = money_for(taken_back, ore)

    assert keep(taken_back, payment) == ore

    assert ledger.free_ore(payment) == 0
    assert write_off.left_to_recover(taken_back) == taken_back.gross_ore - ore
    first = Charge.objects.filter(kind=ChargeKind.RECOVERED).order_by("pk")[0]
    assert ledger.allocated_ore([first])[first.pk] == min(ore, 60_000)
    assert_always_true()


def test_a_fee_alone_is_written_off_and_the_invoice_stays_paid(document: Document) -> None:
    reminded_with_fee(document)
    pay_by_bank(document)

    (written,) = give_up(document, "Småsumma")

    assert written.gross_ore == -6_000
    assert standing_of(document).reminder_fees_ore == 0
    assert state_of(standing_of(document)) == InvoiceState.PAID
    assert_always_true()


@pytest.fixture
def group() -> Document:
    """An invoice of 250 000 öre for two people, of which 30 000 of the first's came."""
    make_seller()
    document = invoice(sign_up_invoiced(make_offering(fee=100_000), number=2))
    pay_by_bank(document, 30_000)
    return document


def cancel_seat(document: Document, which: int) -> None:
    person = document.payer.registration.participants.order_by("pk")[which]
    cancel(participant_id=person.pk, actor=STAFF, reason="Sjuk")


@pytest.mark.parametrize(("which", "left"), [(0, 125_000), (1, 95_000)])
def test_a_seat_that_is_cancelled_later_has_nothing_to_recover(
    group: Document, which: int, left: int
) -> None:
    give_up(group)

    cancel_seat(group, which)

    assert write_off.left_to_recover(group) == left
    assert_always_true()


def test_of_an_invoice_cancelled_whole_its_fee_is_not_recovered_either(group: Document) -> None:
    reminded_with_fee(group)
    give_up(group)

    for which in (0, 1):
        cancel_seat(group, which)

    assert write_off.left_to_recover(group) == 0


def test_a_part_credited_before_it_is_written_off_takes_nothing_from_it(group: Document) -> None:
    second = crediting.creditable(group)[1].charge
    crediting.credit(document_id=group.pk, parts={second.pk: 25_000}, reason="Rabatt", actor=STAFF)

    give_up(group)

    assert write_off.left_to_recover(group) == 195_000


def test_what_rises_again_names_the_row_that_gave_it_up(group: Document) -> None:
    given_up = give_up(group)

    keep(group, money_for(group, 100_000))

    risen = Charge.objects.filter(kind=ChargeKind.RECOVERED).order_by("pk")
    assert [(one.recovers, one.gross_ore) for one in risen] == [
        (given_up[0], 95_000),
        (given_up[1], 5_000),
    ]
    assert write_off.recoverable(group) == {given_up[1]: (96_000, 24_000)}


def test_part_written_off_of_an_invoice_issued_again_is_recovered(group: Document) -> None:
    pay_by_bank(group, 100_000)
    reminded_with_fee(group)
    give_up(group)
    crediting.credit_and_reissue(
        document_id=group.pk, details=replace(ESLOV, reference="G2"), reason="Fel", actor=STAFF
    )

    assert write_off.left_to_recover(group) == 120_000
    assert_always_true()


def test_nothing_is_recovered_of_an_invoice_issued_again_and_then_credited(
    group: Document,
) -> None:
    pay_by_bank(group, 100_000)
    give_up(group)
    fresh = crediting.credit_and_reissue(
        document_id=group.pk, details=replace(ESLOV, reference="G2"), reason="Fel", actor=STAFF
    )
    crediting.credit(document_id=fresh.pk, reason="Ombokat", actor=STAFF)

    assert write_off.left_to_recover(group) == 0
