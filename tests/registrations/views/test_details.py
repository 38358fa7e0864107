"""Changing details behind a link: one's own are one's own, and power goes with the contact's."""

from typing import Any

import pytest
from django.test import Client

from registrations.models import Message, Participant
from tests.factories.registrations import make_offering, sign_up

pytestmark = [pytest.mark.web, pytest.mark.django_db]

CONTACT = {"contact_name": "Karin Berg", "contact_email": "karin@kommun.se"}


def correct(client: Client, token: str, participant: Participant, email: str) -> Any:
    data = {"name": participant.name, "email": email, "organisation": ""}
    return client.post(f"/r/{token}/uppgifter/", data)


def test_a_participant_never_becomes_the_contact_by_their_own_link(client: Client) -> None:
    registration = sign_up(make_offering(), number=3, **CONTACT)
    participant = registration.participants.get(number=2)

    correct(client, participant.token, participant, "karin@kommun.se")
    participant.refresh_from_db()
    correct(client, participant.token, participant, "stranger@example.org")

    registration.refresh_from_db()
    assert registration.contact_email == "karin@kommun.se"
    assert not Message.objects.filter(to="stranger@example.org", participant=None).exists()


def test_one_of_a_group_corrects_their_own_address_alone(client: Client) -> None:
    registration = sign_up(make_offering(), number=3)
    first = registration.participants.get(number=1)
    email = registration.contact_email

    correct(client, first.token, first, "moved@kommun.se")

    registration.refresh_from_db()
    first.refresh_from_db()
    assert first.email == "moved@kommun.se"
    assert registration.contact_email == email


def test_who_registered_alone_corrects_an_address_and_gets_one_mail(client: Client) -> None:
    registration = sign_up(make_offering())
    participant = registration.participants.get()

    response = correct(client, registration.token, participant, "anna.new@kommun.se")

    registration.refresh_from_db()
    mails = Message.objects.filter(to="anna.new@kommun.se")
    assert registration.contact_email == "anna.new@kommun.se"
    assert [mail.kind for mail in mails] == ["link_sent"]
    assert response["Location"] == registration.get_absolute_url()


def test_who_registered_alone_keeps_their_answers_after_a_correction(client: Client) -> None:
    registration = sign_up(make_offering())
    participant = registration.participants.get()

    correct(client, registration.token, participant, "anna.new@kommun.se")

    registration.refresh_from_db()
    assert client.get(f"/r/{registration.token}/svar/").status_code == 200


def test_a_new_contact_person_alone_has_the_link(client: Client) -> None:
    registration = sign_up(make_offering(), number=2, **CONTACT)
    former = registration.token
    new = {"name": "Nils Ny", "email": "nils@kommun.se", "phone": ""}

    response = client.post(f"/r/{former}/kontakt/", new, follow=True)

    registration.refresh_from_db()
    assert registration.contact_email == "nils@kommun.se"
    assert client.get(f"/r/{former}/").status_code == 404
    assert registration.token not in response.content.decode()
    assert registration.token not in str(response.redirect_chain)
    assert "nils@kommun.se" not in str(response.redirect_chain)
    assert "Den nya kontaktpersonen" in response.content.decode()


def test_a_contact_person_who_corrects_an_address_stays_on_the_page(client: Client) -> None:
    registration = sign_up(make_offering(), number=2, **CONTACT)
    corrected = {"name": "Karin Berg", "email": "karin.berg@kommun.se", "phone": ""}

    response = client.post(f"/r/{registration.token}/kontakt/", corrected)

    registration.refresh_from_db()
    assert response["Location"] == registration.get_absolute_url()
    assert client.get(response["Location"]).status_code == 200
