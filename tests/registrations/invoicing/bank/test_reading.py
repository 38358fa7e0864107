"""Files of the bank pay invoices, each movement once; what is unclear is put aside."""

from pathlib import Path
from typing import Any

import pytest

from registrations.actors import SYSTEM
from registrations.invoicing.bank.aside import take_in_account
from registrations.invoicing.bank.reasons import Aside
from registrations.models import (
    BankAccount,
    BankMovement,
    Decision,
    Document,
    Payment,
)
from registrations.words import DecisionKind, MovementKind
from tests.factories.bank import DAY, csv_mapping, csv_of, paying, read, read_body
from tests.factories.billing import standing_of
from tests.factories.camt import File, Movement, camt
from tests.invariants import assert_always_true
from tests.registrations.invoicing.bank.conftest import another

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
DAY_FILE = Path(__file__).with_name("data") / "camt054-day.xml"


def open_ore(document: Document) -> int:
    left: int = standing_of(document).open_ore
    return left


def asked() -> list[tuple[str, str]]:
    """Return the kind and the detail of each open Decision."""
    return list(
        Decision.objects.filter(settled_at__isnull=True)
        .order_by("pk")
        .values_list("kind", "detail")
    )


@pytest.mark.parametrize("message", ["camt.054", "camt.053"])
@pytest.mark.parametrize("version", ["02", "04", "08", "14"])
def test_ocr_pays_invoice_in_every_version(document: Document, message: str, version: str) -> None:
    file = read(paying(document), message=message, version=version)

    assert open_ore(document) == 0
    assert (file.new_count, file.known_count, file.aside_count) == (1, 0, 0)
    assert asked() == []
    assert_always_true()


def test_ocr_written_as_a_message_with_spaces_pays_invoice(document: Document) -> None:
    ocr = document.ocr or ""
    read(paying(document, references=[], text=f"{ocr[:3]} {ocr[3:]}"))

    assert open_ore(document) == 0
    assert_always_true()


def test_csv_pays_invoice_by_its_mapping(document: Document) -> None:
    read_body(csv_of([paying(document)]), csv_mapping())

    assert open_ore(document) == 0
    assert_always_true()


def test_csv_with_other_marks_pays_invoice(document: Document) -> None:
    mapping = csv_mapping(
        delimiter=",",
        encoding="latin-1",
        decimal=".",
        date_format="%d/%m/%Y",
        skip=1,
        sign="In/ut",
        credit_word="In",
        debit_word="Ut",
    )
    body = (
        "Kontoutdrag för Återbruk\nDatum,Belopp,Referens,Meddelande,Namn,In/ut\n"
        f'02/02/2026,"1,250.00",{document.ocr},Tack så mycket,Eslövs kommun,In\n'
        "02/02/2026,75.00,,Kopieringspapper,Pappershandeln,Ut\n"
    )

    read_body(body.encode("latin-1"), mapping)

    assert open_ore(document) == 0
    assert BankMovement.objects.get(kind=MovementKind.OUTGOING).amount_ore == 7_500
    assert_always_true()


def test_part_payment_leaves_the_rest_to_pay(document: Document) -> None:
    read(paying(document, 50_000))

    assert open_ore(document) == 75_000
    assert asked() == []
    assert_always_true()


def test_too_much_becomes_a_decision(document: Document) -> None:
    read(paying(document, 130_000))

    assert open_ore(document) == 0
    assert asked() == [(DecisionKind.STRAY_MONEY, "")]
    assert_always_true()


def test_double_payment_becomes_a_decision(document: Document) -> None:
    read(paying(document), paying(document, number="B9"))

    assert open_ore(document) == 0
    assert Payment.objects.count() == 2
    assert asked() == [(DecisionKind.STRAY_MONEY, "")]
    assert_always_true()


def test_one_payment_pays_several_invoices_as_it_says(document: Document) -> None:
    other = another()
    references = [(document.ocr or "", 100_000), (other.ocr or "", 125_000)]

    read(Movement(225_000, "B1", DAY, references))

    assert (open_ore(document), open_ore(other)) == (25_000, 0)
    assert_always_true()


def test_one_payment_pays_several_invoices_whose_sum_it_is(document: Document) -> None:
    other = another()

    read(Movement(250_000, "B1", DAY, [(document.ocr or "", None), (other.ocr or "", None)]))

    assert (open_ore(document), open_ore(other)) == (0, 0)
    assert_always_true()


def test_several_invoices_and_another_sum_are_not_guessed(document: Document) -> None:
    other = another()

    read(Movement(150_000, "B1", DAY, [(document.ocr or "", None), (other.ocr or "", None)]))

    assert (open_ore(document), open_ore(other)) == (125_000, 125_000)
    assert asked() == [(DecisionKind.STRAY_MONEY, "")]
    assert_always_true()


def test_number_and_sum_are_no_proof(document: Document) -> None:
    read(paying(document, references=[], text=f"Faktura {document.full_number}"))

    assert open_ore(document) == 125_000
    assert asked() == [(DecisionKind.STRAY_MONEY, "")]
    assert_always_true()


def test_same_file_again_counts_once(document: Document) -> None:
    body = camt(File([paying(document), Movement(700, "B8", DAY, text="Gåva")]))
    read_body(body)

    again = read_body(body)

    assert Payment.objects.count() == 2
    assert (again.new_count, again.known_count) == (0, 2)
    assert_always_true()


def test_same_movement_twice_in_a_file_counts_once(document: Document) -> None:
    file = read(paying(document), paying(document))

    assert Payment.objects.count() == 1
    assert (file.new_count, file.known_count) == (1, 1)


@pytest.mark.parametrize(("first", "second"), [("camt.054", "camt.053"), ("camt.053", "camt.054")])
def test_same_movement_in_the_other_format_counts_once(
    document: Document, first: str, second: str
) -> None:
    read(paying(document), message=first)

    file = read(paying(document, number="S77"), message=second)

    assert Payment.objects.count() == 1
    assert (file.new_count, file.known_count) == (0, 1)
    assert_always_true()


def test_statement_that_names_the_account_counts_what_came_to_its_bankgiro_once(
    document: Document, bankgiro: BankAccount
) -> None:
    iban = BankAccount.objects.create(name="Företagskonto", number="SE4550000000058398257466")
    bankgiro.belongs_to = iban
    bankgiro.save()
    read(paying(document))

    read(paying(document, number="S1"), message="camt.053", account=iban.number)

    assert Payment.objects.count() == 1
    assert_always_true()


def test_details_then_their_sum_count_once(document: Document) -> None:
    read(paying(document), Movement(700, "B8", DAY, text="Gåva"), is_one_entry=True)
    body = camt(File([Movement(125_700, "S1", DAY)], message="camt.053"))

    file = read_body(body.replace(b"<TxDtls>", b"<Btch><NbOfTxs>2</NbOfTxs></Btch><TxDtls>"))

    assert Payment.objects.count() == 2
    assert (file.new_count, file.known_count) == (0, 1)
    assert_always_true()


def test_sum_then_its_details_count_once(document: Document) -> None:
    body = camt(File([Movement(125_700, "S1", DAY)], message="camt.053"))
    read_body(body.replace(b"<TxDtls>", b"<Btch><NbOfTxs>2</NbOfTxs></Btch><TxDtls>"))
    assert asked() == [(DecisionKind.BANK, Aside.NO_DETAILS)]

    read(paying(document), Movement(700, "B8", DAY, text="Gåva"), is_one_entry=True)

    assert Payment.objects.count() == 2
    assert asked() == [(DecisionKind.STRAY_MONEY, "")]
    assert_always_true()


def unknown_account(document: Document) -> dict[str, Any]:
    return {"file": File([paying(document)], account="99999999")}


def unknown_currency(document: Document) -> dict[str, Any]:
    return {"file": File([paying(document, currency="EUR")])}


def no_sign(document: Document) -> dict[str, Any]:
    return {"file": File([paying(document, direction="")])}


def strange_sign(document: Document) -> dict[str, Any]:
    return {"file": File([paying(document, direction="KREDIT")])}


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (unknown_account, Aside.ACCOUNT),
        (unknown_currency, Aside.CURRENCY),
        (no_sign, Aside.SIGN),
        (strange_sign, Aside.SIGN),
    ],
)
def test_what_is_unknown_is_put_aside_and_never_guessed(
    document: Document, make: Any, why: str
) -> None:
    file = read_body(camt(make(document)["file"]))

    assert open_ore(document) == 125_000
    assert not Payment.objects.exists()
    assert (file.new_count, file.aside_count) == (0, 1)
    assert asked() == [(DecisionKind.BANK, why)]
    assert_always_true()


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (b">1250.00<", b">1250.005<", Aside.AMOUNT),
        (b">1250.00<", b">mycket<", Aside.AMOUNT),
        (b"<BookgDt><Dt>2026-02-02</Dt></BookgDt>", b"", Aside.DAY),
        (b"2026-02-02</Dt></BookgDt>", b"2099-02-02</Dt></BookgDt>", Aside.DAY),
        (b"2026-02-02</Dt></BookgDt>", b"0001-01-01</Dt></BookgDt>", Aside.DAY),
        (b"<Sts><Cd>BOOK</Cd></Sts>", b"", Aside.STATUS),
    ],
)
def test_what_cannot_be_read_is_put_aside(
    document: Document, old: bytes, new: bytes, why: str
) -> None:
    read_body(camt(File([paying(document)])).replace(old, new))

    assert not Payment.objects.exists()
    assert asked() == [(DecisionKind.BANK, why)]
    assert_always_true()


def test_what_is_not_booked_yet_waits_for_a_later_file(document: Document) -> None:
    body = camt(File([paying(document)]))

    file = read_body(body.replace(b"BOOK", b"PDNG"))

    assert (file.new_count, file.aside_count, file.totals["pending"]) == (0, 0, 1)
    assert_always_true()


def test_payout_of_stripe_is_never_a_payment(document: Document) -> None:
    read(Movement(480_000, "B1", DAY, text="STRIPE PAYOUT", payer="Stripe Technology Europe"))

    assert not Payment.objects.exists()
    assert BankMovement.objects.get().kind == MovementKind.PAYOUT
    assert asked() == [(DecisionKind.BANK, Aside.PAYOUT)]
    assert_always_true()


def test_money_out_is_no_payment(document: Document) -> None:
    read(Movement(9_900, "B1", DAY, text="Hyra", direction="DBIT"))

    assert not Payment.objects.exists()
    assert asked() == []
    assert_always_true()


def test_reversal_opens_the_invoice_again(document: Document) -> None:
    read(paying(document))

    read(paying(document, direction="DBIT", is_reversal=True), message_id="M2")

    assert open_ore(document) == 125_000
    assert BankMovement.objects.latest("pk").kind == MovementKind.REVERSAL
    assert_always_true()


def test_reversal_read_again_is_one(document: Document) -> None:
    read(paying(document))
    for _ in range(2):
        read(paying(document, direction="DBIT", is_reversal=True), message_id="M2")

    assert open_ore(document) == 125_000
    assert Payment.objects.get().refunds.count() == 1
    assert_always_true()


def test_reversal_without_its_payment_waits_for_it(document: Document) -> None:
    read(paying(document, direction="DBIT", is_reversal=True), message_id="M2")
    assert asked() == [(DecisionKind.BANK, Aside.ORIGINAL)]

    read(paying(document))

    assert open_ore(document) == 125_000
    assert asked() == []
    assert_always_true()


def test_payout_to_an_account_that_becomes_known_is_never_a_payment(document: Document) -> None:
    read(
        Movement(480_000, "B1", DAY, text="STRIPE PAYOUT", payer="Stripe Technology Europe"),
        paying(document, number="B2"),
        account="55667788",
    )

    take_in_account(number="55667788", name="Nytt bankgiro", actor=SYSTEM)

    assert [one.amount_ore for one in Payment.objects.all()] == [125_000]
    assert BankMovement.objects.get(amount_ore=480_000).kind == MovementKind.PAYOUT
    assert asked() == [(DecisionKind.BANK, Aside.PAYOUT)]
    assert_always_true()


def test_file_as_a_bank_writes_it_pays_and_says_its_sums(document: Document) -> None:
    body = DAY_FILE.read_bytes().replace(b"OCR-HERE", (document.ocr or "").encode())

    file = read_body(body)

    assert open_ore(document) == 0
    assert file.totals["stated"] == {"count": 1, "ore": 132_550}
    assert file.totals["in"] == 132_550
    other = BankMovement.objects.get(amount_ore=7_550)
    assert (other.payer_name, other.text) == ("Anna Åkesson", "Kaffe vid studiebesöket")
    assert_always_true()
