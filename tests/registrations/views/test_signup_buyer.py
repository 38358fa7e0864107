"""The buyer at sign-up: what an e-invoice needs, each fault in a sentence, nothing typed lost."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registrations.models import Buyer, Payer
from registrations.sorting import sort_key
from registrations.words import InvoiceDelivery, VatKind
from tests.factories.billing import invoice, payer_of, sign_up_invoiced
from tests.factories.payments import make_seller
from tests.factories.registrations import make_offering
from tests.registrations.views.test_signup import INVOICE, address, form_data, text

pytestmark = [pytest.mark.web, pytest.mark.django_db]
COMPANY = INVOICE | {
    "payer__name": "Bolaget AB",
    "payer__org_number": "5560360793",
    "payer__reference": "",
}
REFERENCE = "Skriv en referens eller ett ordernummer: utan något av dem avvisar ert e-fakturasystem"


def send(client: Client, data: dict[str, Any], **fields: Any) -> Any:
    offering = make_offering(fee=195_000)
    return client.post(address(offering), form_data(offering, **data | fields))


def test_a_public_body_gets_an_e_invoice_and_a_company_a_pdf(client: Client) -> None:
    send(client, INVOICE)
    send(client, COMPANY)

    kept = Payer.objects.order_by("pk").values_list("delivery", flat=True)
    assert list(kept) == [InvoiceDelivery.PEPPOL, InvoiceDelivery.EMAIL]


def test_an_e_invoice_needs_a_reference_or_an_order_number(client: Client) -> None:
    refused = send(client, INVOICE, payer__reference="")
    taken = send(client, INVOICE, payer__reference="", payer__order_number="O-17")

    assert REFERENCE in text(refused)
    assert 'href="#id_payer-reference"' in text(refused)
    assert taken.status_code == 302
    assert Payer.objects.get().order_number == "O-17"


def test_a_company_that_chooses_an_e_invoice_needs_a_reference_too(client: Client) -> None:
    assert REFERENCE in text(send(client, COMPANY, payer__delivery="peppol"))


def test_all_that_an_invoice_can_carry_is_kept(client: Client) -> None:
    send(
        client,
        INVOICE,
        payer__endpoint="7350000000009",
        payer__invoiced_object="Projekt 9",
        payer__contract="A-1",
        payer__wants_one_invoice="on",
    )

    payer = Payer.objects.get()
    assert payer.endpoint == "0088:7350000000009"
    assert (payer.invoiced_object, payer.contract) == ("Projekt 9", "A-1")
    assert payer.wants_one_invoice


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"payer__endpoint": "7350000000000"}, "Någon siffra i GLN-numret är fel"),
        ({"payer__endpoint": "0007:2120001174"}, "organisationsnummer med tio siffror"),
        ({"payer__endpoint": "vet inte"}, "Skriv ett GLN med 13 siffror"),
        (
            {"payer__country": "DE", "payer__vat_number": "DE1"},
            "momsregistreringsnummer i Tyskland",
        ),
        ({"payer__org_number": "2120001174"}, "Organisationsnumret stämmer inte: kontrollera"),
        ({"payer__org_number": "212000"}, "Skriv ett organisationsnummer"),
    ],
)
def test_a_wrong_number_is_said_at_its_field_and_kept(
    client: Client, fields: dict[str, str], words: str
) -> None:
    response = send(client, INVOICE, **fields)

    assert words in text(response)
    for value in fields.values():
        assert f'value="{value}"' in text(response)
    assert not Payer.objects.exists()


def test_a_wrong_number_and_a_wrong_postcode_are_said_at_once(client: Client) -> None:
    page = text(send(client, INVOICE, payer__org_number="2120001174", payer__postcode="12"))

    assert "Organisationsnumret stämmer inte: kontrollera" in page
    assert "Skriv ett postnummer, till exempel 241 80" in page


def test_the_folded_part_opens_where_something_is_wrong_in_it(client: Client) -> None:
    offering = make_offering(fee=195_000)

    plain = text(client.get(address(offering)))
    faulty = text(send(client, INVOICE, payer__endpoint="x"))

    assert '<details class="payer__more">' in plain
    assert '<details class="payer__more" open>' in faulty


def test_a_buyer_abroad_needs_no_swedish_number(client: Client) -> None:
    send(
        client,
        INVOICE,
        payer__org_number="",
        payer__country="DE",
        payer__vat_number="DE 136695976",
        payer__postcode="10117",
    )

    payer = Payer.objects.get()
    assert (payer.country, payer.vat_number) == ("DE", "DE136695976")
    assert payer.delivery == InvoiceDelivery.EMAIL


def test_a_foreign_vat_number_says_the_country(client: Client) -> None:
    send(client, INVOICE, payer__org_number="DE136695976", payer__postcode="10117")

    payer = Payer.objects.get()
    assert (payer.country, payer.vat_number) == ("DE", "DE136695976")


def test_a_confirmed_buyer_needs_no_number_typed(client: Client) -> None:
    Buyer.objects.create(
        name="Eslövs kommun",
        org_number="212000-1173",
        endpoint="0088:7350000000009",
        sort_key=sort_key("Eslövs kommun"),
    )

    send(client, INVOICE, payer__org_number="")

    payer = Payer.objects.get()
    assert (payer.org_number, payer.endpoint) == ("212000-1173", "0088:7350000000009")


def test_suggestions_cost_one_query_however_many(client: Client) -> None:
    offering = make_offering(fee=195_000)
    client.get(address(offering))
    with CaptureQueriesContext(connection) as none:
        client.get(address(offering))
    for number in range(3):
        Buyer.objects.create(name=f"B{number}", org_number=str(number), sort_key=f"b{number}")

    with CaptureQueriesContext(connection) as many:
        client.get(address(offering))

    assert len(many) == len(none)
    assert sum("registrations_buyer" in query["sql"] for query in many) == 1


def test_buyers_are_told_that_the_margin_scheme_gives_no_vat_back(client: Client) -> None:
    offering = make_offering(fee=195_000)
    words = "Resan säljs med vinstmarginalbeskattning"
    before = text(client.get(address(offering)))
    offering.fees.update(vat_kind=VatKind.MARGIN, vat_rate=0)

    after = text(client.get(address(offering)))

    assert words not in before
    assert words in after


def test_the_contact_corrects_the_details_until_they_are_invoiced(client: Client) -> None:
    make_seller(email="ekonomi@example.org")
    registration = sign_up_invoiced(make_offering(fee=195_000))
    url = reverse("registrations:payer", args=[registration.token])
    data = {name.removeprefix("payer__"): value for name, value in INVOICE.items()}

    client.post(url, data | {"reference": "NY-1"})
    invoice(registration)
    refused = client.post(url, data | {"reference": "NY-2"})

    assert payer_of(registration).reference == "NY-1"
    assert refused.status_code == 409
    assert "vad som är fel till ekonomi@example.org." in text(client.get(url))
