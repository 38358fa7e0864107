"""Numbers of documents: series of the seller's choice, without gaps, and the OCR they make."""

from contextlib import suppress
from datetime import date

import pytest
from django.db import transaction

from registrations.models import DocumentSeries, Seller
from registrations.numbering import next_number, ocr_of, series_code
from registrations.words import DocumentKind
from tests.factories.payments import make_seller

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]


class Rollback(Exception):
    """Undoes a transaction."""


def test_a_number_of_a_rolled_back_transaction_is_taken_again() -> None:
    assert next_number("F", 2026)[0] == 1

    with suppress(Rollback), transaction.atomic():
        assert next_number("F", 2026)[0] == 2
        raise Rollback

    assert next_number("F", 2026)[0] == 2


def test_each_series_and_year_counts_by_itself() -> None:
    taken = [
        next_number(*pair)[0] for pair in (("F", 2026), ("KF", 2026), ("F", 2027), ("F", 2026))
    ]

    assert taken == [1, 1, 1, 2]


@pytest.mark.parametrize(
    ("kind", "credits_invoice", "is_live", "code"),
    [
        (DocumentKind.INVOICE, False, True, "AB"),
        (DocumentKind.CREDIT_NOTE, True, True, "AK"),
        (DocumentKind.CREDIT_NOTE, False, True, "KK"),
        (DocumentKind.RECEIPT, False, True, "K"),
        (DocumentKind.RECEIPT, False, False, "TK"),
    ],
)
def test_the_series_is_the_sellers(
    kind: DocumentKind, credits_invoice: bool, is_live: bool, code: str
) -> None:
    seller = Seller(invoice_series="AB", credit_series="AK")

    found = series_code(kind, seller=seller, credits_invoice=credits_invoice, is_live=is_live)

    assert found == code


def test_a_series_begun_in_the_middle_of_the_year_has_an_ocr_of_its_own() -> None:
    seller = make_seller(from_on=date(2020, 1, 1))
    first = [next_number("F", 2026, seller=seller) for _ in range(2)]
    second = next_number("G", 2026, seller=seller)

    found = [
        ocr_of(year=2026, number=number, prefix=prefix, seller=seller)
        for number, prefix in (*first, second)
    ]

    assert len(set(found)) == 3
    assert {len(one) for one in found[:2]} == {12}
    assert DocumentSeries.objects.get(code="G", year=2026).ocr_prefix


def test_the_ocr_has_the_form_that_the_bank_agreed_to() -> None:
    seller = Seller(ocr_has_length_digit=False, ocr_length=15)

    assert len(ocr_of(year=2026, number=17, prefix="", seller=seller)) == 15
