"""The page behind a link, about money online: what is open, paid, given back, and whose it is."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from registrations.actors import CONTACT, SYSTEM
from registrations.cancellation import cancel
from registrations.extras import change_extras
from registrations.lapsing import lapse_due
from registrations.models import Charge, Checkout, Document, Offering, Participant, Registration
from registrations.payments import expiry, local_bank, refunds
from registrations.tasks import tick
from registrations.words import LateMoney
from tests.factories.payments import (
    checkout_for,
    pay_locally,
    sign_up_online,
    use_local_payments,
)
from tests.factories.registrations import make_extra, make_offering, sign_up_one

pytestmark = [pytest.mark.web, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def bank(settings: Any) -> None:
    use_local_payments(settings)


def held(**fields: Any) -> Registration:
    number = fields.pop("number", 1)
    return sign_up_online(make_offering(fee=100000, **fields), number=number)


def status_of(client: Client, whose: Registration | Participant) -> str:
    response = client.get(f"/r/{whose.token}/")
    assert response.status_code == 200
    return response.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def test_a_held_place_says_until_when_and_leads_on(
    client: Client, clock: time_machine.Traveller
) -> None:
    registration = held()

    page = status_of(client, registration)

    assert "Din plats hålls till kl. 9.30" in page
    assert "Betalningen är inte klar. Inga pengar är dragna." in page
    assert f'href="/r/{registration.token}/betala/">Fortsätt till betalningen' in page
    assert "faktura kommer" not in page


def test_a_bank_that_takes_its_time_is_waited_for(client: Client) -> None:
    registration = held()
    checkout = checkout_for(registration)
    local_bank.pay_slowly(str(checkout.session_id))

    page = client.get(f"/r/{registration.token}/?ask=1", follow=True)

    assert page.redirect_chain == [(f"/r/{registration.token}/", 302)]
    assert "Vi väntar på din bank" in page.content.decode()
    assert f'data-ask="/r/{registration.token}/?ask=1"' in page.content.decode()


def test_what_is_paid_is_said_with_its_receipt(client: Client) -> None:
    registration = held()
    pay_locally(registration)
    document = Document.objects.get()

    page = status_of(client, registration)

    assert "Betalt: 1 250 kr" in page
    assert f"Kvitto {document.full_number} (PDF)" in page
    assert f"/r/{registration.token}/kvitto/{document.pk}.pdf" in page
    assert "Fortsätt till betalningen" not in page


def test_what_is_given_back_is_said_with_its_credit_and_state(client: Client) -> None:
    registration = held()
    pay_locally(registration)
    charge = Charge.objects.get()
    refunds.refund_part(charge_id=charge.pk, gross_ore=25000, reason="Kortare", actor=SYSTEM)
    before = status_of(client, registration)
    assert tick() == []

    after = status_of(client, registration)

    assert "Av det återbetalas 250 kr." in before
    assert "Återbetalning: skickas nu" in before
    assert (
        "Återbetalning: är på väg tillbaka: med Swish direkt, till kort inom 5 till 10 dagar"
        in after
    )
    assert f"Kreditkvitto {Document.objects.get(kind='credit_note').full_number} (PDF)" in after


def test_an_extra_taken_later_is_open_to_pay(client: Client) -> None:
    offering = make_offering(fee=100000)
    dinner = make_extra(offering, amount_ore=40000)
    registration = sign_up_online(offering)
    pay_locally(registration)
    change_extras(
        participant_id=registration.participants.get().pk, extra_ids={dinner.pk}, actor=CONTACT
    )

    page = status_of(client, registration)

    assert "Det är 448 kr kvar att betala" in page
    assert "Fortsätt till betalningen" in page


@pytest.mark.parametrize(
    ("late_money", "words"),
    [
        (LateMoney.REFUND, "Hela summan återbetalas."),
        (LateMoney.DECIDE, "En arrangör bestämmer vad som händer och skriver till dig."),
    ],
)
def test_money_that_came_too_late_is_told_of(
    client: Client, clock: time_machine.Traveller, late_money: LateMoney, words: str
) -> None:
    registration = held(size=1, late_money=late_money)
    local_bank.pay_late(str(checkout_for(registration).session_id))
    sign_up_one(registration.offering)
    for _ in range(2):
        clock.shift(timedelta(minutes=31))
        assert tick() == []
        local_bank.send_due()

    page = status_of(client, registration)

    assert "Betalat för sent" in page
    assert f"Din betalning på 1 250 kr kom när platsen redan hade gått vidare. {words}" in page


def test_a_place_let_go_unpaid_says_that_nothing_was_taken(
    client: Client, clock: time_machine.Traveller
) -> None:
    registration = held()
    clock.shift(timedelta(minutes=31))
    expiry.expire_due()
    lapse_due()

    page = status_of(client, registration)

    assert "Platsen släpptes" in page
    assert "Inga pengar drogs" in page
    assert f"/anmalan/{registration.offering.slug}/" in page
    assert "Ställ dig i väntelistan igen" not in page


def test_one_of_a_group_sees_neither_the_money_nor_the_receipts(client: Client) -> None:
    registration = held(number=2)
    pay_locally(registration)
    person = registration.participants.get(number=2)
    document = Document.objects.get()

    page = status_of(client, person)
    answer = client.get(f"/r/{person.token}/kvitto/{document.pk}.pdf")

    assert ("Betalt:" in page, ".pdf" in page, answer.status_code) == (False, False, 404)


def test_a_receipt_is_served_as_it_was_kept(client: Client) -> None:
    registration = held()
    pay_locally(registration)
    document = Document.objects.get()
    url = f"/r/{registration.token}/kvitto/{document.pk}.pdf"

    first, second = client.get(url), client.get(url)

    assert first.content == second.content == bytes(document.files.get().body)
    assert first.content.startswith(b"%PDF-")
    assert first["Content-Type"] == "application/pdf"
    assert first["Content-Disposition"] == f'inline; filename="{document.full_number}.pdf"'
    assert first["X-Content-Type-Options"] == "nosniff"
    assert first["Cache-Control"] == "no-store, private"


def test_a_receipt_of_another_registration_is_not_there(client: Client) -> None:
    mine, other = held(), held()
    pay_locally(other)

    response = client.get(f"/r/{mine.token}/kvitto/{Document.objects.get().pk}.pdf")

    assert response.status_code == 404


def cancel_page(client: Client, registration: Registration) -> str:
    response = client.get(f"/r/{registration.token}/avboka/")
    return response.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def half_price_offering(**fields: Any) -> Offering:
    offering = make_offering(fee=100000, **fields)
    offering.cancellation_steps.create(days_before=90, per_cent=50)
    return offering


def test_cancelling_says_what_is_given_back_and_how(client: Client) -> None:
    registration = sign_up_online(half_price_offering())
    pay_locally(registration)

    page = cancel_page(client, registration)

    assert "Det du har betalat</dt><dd>1 250 kr" in page
    assert "Det du får tillbaka</dt><dd>625 kr" in page
    assert "går tillbaka samma väg, med Swish direkt" in page


def test_what_the_page_said_is_what_is_given_back(client: Client) -> None:
    registration = sign_up_online(half_price_offering())
    payment = pay_locally(registration)

    client.post(f"/r/{registration.token}/avboka/", {"sure": "1"})

    assert payment.refunds.get().amount_ore == 62500
    assert "Av det återbetalas 625 kr." in status_of(client, registration)


def test_the_right_of_withdrawal_is_used_by_cancelling(client: Client) -> None:
    registration = sign_up_online(half_price_offering(withdrawal_days=14))
    pay_locally(registration)

    page = cancel_page(client, registration)

    assert "Det du får tillbaka</dt><dd>1 250 kr" in page
    assert "Du använder din ångerrätt, så det kostar inget." in page


def test_a_group_reads_for_each_what_is_given_back(client: Client) -> None:
    registration = sign_up_online(half_price_offering(), number=2)
    pay_locally(registration)

    assert cancel_page(client, registration).count("625 kr återbetalas.") == 2


def test_all_given_back_is_said_after_cancelling(client: Client) -> None:
    registration = held()
    pay_locally(registration)
    cancel(participant_id=registration.participants.get().pk, actor=CONTACT)

    page = status_of(client, registration)

    assert "Återbetalat: 1 250 kr" in page


def test_a_payment_that_does_not_match_is_looked_at(client: Client) -> None:
    registration = held()
    checkout_for(registration)
    Checkout.objects.update(attention="amount 1 instead of 2", synced_at=timezone.now())

    assert "Något i betalningen stämmer inte" in status_of(client, registration)
