"""Only digits with a point are a sum; whatever else a file has there is put aside for a person."""

import pytest

from registrations.invoicing.bank.csv_file import ore_of
from registrations.invoicing.bank.reasons import Aside
from registrations.models import BankMovement, Document, Payment
from tests.factories.bank import csv_mapping, csv_of, paying, read_body
from tests.factories.camt import File, camt
from tests.invariants import assert_always_true

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]

ODD = ["1E5000", "1E999999", "9" * 5000, "-5.00", "NaN", "Infinity", "sNaN", "1e3", "1_000.00", "٣"]


def assert_put_aside() -> None:
    assert not Payment.objects.exists()
    assert BankMovement.objects.get().detail == Aside.AMOUNT
    assert_always_true()


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("name", ["Amt", "RmtdAmt"])
def test_odd_sum_is_put_aside(document: Document, odd: str, name: str) -> None:
    body = camt(File([paying(document, references=[(document.ocr or "", 125_000)])])).decode()
    opening = f'<{name} Ccy="SEK">'

    read_body(body.replace(f"{opening}1250.00", f"{opening}{odd}").encode())

    assert_put_aside()


@pytest.mark.parametrize("odd", ODD)
def test_odd_total_of_a_file_is_not_taken_as_said(document: Document, odd: str) -> None:
    total = f"<NbOfNtries>1</NbOfNtries><Sum>{odd}</Sum>"
    summary = f"</Acct><TxsSummry><TtlCdtNtries>{total}</TtlCdtNtries></TxsSummry>"

    body = camt(File([paying(document)])).replace(b"</Acct>", summary.encode())
    file = read_body(body)

    assert Payment.objects.count() == 1
    assert file.totals["stated"] == {}
    assert_always_true()


@pytest.mark.parametrize("odd", [*(one for one in ODD if one != "-5.00"), "²", "--5"])
def test_odd_sum_in_csv_is_put_aside(document: Document, odd: str) -> None:
    body = csv_of([paying(document)]).decode()

    read_body(body.replace(";1250,00;", f";{odd};").encode(), csv_mapping())

    assert_put_aside()


@pytest.mark.parametrize(
    ("text", "decimal", "ore"),
    [
        ("-1 234,50", ",", -123_450),
        ("+1.234,5", ",", 123_450),
        ("1,234.50000", ".", 123_450),
        ("1'234", ",", 123_400),
        ("12,345", ",", None),
        ("12.34", ",", None),
    ],
)
def test_sum_in_csv_is_read_by_its_marks(text: str, decimal: str, ore: int | None) -> None:
    assert ore_of(text, decimal) == ore
