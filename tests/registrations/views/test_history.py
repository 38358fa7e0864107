"""What happened when: a new person's history begins with them."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from registrations import people
from registrations.actors import CONTACT, staff
from registrations.invoicing import write_off
from registrations.models import Participant
from registrations.trace import Trace, record
from registrations.words import Happening
from tests.factories.billing import invoice, sign_up_invoiced
from tests.factories.payments import make_seller
from tests.factories.registrations import make_offering, sign_up

pytestmark = [pytest.mark.web, pytest.mark.django_db]

HEALTH_READ = "läste svaren"


def test_what_is_written_off_is_for_the_books_alone(client: Client) -> None:
    make_seller()
    registration = sign_up_invoiced(make_offering(fee=100_000))
    write_off.write_off(document_id=invoice(registration).pk, reason="Konkurs", actor=staff(None))

    page = client.get(f"/r/{registration.token}/").content.decode()

    assert "avskriven" not in page
    assert "avdraget" not in page


def read_health_answers(participant: Participant) -> None:
    trace = Trace(
        Happening.HEALTH_READ,
        participant.offering_id,
        registration=participant.registration,
        participant=participant,
    )
    record([trace], actor=staff(None), now=timezone.now())


def give_away(participant: Participant) -> None:
    people.swap(
        participant_id=participant.pk,
        name="Nils Ny",
        email="nils@kommun.se",
        organisation="",
        actor=CONTACT,
    )


def text(response: Any) -> str:
    return response.content.decode()


def test_one_sees_who_read_ones_own_answers(client: Client) -> None:
    participant = sign_up(make_offering(), number=2).participants.get(number=2)

    read_health_answers(participant)

    assert HEALTH_READ in text(client.get(f"/r/{participant.token}/"))


def test_a_new_persons_history_begins_with_them(client: Client) -> None:
    registration = sign_up(make_offering(), number=2, contact_email="karin@kommun.se")
    participant = registration.participants.get(number=2)
    read_health_answers(participant)

    give_away(participant)

    participant.refresh_from_db()
    page = text(client.get(f"/r/{participant.token}/"))
    assert HEALTH_READ not in page
    assert "Anmälan skickades" not in page


def test_a_new_person_alone_in_a_registration_reads_nothing_of_the_former(client: Client) -> None:
    registration = sign_up(make_offering())
    participant = registration.participants.get()
    read_health_answers(participant)

    give_away(participant)

    registration.refresh_from_db()
    page = text(client.get(f"/r/{registration.token}/"))
    assert HEALTH_READ not in page
    assert "Anmälan skickades" not in page


def test_the_contact_still_reads_the_history_of_the_group(client: Client) -> None:
    registration = sign_up(make_offering(), number=2, contact_email="karin@kommun.se")

    give_away(registration.participants.get(number=2))

    page = text(client.get(f"/r/{registration.token}/"))
    assert "Anmälan skickades" in page
