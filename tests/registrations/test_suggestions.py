"""What is suggested: municipalities and confirmed buyers, and nothing that anyone else wrote."""

import re

import pytest
from django.test import Client

from registrations.models import Buyer
from registrations.municipalities import municipality_names
from registrations.signup_sheet import PayerDetails
from registrations.sorting import sort_key
from registrations.suggestions import buyer_options, known_buyer
from registrations.words import PayerKind
from tests.factories.registrations import make_offering, sign_up

pytestmark = [pytest.mark.django_db]
SECRETS = (
    "HEMLIG-77",
    "anna.hemlig@example.org",
    "Hemliga Handelsbolaget",
    "Anna Hemlig",
    "556036",
)


def confirm(name: str = "Lunds energi", number: str = "556100-0001", endpoint: str = "") -> Buyer:
    return Buyer.objects.create(
        name=name, org_number=number, endpoint=endpoint, sort_key=sort_key(name)
    )


def sign_up_with_secrets() -> str:
    """Register someone with details that others must never see; return the offering's address."""
    offering = make_offering(fee=100_000)
    sign_up(
        offering,
        contact_name="Anna Hemlig",
        contact_email="anna.hemlig@example.org",
        payer=PayerDetails(
            kind=PayerKind.ORGANISATION,
            name="Hemliga Handelsbolaget",
            org_number="556036-0793",
            reference="HEMLIG-77",
            email="anna.hemlig@example.org",
            endpoint="0007:5560360793",
        ),
    )
    return f"/anmalan/{offering.slug}/"


def test_the_page_suggests_names_of_municipalities_and_confirmed_buyers_alone(
    client: Client,
) -> None:
    address = sign_up_with_secrets()
    confirm(endpoint="0007:5561000001")

    page = client.get(address).content.decode()

    suggested = re.findall(r'<option value="([^"]+)"', page.split('id="buyers"')[1])
    names = suggested[: len(municipality_names()) + 1]
    assert set(names) == {*municipality_names(), "Lunds energi"}
    assert not [secret for secret in SECRETS if secret in page]


def test_what_is_typed_brings_nothing_of_another_registration(client: Client) -> None:
    address = sign_up_with_secrets()

    page = client.post(
        address, {"action": "send", "people": "1", "payer-name": "Hemliga Handelsbolaget"}
    ).content.decode()

    assert not [secret for secret in ("HEMLIG-77", "hemlig@", "556036") if secret in page]


def test_an_option_holds_name_number_and_address_and_escapes_them() -> None:
    confirm(name='A "B" & C', endpoint="0088:7350000000009")

    options = str(buyer_options())

    assert (
        '<option value="A &quot;B&quot; &amp; C" data-number="556100-0001"'
        ' data-endpoint="0088:7350000000009">'
    ) in options


def test_a_confirmed_municipality_is_suggested_once() -> None:
    confirm(name="Eslövs kommun", number="212000-1173")

    assert str(buyer_options()).count('value="Eslövs kommun"') == 1


def test_a_confirmed_buyer_is_known_however_it_is_cased() -> None:
    confirm()

    found = known_buyer("lunds Energi")

    assert found is not None
    assert found.org_number == "556100-0001"
    assert known_buyer("Lunds") is None
    assert known_buyer("") is None
