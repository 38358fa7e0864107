"""Documents say what the law asks for, are numbered without gaps and frozen when issued."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from pytest_django import Settings

from registrations import documents, ledger
from registrations.charges import reverse_parts
from registrations.models import (
    Charge,
    DiscountCode,
    Document,
    Message,
    Offering,
    Participant,
    Payer,
    Payment,
    Seller,
)
from registrations.signup_sheet import PayerDetails
from registrations.words import DocumentKind, Happening, PayerKind, VatKind
from tests.factories.money import bring_money
from tests.factories.payments import make_seller
from tests.factories.registrations import make_extra, make_fee, make_offering, sign_up

NOW = datetime(2027, 2, 2, 8, 0, tzinfo=UTC)
PERSON = PayerDetails(
    kind=PayerKind.PERSON,
    name="Anna Öberg",
    street="Gröna torg 2",
    postcode="241 80",
    town="Eslöv",
    pays_online=True,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def seller(settings: Settings) -> Seller:
    settings.PAYMENTS_BACKEND = "stripe"
    return make_seller()


def conference(**fields: Any) -> Offering:
    starts_at = datetime(2027, 5, 24, 7, 0, tzinfo=UTC)
    return make_offering(**{"fee": 100000, "starts_at": starts_at} | fields)


def pay(offering: Offering, **fields: Any) -> Document:
    """Let a registration be paid whole, and return its receipt."""
    person = first(offering, **fields)
    bring_money(person, ledger.open_ore(payer_of(person)), now=NOW)
    return Document.objects.get()


def first(offering: Offering, **fields: Any) -> Participant:
    registration = sign_up(offering, now=NOW, **{"payer": PERSON} | fields)
    return registration.participants.order_by("number")[0]


def payer_of(person: Participant) -> Payer:
    return person.registration.payers.get()


def credit(charge: Charge, gross_ore: int) -> Document:
    with transaction.atomic():
        reverse_parts({charge: gross_ore}, now=NOW)
    return Document.objects.filter(kind=DocumentKind.CREDIT_NOTE).latest("pk")


def test_receipt_names_seller_buyer_supply_and_payment() -> None:
    content = pay(conference()).content

    assert content["seller"] == {
        "name": "Kretslopp Syd",
        "org_number": "802001-2343",
        "vat_number": "SE802001234301",
        "street": "Stortorget 9",
        "postcode": "222 23",
        "town": "Lund",
        "email": "ekonomi@example.org",
        "phone": "",
    }
    assert content["buyer"]["name"] == "Anna Öberg"
    assert content["supplied"] == "24 maj 2027"
    assert content["issued_on"] == "2027-02-02"
    assert (content["source"], content["paid_at"]) == ("stripe", NOW.isoformat())
    assert content["payment_reference"] == Payment.objects.get().external_id


def test_lines_that_are_alike_are_one_line_with_their_number() -> None:
    offering = conference()
    dinner = make_extra(offering, amount_ore=45000)

    content = pay(offering, number=3, extras=(dinner,)).content

    assert [(line["text"], line["number"], line["gross_ore"]) for line in content["lines"]] == [
        ("Deltagare", 3, 375000),
        ("Middag", 3, 151200),
    ]
    assert content["vat"] == [
        {"rate": "25", "kind": "taxed", "net_ore": 300000, "vat_ore": 75000},
        {"rate": "12", "kind": "taxed", "net_ore": 135000, "vat_ore": 16200},
    ]
    assert content["gross_ore"] == 526200


def test_discount_is_a_line_of_its_own() -> None:
    offering = conference()
    DiscountCode.objects.create(offering=offering, code="TIDIG", per_cent=10)

    lines = pay(offering, discount_code="TIDIG").content["lines"]

    assert [(line["text"], line["kind"], line["net_ore"]) for line in lines] == [
        ("Deltagare", "fee", 100000),
        ("Rabatt TIDIG", "discount", -10000),
    ]


@pytest.mark.parametrize(
    ("fee", "has_address"), [(320000, False), (320001, True)], ids=["at the limit", "above it"]
)
def test_address_stands_on_the_receipt_only_above_the_simplified_limit(
    fee: int, has_address: bool
) -> None:
    buyer = pay(conference(fee=fee)).content["buyer"]

    assert ("street" in buyer) is has_address


def test_credit_of_a_receipt_above_the_limit_has_the_address_too() -> None:
    receipt = pay(conference(fee=400000))

    content = credit(receipt.lines.get().charge, 10000).content

    assert content["buyer"]["street"] == "Gröna torg 2"


def test_credit_names_its_receipt_and_carries_negative_sums() -> None:
    receipt = pay(conference())

    content = credit(receipt.lines.get().charge, 50000).content

    assert content["credits"] == {
        "number": "K2027-0001",
        "issued_on": "2027-02-02",
        "kind": "receipt",
    }
    assert (content["number"], content["gross_ore"]) == ("KK2027-0001", -50000)
    assert content["vat"] == [{"rate": "25", "kind": "taxed", "net_ore": -40000, "vat_ore": -10000}]


@pytest.mark.parametrize(
    ("kind", "note"),
    [
        (VatKind.OUTSIDE, "Utanför moms: ingen moms är debiterad."),
        (VatKind.EXEMPT, "Undantaget enligt 10 kap. ML."),
        (VatKind.MARGIN, "Vinstmarginalbeskattning för resebyråer. Ingen moms redovisas."),
        (VatKind.REVERSE, "Omvänd betalningsskyldighet: köparen redovisar momsen."),
    ],
)
def test_where_no_vat_is_shown_the_reason_stands_there(kind: VatKind, note: str) -> None:
    Seller.objects.update(exempt_text_sv="Undantaget enligt 10 kap. ML.")
    offering = conference()
    fee = make_fee(offering, quotas=[], amount_ore=100000, vat_rate=Decimal(0), vat_kind=kind)

    content = pay(offering, fee=fee).content

    assert content["notes"] == [note]
    assert content["vat"] == [{"rate": "0", "kind": kind, "net_ore": 100000, "vat_ore": 0}]


def test_content_is_in_the_payers_language() -> None:
    content = pay(conference(title_en="Circular economy"), language="en").content

    assert (content["title"], content["supplied"]) == ("Circular economy", "24 May 2027")


def test_seller_is_the_one_of_the_day() -> None:
    make_seller(from_on="2027-02-03", name="Nytt namn")
    make_seller(from_on="2027-02-01", name="Namn i februari")

    assert pay(conference()).content["seller"]["name"] == "Namn i februari"


def test_numbers_follow_each_other_in_their_own_series() -> None:
    offering = conference()
    for _ in range(2):
        bring_money(first(offering), 125000, now=NOW)
    charge = Charge.objects.order_by("pk")[0]

    credit(charge, 10000)

    numbers = [document.full_number for document in Document.objects.order_by("pk")]
    assert numbers == ["K2027-0001", "K2027-0002", "KK2027-0001"]


def test_number_of_a_sale_that_was_rolled_back_is_taken_by_the_next() -> None:
    offering = conference()
    with transaction.atomic():
        bring_money(first(offering), 125000, now=NOW)
        transaction.set_rollback(True)

    assert pay(offering).full_number == "K2027-0001"


def test_charge_stands_on_one_receipt_only() -> None:
    receipt = pay(conference())

    again = documents.issue_receipt(
        Payment.objects.select_related("payer").get(), [receipt.lines.get().charge], now=NOW
    )

    assert again is None


def test_receipt_goes_to_the_payers_own_address() -> None:
    payer = PayerDetails(kind=PayerKind.PERSON, name="Ek", email="ek@example.org", pays_online=True)

    pay(conference(), payer=payer)

    assert Message.objects.get(kind=Happening.RECEIPT).to == "ek@example.org"
