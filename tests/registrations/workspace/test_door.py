"""The door's page without script, what its script is told, and what it sends."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from registrations import cancellation
from registrations.actors import CONTACT
from registrations.check_in import here
from registrations.models import (
    Answer,
    CheckIn,
    Decision,
    LogEntry,
    Occasion,
    Offering,
    Participant,
    Question,
)
from registrations.tickets import ticket_code
from registrations.words import Happening, Readers
from tests.factories.registrations import make_offering, sign_up, sign_up_one
from tests.registrations.workspace.conftest import SignIn, text, view

pytestmark = [pytest.mark.web, pytest.mark.django_db]


@pytest.fixture
def door(sign_in: SignIn) -> Client:
    """Someone who may check in and nothing else."""
    return sign_in("Check-in")


@pytest.fixture
def offering() -> Offering:
    return make_offering(size=30, title_sv="Cirkulär ekonomi", days=0)


def press(client: Client, offering: Offering, **data: Any) -> Any:
    return client.post(view("door_press", offering.pk), {"key": uuid4(), **data})


def send(client: Client, offering: Offering, *events: dict[str, Any], skew: int = 0) -> Any:
    """Send events as a device does whose clock is `skew` minutes ahead of ours."""
    now = timezone.now() + timedelta(minutes=skew)
    body = {"sent_at": now.isoformat(), "device": "K7HQ", "events": list(events)}
    response = client.post(
        view("door_events", offering.pk), json.dumps(body), content_type="application/json"
    )
    return response.json()


def event(kind: str, **fields: Any) -> dict[str, Any]:
    moment = fields.pop("at", timezone.now())
    return {"kind": kind, "key": str(uuid4()), "at": moment.isoformat(), **fields}


def test_checking_in_and_undoing_by_the_forms(door: Client, offering: Offering) -> None:
    participant, _other = sign_up(offering, number=2).participants.order_by("pk")

    response = press(door, offering, people=participant.pk)
    page = text(door.get(response.url))
    standing = CheckIn.objects.get()
    undone = press(door, offering, undoes=standing.key)
    afterwards = text(door.get(undone.url))

    assert "<strong>1</strong> av 2 är här" in page
    assert f"{participant.name} är incheckad" in page
    assert "<strong>0</strong> av 2 är här" in afterwards


def test_a_button_pressed_twice_checks_in_once(door: Client, offering: Offering) -> None:
    participant, key = sign_up_one(offering), uuid4()

    for _ in range(2):
        response = press(door, offering, people=participant.pk, key=key)

    assert CheckIn.objects.count() == 1
    assert f"{participant.name} är incheckad" in text(door.get(response.url))


def test_who_has_come_by_another_door_is_said_to_be_here_already(
    door: Client, offering: Offering
) -> None:
    participant = sign_up_one(offering)
    press(door, offering, people=participant.pk)

    response = press(door, offering, people=participant.pk)
    answer = send(door, offering, event("in", person=participant.pk))

    assert "Redan här sedan" in text(door.get(response.url))
    assert [one["outcome"] for one in answer["results"]] == ["here"]
    assert answer["results"][0]["since"]


def test_company_is_checked_in_together(door: Client, offering: Offering) -> None:
    registration = sign_up(offering, number=3)
    page = text(door.get(view("door", offering.pk), {"grupp": registration.pk}))

    press(door, offering, people=[one.pk for one in registration.participants.all()])

    assert "Checka in alla 3" in page
    assert CheckIn.objects.count() == 3


def test_the_search_finds_names_organisations_and_tickets(door: Client, offering: Offering) -> None:
    participant = sign_up_one(offering)
    Participant.objects.filter(pk=participant.pk).update(name="Åsa Öberg", sort_key="{sa }berg")
    sign_up_one(offering)
    code = ticket_code(participant.pk, participant.link_version)
    address = f"https://example.org/x/?kod={code}"

    for words in ("åsa", "öberg eslövs", code, code.lower(), address):
        page = text(door.get(view("door", offering.pk), {"q": words}))
        assert page.count('<li class="door-row">') == 2, words  # One is the script's template.
        assert "Åsa Öberg" in page


def test_a_ticket_of_a_former_holder_finds_nobody(door: Client, offering: Offering) -> None:
    participant = sign_up_one(offering)
    code = ticket_code(participant.pk, participant.link_version)
    Participant.objects.filter(pk=participant.pk).update(link_version=9)

    page = text(door.get(view("door", offering.pk), {"q": code}))

    assert "Ingen på listan" in page


def test_a_newcomer_in_two_fields(door: Client, offering: Offering) -> None:
    data = {"key": uuid4(), "name": "Nils Ny", "organisation": "Höörs kommun"}

    for _ in range(2):
        response = door.post(view("door_walk_in", offering.pk), data)
    refused = door.post(view("door_walk_in", offering.pk), {"key": uuid4(), "name": ""})

    assert "Nils Ny är incheckad" in text(door.get(response.url))
    assert offering.participants.count() == 1
    assert refused.status_code == 422
    assert "Skriv namnet." in text(refused)


def test_the_door_shows_no_address_and_no_sum(door: Client) -> None:
    offering = make_offering(fee=195_000, days=0)
    participant = sign_up_one(offering)

    pages = [
        text(door.get(view(name, offering.pk)))
        for name in ("door", "door_paper", "door_people", "door_shell")
    ]

    assert participant.name in pages[0]
    assert participant.name not in pages[3]
    for page in pages:
        assert participant.email not in page
        assert "1 950" not in page
        assert "195000" not in page


def with_needs(offering: Offering) -> Participant:
    participant = sign_up_one(offering)
    question = Question.objects.create(
        offering=offering, label_sv="Kost", purpose_sv="Köket", readers=Readers.HEALTH
    )
    Answer.objects.create(participant=participant, question=question, sealed="glutenfritt")
    return participant


def test_needs_are_hidden_from_who_only_checks_in(door: Client, offering: Offering) -> None:
    with_needs(offering)

    pages = [text(door.get(view(name, offering.pk))) for name in ("door", "door_people")]

    assert not [page for page in pages if "door-tag--button" in page or '"needs": true' in page]


def test_a_look_at_needs_is_logged_and_never_kept_on_the_device(
    organiser: Client, offering: Offering
) -> None:
    participant = with_needs(offering)

    listed = text(organiser.get(view("door_people", offering.pk)))
    page = text(organiser.post(view("door_needs", offering.pk), {"people": participant.pk}))

    assert '"needs": true' in listed
    assert "glutenfritt" not in listed
    assert "glutenfritt" in page
    looks = LogEntry.objects.filter(happening=Happening.HEALTH_READ, participant=participant)
    assert looks.count() == 1


def test_the_registrations_page_says_who_came_and_takes_it_back(
    organiser: Client, offering: Offering
) -> None:
    participant = sign_up_one(offering)
    page = view("registration", participant.registration_id)
    here_is = {"traff": offering.occasions.get().pk, "anmalan": participant.registration_id}

    first = press(organiser, offering, people=participant.pk, **here_is)
    came = text(organiser.get(page))
    press(organiser, offering, undoes=CheckIn.objects.get().key, **here_is)
    left = text(organiser.get(page))

    assert first.url == page
    assert 'name="undoes"' in came
    assert 'name="undoes"' not in left
    assert [word in left for word in ("Incheckad", "Incheckning ångrad")] == [True, True]


def test_the_organiser_can_give_a_seat_to_who_was_let_in_without(
    organiser: Client, offering: Offering
) -> None:
    participant = sign_up_one(offering)
    cancellation.cancel(participant_id=participant.pk, actor=CONTACT)
    press(organiser, offering, people=participant.pk)

    page = text(organiser.get(view("decisions")))

    assert "Incheckad utan plats" in page
    assert view("act", participant.pk, "aterkalla") in page


def test_those_ticked_in_the_list_are_checked_in_at_once(
    organiser: Client, offering: Offering
) -> None:
    one, other, gone = sign_up(offering, number=3).participants.order_by("pk")
    cancellation.cancel(participant_id=gone.pk, actor=CONTACT)
    press(organiser, offering, people=one.pk)
    data = {"tick": [one.pk, other.pk, gone.pk], "filters": ""}

    response = organiser.post(view("door_selected", offering.pk), data)
    nobody = organiser.post(view("door_selected", offering.pk), {"filters": ""}, follow=True)

    assert "1 person är incheckad" in text(response)
    assert "1 var redan här." in text(response)
    assert "Kryssa för någon" in text(nobody)
    occasion = offering.occasions.get()
    assert set(here([one.pk, other.pk, gone.pk], occasion)) == {one.pk, other.pk}
    key = response.context["key"]
    organiser.post(view("door_selected_undo", offering.pk), {"key": key})
    assert set(here([one.pk, other.pk, gone.pk], occasion)) == {one.pk}


def test_a_date_that_somebody_came_to_is_not_removed(organiser: Client, offering: Offering) -> None:
    occasion = offering.occasions.get()
    Occasion.objects.create(
        offering=offering, starts_at=occasion.starts_at, ends_at=occasion.ends_at
    )
    press(organiser, offering, people=sign_up_one(offering).pk, traff=occasion.pk)

    organiser.post(view("remove_part", offering.pk, "occasions", occasion.pk))

    assert offering.occasions.count() == 2


def test_what_waited_is_counted_once_and_by_our_clock(door: Client, offering: Offering) -> None:
    one, other = sign_up(offering, number=2).participants.order_by("pk")
    occasion = offering.occasions.get()
    skew = timedelta(minutes=42)
    happened = timezone.now() - timedelta(minutes=10)
    first = event("in", person=one.pk, at=happened + skew)
    wrong = event("in", person=other.pk, at=happened + skew)
    back = event("undo", undoes=wrong["key"], at=happened + skew)

    for _ in range(2):
        answers = send(door, offering, first, wrong, back, skew=42)

    since = here([one.pk, other.pk], occasion)
    assert [one["outcome"] for one in answers["results"]] == ["taken", "taken", "undone"]
    assert set(since) == {one.pk}
    assert abs(since[one.pk] - happened) < timedelta(seconds=20)
    assert CheckIn.objects.count() == 3
    assert set(CheckIn.objects.values_list("device", flat=True)) == {"K7HQ"}


def test_someone_cancelled_meanwhile_is_kept_and_asked_about(
    door: Client, offering: Offering
) -> None:
    participant = sign_up_one(offering)
    kept = event("in", person=participant.pk)
    cancellation.cancel(participant_id=participant.pk, actor=CONTACT)

    answer = send(door, offering, kept)

    assert [one["outcome"] for one in answer["results"]] == ["no_seat"]
    assert Decision.objects.get().participant == participant
    assert CheckIn.objects.count() == 1


def test_a_newcomer_without_network_is_signed_up_once_and_can_be_undone(
    door: Client, offering: Offering
) -> None:
    new = event("new", name="Nils Ny", organisation="")
    back = event("undo", undoes=new["key"])

    for _ in range(2):
        send(door, offering, new)
    count_before = len(here([offering.participants.get().pk], offering.occasions.get()))
    send(door, offering, new, back)

    assert count_before == 1
    assert not here([offering.participants.get().pk], offering.occasions.get())


def test_what_cannot_be_read_never_holds_up_the_rest(door: Client, offering: Offering) -> None:
    participant = sign_up_one(offering)
    bad = [
        event("in", person="x"),
        event("in", person=10**30),
        event("dance"),
        event("undo", undoes="x"),
        event("new", name="\x00"),
        event("new", name="x" * 500),
        {"kind": "in"},
        {**event("in", person=participant.pk), "at": "9999-12-31T23:59:59-23:00"},
    ]

    answers = send(door, offering, *bad, event("in", person=participant.pk))

    outcomes = [one["outcome"] for one in answers["results"]]
    assert outcomes.count("taken") + outcomes.count("here") >= 1
    assert here([participant.pk], offering.occasions.get())


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"sent_at": "x"}', "[" * 9000, '{"events": 1}'])
def test_nonsense_is_answered_with_400(door: Client, offering: Offering, body: str) -> None:
    response = door.post(view("door_events", offering.pk), body, content_type="application/json")

    assert response.status_code == 400


def test_an_unchanged_list_is_not_sent_again(door: Client, offering: Offering) -> None:
    participant = sign_up_one(offering)
    address = view("door_people", offering.pk)
    mark = door.get(address)["ETag"]

    same = door.get(address, headers={"If-None-Match": mark})
    press(door, offering, people=participant.pk)
    changed = door.get(address, headers={"If-None-Match": mark})

    assert (same.status_code, changed.status_code) == (304, 200)


def test_another_offerings_occasion_is_not_found_here(door: Client, offering: Offering) -> None:
    other = Occasion.objects.exclude(offering=offering).first() or make_offering().occasions.get()

    response = door.get(view("door", offering.pk), {"traff": other.pk})

    assert response.status_code == 404


@pytest.mark.parametrize("name", ["door", "door_people", "door_paper"])
def test_statements_do_not_grow_with_people(
    organiser: Client, offering: Offering, name: str
) -> None:
    sign_up_one(offering)
    organiser.get(view(name, offering.pk))
    with CaptureQueriesContext(connection) as few:
        organiser.get(view(name, offering.pk))
    registration = sign_up(offering, number=20)
    press(organiser, offering, people=[p.pk for p in registration.participants.all()[:9]])
    organiser.get(view(name, offering.pk))

    with CaptureQueriesContext(connection) as many:
        organiser.get(view(name, offering.pk))

    assert len(many) == len(few)
