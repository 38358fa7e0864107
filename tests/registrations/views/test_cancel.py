"""Cancelling behind a link: only before the event has ended."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from registrations.mail.sending import letter_for
from registrations.models import Charge, Occasion, Offering
from registrations.offerings import read_dates
from registrations.words import Happening, Status
from tests.factories.billing import invoice, pay_by_bank, sign_up_invoiced
from tests.factories.payments import make_seller
from tests.factories.registrations import make_offering, sign_up
from tests.registrations.mail.letters import last

pytestmark = [pytest.mark.web, pytest.mark.django_db]


def end(offering: Offering) -> None:
    ended = timezone.now() - timedelta(days=1)
    Occasion.objects.filter(offering=offering).update(
        starts_at=ended - timedelta(hours=7), ends_at=ended
    )
    read_dates(offering)


def test_after_the_event_nothing_is_cancelled_and_a_sentence_says_so(client: Client) -> None:
    offering = make_offering(fee=100_000)
    registration = sign_up(offering)
    end(offering)

    response = client.post(f"/r/{registration.token}/avboka/", {"sure": "1"}, follow=True)

    assert registration.participants.get().status == Status.CONFIRMED
    assert sum(charge.net_ore for charge in Charge.objects.all()) == 100_000
    assert "Det går inte längre att ändra" in response.content.decode()


def test_after_the_event_erasing_leaves_what_is_owed(client: Client) -> None:
    offering = make_offering(fee=100_000)
    registration = sign_up(offering)
    end(offering)

    page = client.get(f"/r/{registration.token}/radera/").content.decode()
    client.post(f"/r/{registration.token}/radera/", {"sure": "1"})

    assert "Du förlorar platsen" not in page
    assert registration.participants.get().status == Status.CONFIRMED
    assert sum(charge.net_ore for charge in Charge.objects.all()) == 100_000


def text(client: Client, address: str) -> str:
    return client.get(address).content.decode().replace("\xa0", " ")


@pytest.mark.parametrize("number", [1, 2])
def test_what_was_paid_by_bank_is_not_promised_back_by_card_or_swish(
    client: Client, number: int
) -> None:
    make_seller()
    registration = sign_up_invoiced(make_offering(fee=100_000), number=number)
    document = invoice(registration)
    pay_by_bank(document)
    address = f"/r/{registration.token}/"

    page = text(client, f"{address}avboka/")
    client.post(f"{address}avboka/", {"sure": "1", "number": "1"})
    status = text(client, address)
    letter = letter_for(last(registration, Happening.CANCELLED, to=registration.contact_email))
    mail = letter.text.replace("\xa0", " ")

    assert "Swish" not in page + status + mail
    assert f"En kreditfaktura tar bort 1 250 kr från faktura {document.full_number}." in page
    assert "Kreditfakturan skickas på samma sätt som fakturan." in page
    assert "Det som då är betalt för mycket räknas av" in page
    assert f"Faktura {document.full_number} krediteras med 1 250 kr." in status
    assert "Betalt för mycket" in status
    assert "1 250 kr är nu betalt för mycket." in mail


def test_an_unpaid_invoice_promises_no_money_and_says_until_when_it_is_to_be_paid(
    client: Client,
) -> None:
    make_seller()
    registration = sign_up_invoiced(make_offering(fee=100_000), number=2)
    document = invoice(registration)
    address = f"/r/{registration.token}/"

    page = text(client, f"{address}avboka/")
    status = text(client, address)

    assert "betalt för mycket" not in page
    assert "Swish" not in page
    assert f"från faktura {document.full_number}." in page
    assert "2 500 kr: obetald, 2 500 kr ska betalas senast" in status


def test_a_paid_invoice_says_so_on_the_page(client: Client) -> None:
    make_seller()
    registration = sign_up_invoiced(make_offering(fee=100_000))
    pay_by_bank(invoice(registration), 200_000)

    status = text(client, f"/r/{registration.token}/")

    assert "1 250 kr: betald" in status
    assert "Betalt till vårt konto</dt><dd>2 000 kr" in status
    assert "Betalt för mycket</dt><dd>750 kr" in status
