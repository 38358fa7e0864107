"""The list of participants: what it shows, finds and counts, and what it costs."""

import re

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from registrations import actors, cancellation
from registrations.models import Answer, Offering, Question
from registrations.people import change_details
from registrations.words import Readers
from registrations.workspace.addresses import attendee_list_url
from registrations.workspace.attendees.catalogue import Catalogue
from registrations.workspace.attendees.listing import Listing
from registrations.workspace.attendees.view import View
from registrations.workspace.seats_bar import seats_bar
from tests.factories.registrations import make_fee, make_offering, sign_up, sign_up_one
from tests.registrations.workspace.conftest import text

pytestmark = pytest.mark.web


def everyone(offering: Offering) -> Listing:
    return Listing(Catalogue(offering, reads_answers=True), View())


def name(participant, words: str) -> None:
    change_details(
        participant_id=participant.pk,
        name=words,
        email=participant.email,
        organisation=participant.organisation,
        actor=actors.SYSTEM,
    )


def names_on(client: Client, url: str) -> list[str]:
    page = client.get(url).content.decode()
    return re.findall(r'<th scope="row">\s*<a [^>]*>([^<]+)</a>', page)


@pytest.mark.postgres
def test_names_stand_in_swedish_order(organiser: Client) -> None:
    offering = make_offering()
    for words in ("Örjan", "Zoe", "Ängla", "Anna", "Åsa"):
        name(sign_up_one(offering), words)

    found = names_on(organiser, attendee_list_url(offering))

    assert found == ["Anna", "Zoe", "Åsa", "Ängla", "Örjan"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("öberg", ["Anna Öberg"]),
        ("ÖBERG", ["Anna Öberg"]),
        ("anna öberg", ["Anna Öberg"]),
        ("anna ek", []),
        ("anna@eslov.se", ["Anna Öberg"]),
        ("HÖÖRS", ["Bo Ek"]),
        ("höör ek", ["Bo Ek"]),
        ("%", []),
    ],
)
def test_search_wants_every_word_whatever_its_case(
    organiser: Client, words: str, expected: list[str]
) -> None:
    offering = make_offering()
    first = sign_up_one(offering, email="anna@eslov.se")
    second = sign_up_one(offering)
    name(first, "Anna Öberg")
    name(second, "Bo Ek")
    second.refresh_from_db()
    second.organisation = "Höörs kommun"
    second.save(update_fields=["organisation"])

    found = names_on(organiser, attendee_list_url(offering, q=words))

    assert found == expected


def test_search_finds_a_reference(organiser: Client) -> None:
    offering = make_offering()
    sign_up_one(offering)
    participant = sign_up_one(offering)

    found = names_on(organiser, attendee_list_url(offering, q=participant.registration.reference))

    assert found == [participant.name]


def test_filters_keep_those_who_match_and_can_each_be_removed(organiser: Client) -> None:
    offering = make_offering(size=2)
    other = make_fee(offering, quotas=[offering.quotas.get()], name="Student")
    sign_up_one(offering)
    student = sign_up_one(offering, fee=other)
    sign_up_one(offering)
    url = attendee_list_url(offering, status="confirmed", fee=other.pk)

    page = organiser.get(url).content.decode()

    assert names_on(organiser, url) == [student.name]
    assert page.count('class="ws-chip"') == 2
    assert f'href="?offering={offering.pk}&amp;fee={other.pk}"' in page


def test_the_waitlist_stands_in_its_order_with_places(organiser: Client) -> None:
    offering = make_offering(size=1)
    sign_up_one(offering)
    first, second = sign_up_one(offering), sign_up_one(offering)
    name(first, "Zoe")
    name(second, "Anna")

    page = organiser.get(attendee_list_url(offering, status="waiting")).content.decode()

    assert names_on(organiser, attendee_list_url(offering, status="waiting")) == ["Zoe", "Anna"]
    assert "plats 1" in page
    assert "plats 2" in page


def test_missing_answers_are_told_and_filtered(organiser: Client) -> None:
    offering = make_offering()
    question = Question.objects.create(
        offering=offering, label_sv="Ämne", purpose_sv="Planering", is_required=True
    )
    silent, talker = sign_up_one(offering), sign_up_one(offering)
    Answer.objects.create(participant=talker, question=question, value="Återbruk")

    found = names_on(organiser, attendee_list_url(offering, answers="missing"))

    assert found == [silent.name]


def test_health_answers_are_neither_shown_nor_searched(sign_in) -> None:
    client = sign_in("Organisers")
    offering = make_offering()
    question = Question.objects.create(
        offering=offering,
        label_sv="Kost",
        purpose_sv="Köket",
        readers=Readers.HEALTH,
        is_required=True,
    )
    participant = sign_up_one(offering)
    Answer.objects.create(participant=participant, question=question, sealed="Jordnötter")

    page = client.get(attendee_list_url(offering, q="Jordnötter")).content.decode()
    everyone = client.get(attendee_list_url(offering)).content.decode()

    assert participant.name not in page
    assert "Jordnötter" not in everyone
    assert "Kost" not in everyone


def test_nonsense_in_the_address_is_left_out(organiser: Client) -> None:
    offering = make_offering()
    participant = sign_up_one(offering)
    url = attendee_list_url(offering, status="x", fee="1e9", payer="?", p="-4", answers="no")

    assert names_on(organiser, url) == [participant.name]


@pytest.mark.parametrize("key", ["fee", "p", "offering"])
def test_a_number_of_five_thousand_digits_is_no_fault(organiser: Client, key: str) -> None:
    offering = make_offering()
    sign_up_one(offering)

    response = organiser.get(f"{attendee_list_url(offering)}&{key}={'9' * 5000}")

    assert response.status_code < 500


@pytest.mark.parametrize("offering", ["", "x", "-1", "99999999999999", "1.5"])
def test_a_list_without_an_offering_leads_to_the_overview(organiser: Client, offering: str) -> None:
    response = organiser.get(f"/admin/anmalningar/deltagare/?offering={offering}")

    assert response.status_code == 302


def test_the_saved_views_count_without_joins(organiser: Client) -> None:
    offering = make_offering(size=1)
    sign_up(offering, number=3)
    sign_up(
        offering,
        uncounted_reason="Talare",
        actor=actors.staff(User.objects.get()),
    )

    page = text(organiser.get(attendee_list_url(offering)))

    tabs = re.findall(r"<a href[^>]*>([^<]+) <strong>(\d+)</strong>", page)
    assert tabs == [
        ("Alla", "4"),
        ("Bekräftad", "2"),
        ("Väntar", "2"),
        ("Räknas inte", "1"),
    ]


def test_one_row_and_a_hundred_cost_the_same_statements(
    organiser: Client, django_assert_num_queries
) -> None:
    offering = make_offering(size=50)
    sign_up_one(offering)
    organiser.get(attendee_list_url(offering))
    with CaptureQueriesContext(connection) as one:
        organiser.get(attendee_list_url(offering))
    for _ in range(5):
        sign_up(offering, number=20)

    with django_assert_num_queries(len(one)):
        organiser.get(attendee_list_url(offering))


def test_an_unnamed_place_stands_last_and_says_who_registered_it(organiser: Client) -> None:
    offering = make_offering()
    registration = sign_up(offering, number=2, unnamed=1)

    found = names_on(organiser, attendee_list_url(offering))

    assert found[-1] == f"Ej namngiven, via {registration.contact_name}"


@pytest.mark.postgres
def test_names_are_ordered_by_their_keys_whatever_language_the_database_sorts_by(
    organiser: Client,
) -> None:
    participants = everyone(make_offering()).participants()

    is_postgres = connection.vendor == "postgresql"

    assert ('COLLATE "C"' in str(participants.query)) == is_postgres


def test_the_seats_bar_tells_the_same_as_the_quota(organiser: Client) -> None:
    offering = make_offering(size=3)
    sign_up(offering, number=2)
    gone = sign_up_one(offering)
    cancellation.cancel(participant_id=gone.pk, actor=actors.CONTACT)

    bar = seats_bar(offering)

    assert bar.words == "2 bekräftade, 1 lediga av 3"
    assert sum(part.width for part in bar.parts) == 1000
