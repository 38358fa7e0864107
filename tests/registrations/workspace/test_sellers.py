"""The seller's details: what is checked, and that new details leave the earlier ones alone."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from registrations.documents import seller_on
from registrations.models import Seller
from tests.factories.payments import make_seller
from tests.registrations.workspace.test_setup import errors_of

pytestmark = [pytest.mark.web, pytest.mark.django_db]
SELLER = {
    "from_on": "2027-01-01",
    "name": "Kretslopp Syd",
    "org_number": "2120001124",
    "vat_number": "se 212000-1124 01",
    "street": "Stortorget 9",
    "postcode": "22223",
    "town": "Lund",
    "simplified_limit_ore": "4 000",
    "country": "SE",
    "payment_days": "30",
    "invoice_series": "F",
    "credit_series": "KF",
    "receipt_series": "K",
    "receipt_credit_series": "KK",
    "ocr_length": "0",
    "year_starts_in": "1",
}


def write(client: Client, **fields: str) -> Any:
    return client.post(reverse("workspace:add_seller"), {**SELLER, **fields})


def test_details_are_kept_in_one_form(bookkeeper: Client) -> None:
    write(bookkeeper)

    seller = Seller.objects.get()
    assert (seller.org_number, seller.vat_number) == ("212000-1124", "SE212000112401")
    assert (seller.postcode, seller.simplified_limit_ore) == ("222 23", 400_000)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        (
            "org_number",
            "212000-1125",
            "Skriv ett organisationsnummer, till exempel 212000-1124",
        ),
        (
            "vat_number",
            "SE212000112402",
            "Momsregistreringsnumret för 212000-1124 är SE212000112401, eller tomt om det inte"
            " finns något.",
        ),
        ("bankgiro", "5050-1056", "Skriv ett bankgironummer, till exempel 5050-1055"),
        ("plusgiro", "90 19 50-7", "Skriv ett plusgironummer, till exempel 90 19 50-6"),
        (
            "swish_number",
            "0701234567",
            "Skriv organisationens Swishnummer, tio siffror som börjar med 123.",
        ),
        ("iban", "SE45 5000 0000 0583 9825 7467", "Det är inget IBAN: kontrollera siffrorna."),
        ("bic", "BANK", "Skriv en BIC, till exempel SWEDSESS"),
        ("credit_series", "F", "Ett annat slags underlag har de här bokstäverna."),
    ],
)
def test_numbers_are_checked(bookkeeper: Client, field: str, value: str, words: str) -> None:
    response = write(bookkeeper, **{field: value})

    assert errors_of(response)[field] == [words]


@pytest.mark.parametrize("field", ["name", "org_number", "street", "postcode", "town"])
def test_what_a_receipt_needs_is_required(bookkeeper: Client, field: str) -> None:
    response = write(bookkeeper, **{field: ""})

    assert list(errors_of(response)) == [field]


def test_new_details_start_from_those_that_hold_and_leave_them(bookkeeper: Client) -> None:
    former = make_seller()

    page = bookkeeper.get(reverse("workspace:add_seller"))
    write(bookkeeper, name="Nytt namn")

    assert page.context["form"]["name"].value() == former.name
    assert page.context["form"]["simplified_limit_ore"].value() == "4000"
    assert Seller.objects.count() == 2
    assert seller_on(former.from_on) == former


def test_how_buyers_pay_is_kept_in_one_form(bookkeeper: Client) -> None:
    write(
        bookkeeper,
        bankgiro="50501055",
        plusgiro="90 19 50-6",
        iban="se45 5000 0000 0583 9825 7466",
        bic="swedsess",
        swish_number="123 45 678 90",
        reminds_automatically="on",
    )

    seller = Seller.objects.get()
    assert (seller.bankgiro, seller.plusgiro) == ("5050-1055", "901950-6")
    assert (seller.iban, seller.bic) == ("SE4550000000058398257466", "SWEDSESS")
    assert (seller.swish_number, seller.reminds_automatically) == ("1234567890", True)


def test_two_rows_cannot_hold_from_the_same_day(bookkeeper: Client) -> None:
    write(bookkeeper)

    response = write(bookkeeper)

    assert list(errors_of(response)) == ["from_on"]


def test_a_row_can_be_corrected(bookkeeper: Client) -> None:
    seller = make_seller()
    address = reverse("workspace:seller", args=[seller.pk])

    page = bookkeeper.get(address)
    bookkeeper.post(address, {**SELLER, "town": "Malmö"})

    seller.refresh_from_db()
    assert seller.town == "Malmö"
    assert page.context["form"]["simplified_limit_ore"].value() == "4000"


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_as_many_queries_for_many_rows_as_for_one(
    bookkeeper: Client, django_assert_max_num_queries: Any, number: int
) -> None:
    for year in range(number):
        make_seller(from_on=f"{2020 + year}-01-01")

    with django_assert_max_num_queries(20):
        page = bookkeeper.get(reverse("workspace:sellers"))

    assert page.content.decode().count("802001-2343") == number
