"""The ticket on the public page: there when it will be asked for, and never for a former holder."""

import pytest
from django.test import Client

from registrations import cancellation, people
from registrations.actors import CONTACT
from registrations.tickets import finds_ticket, read_code, ticket_code
from tests.factories.registrations import make_offering, sign_up, sign_up_one

pytestmark = [pytest.mark.web, pytest.mark.django_db]


def test_a_confirmed_persons_page_shows_a_ticket(client: Client) -> None:
    participant = sign_up_one(make_offering())

    page = client.get(f"/r/{participant.token}/").content.decode()

    assert ticket_code(participant.pk, participant.link_version) in page
    assert "<svg" in page
    assert "Visa koden i dörren" in page


def test_a_contact_sees_the_code_of_each_of_a_group(client: Client) -> None:
    registration = sign_up(make_offering(), number=3)

    page = client.get(f"/r/{registration.token}/").content.decode()

    for participant in registration.participants.all():
        assert ticket_code(participant.pk, participant.link_version) in page


def test_who_has_no_seat_has_no_ticket(client: Client) -> None:
    participant = sign_up_one(make_offering())
    cancellation.cancel(participant_id=participant.pk, actor=CONTACT)

    page = client.get(f"/r/{participant.token}/").content.decode()

    assert "Visa koden i dörren" not in page


def test_a_seat_given_away_ends_the_former_ticket() -> None:
    participant = sign_up_one(make_offering())
    code = ticket_code(participant.pk, participant.link_version)

    people.swap(
        participant_id=participant.pk,
        name="Nils Ny",
        email="nils@example.org",
        organisation="",
        actor=CONTACT,
    )
    participant.refresh_from_db()

    assert not finds_ticket(read_code(code), participant.pk, participant.link_version)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("k7h-4qx-wr9", "K7H4QXWR9"),
        (" K7H 4QX WR9 ", "K7H4QXWR9"),
        ("https://example.org/admin/x/?kod=K7H4QXWR9", "K7H4QXWR9"),
        ("https://example.org/admin/x/", ""),
        ("http://[", ""),
        ("Anna Berg", ""),
        ("K7H-4QX-WR0", ""),
    ],
)
def test_a_code_is_read_as_typed_and_as_an_address(text: str, code: str) -> None:
    assert read_code(text) == code
