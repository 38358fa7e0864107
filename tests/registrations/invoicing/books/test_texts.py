"""What vouchers are called: who paid, what went back and how, and what was taken off again."""

import pytest

from registrations.actors import SYSTEM
from registrations.invoicing.bank import leaving, placing
from registrations.invoicing.books.exporting import export
from registrations.invoicing.books.sie_reader import read_sie
from registrations.models import BankAccount, Document, Payment
from tests.factories.bank import DAY, paying, read
from tests.factories.billing import invoice, sign_up_invoiced
from tests.factories.camt import OUR_BANKGIRO, Movement
from tests.factories.payments import make_seller
from tests.factories.registrations import make_offering
from tests.registrations.invoicing.books.test_exporting import today

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def document() -> Document:
    make_seller()
    BankAccount.objects.create(name="Bankgiro", number=OUR_BANKGIRO)
    return invoice(sign_up_invoiced(make_offering(size=5, fee=100_000)))


def texts() -> list[str]:
    """Return what the vouchers about money are called, as the file says it."""
    made = export(DAY.replace(month=1, day=1), today(), actor=SYSTEM)
    vouchers = read_sie(bytes(made.body)).vouchers
    return [one.text for one in vouchers if "1510" not in {line.account for line in one.lines}]


def test_payment_is_called_by_the_organisation_and_not_by_the_number_of_the_bank(
    document: Document,
) -> None:
    read(Movement(5_000, "X7", DAY, payer="ESLÖVS  KOMMUN"))

    assert texts() == ["Inbetalning: ESLÖVS KOMMUN"]


def test_payment_bears_its_reference_beside_the_name(document: Document) -> None:
    read(Movement(5_000, "X7", DAY, [("7719", None)], payer="Eslövs kommun"))

    assert texts() == ["Inbetalning: Eslövs kommun, 7719"]


def test_private_persons_name_and_words_stay_out_of_the_books(document: Document) -> None:
    read(
        Movement(5_000, "X7", DAY, [("Åsa Öberg 7719", None)], payer="Åsa Öberg"),
        Movement(6_000, "X8", DAY, text="Tack Åsa Öberg", payer="Åsa Öberg"),
        Movement(7_000, "X9", DAY, text="Tack Åsa Öberg"),
    )

    assert texts() == [
        "Inbetalning: 7719",
        "Inbetalning: utan namn",
        "Inbetalning: utan namn",
    ]


def test_money_paid_back_is_called_otherwise_than_money_the_bank_took(document: Document) -> None:
    read(Movement(5_000, "X7", DAY, payer="Anna"), Movement(6_000, "X8", DAY, [("88", None)]))
    anna = Payment.objects.get(amount_ore=5_000)
    leaving.give_back(payment_id=anna.pk, ore=5_000, reason="För mycket", actor=SYSTEM)
    back = Movement(6_000, "X8", DAY, direction="DBIT", is_reversal=True)
    read(back, message="camt.053", message_id="S1")

    assert sorted(texts())[:2] == ["Banken tog tillbaka: 88", "Betalt tillbaka: utan namn"]


def test_payment_taken_off_its_invoice_is_not_called_paid(document: Document) -> None:
    read(paying(document, payer="Anna"))
    payment = Payment.objects.get()
    placing.take_off(payment_id=payment.pk, document_id=document.pk, reason="Fel", actor=SYSTEM)

    made = export(DAY.replace(month=1, day=1), today(), actor=SYSTEM)

    said = [one.text for one in read_sie(bytes(made.body)).vouchers]
    assert f"Betalning borttagen: {document.full_number}" in said
