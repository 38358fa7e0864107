"""The calendar lists what is coming in the reader's language; the address holds the filter."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from events.models import GameSessionPage, TrainingPage
from registrations.models import Occasion, Offering
from registrations.offerings import read_dates
from tests.factories.events import (
    make_event,
    make_external,
    make_home,
    make_project,
    translate_page,
)
from tests.factories.registrations import make_offering

pytestmark = [pytest.mark.django_db, pytest.mark.web]


def entries(client: Client, address: str) -> list[str]:
    return [entry.title for entry in client.get(address).context["entries"]]


def given_conference(home: Any, *, days: int = 60, **fields: Any) -> Any:
    page = make_event(home, **fields)
    make_offering(page_key=page.translation_key, days=days)
    return page


def test_calendar_lists_coming_events_in_order_of_time(client: Client) -> None:
    home = make_home()
    given_conference(home, title="Senare", days=90)
    given_conference(home, title="Först", days=10)
    given_conference(home, title="Varit", days=-10)
    make_external(home, title="Hos andra", days=30)

    assert entries(client, "/kalender/") == ["Först", "Hos andra", "Senare"]


def test_home_page_lists_the_next_session_of_each_page(client: Client) -> None:
    home = make_home()
    game = make_event(home, GameSessionPage, title="Spela")
    for days in (10, 20, 30):
        make_offering(page_key=game.translation_key, days=days, title_sv=f"Spel om {days}")
    given_conference(home, title="Konferensen", days=90)

    html = client.get("/").content.decode()

    assert ("Spel om 10" in html, "Spel om 20" in html) == (True, False)
    assert "Konferensen" in html


def test_calendar_of_past_events_starts_with_the_latest(client: Client) -> None:
    home = make_home()
    given_conference(home, title="Länge sedan", days=-90)
    given_conference(home, title="Nyss", days=-10)

    assert entries(client, "/kalender/?tidigare=1") == ["Nyss", "Länge sedan"]


def test_calendar_leaves_out_drafts_and_offerings_without_a_page(client: Client) -> None:
    home = make_home()
    page = make_event(home, live=False)
    make_offering(page_key=page.translation_key)
    make_offering()

    assert entries(client, "/kalender/") == []


def test_calendar_in_english_shows_the_english_page_or_else_the_swedish(client: Client) -> None:
    home = make_home()
    translate_page(given_conference(home, title="Konferens", days=10), title="Conference")
    given_conference(home, title="Bara på svenska", days=20)

    assert entries(client, "/en/kalender/") == ["Conference", "Bara på svenska"]
    assert entries(client, "/kalender/") == ["Konferens", "Bara på svenska"]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("typ=training", ["Utbildning"]),
        ("typ=external", ["Hos andra"]),
        ("ort=Lund", ["Utbildning", "Konferens"]),
        ("ort=Malm%C3%B6", ["Hos andra"]),
        ("ort=H%C3%B6%C3%B6r", []),
        ("typ=training&ort=Lund", ["Utbildning"]),
        ("typ=okänd", ["Utbildning", "Hos andra", "Konferens"]),
        ("manad=inte", ["Utbildning", "Hos andra", "Konferens"]),
        ("sida=99", ["Utbildning", "Hos andra", "Konferens"]),
    ],
)
def test_calendar_filter_is_read_from_the_address(
    client: Client, query: str, titles: list[str]
) -> None:
    home = make_home()
    given_conference(home, model=TrainingPage, title="Utbildning", days=10)
    make_external(home, title="Hos andra", days=20)
    given_conference(home, title="Konferens", days=60)

    assert entries(client, f"/kalender/?{query}") == titles


def test_calendar_by_month_takes_what_touches_the_month(client: Client, clock: Any) -> None:
    home = make_home()
    page = make_event(home, title="Över nyår")
    offering = make_offering(page_key=page.translation_key, days=0)
    clock.move_to(timezone.now())
    offering.occasions.all().delete()
    for month in ("2027-03-30", "2027-05-02"):
        start = timezone.make_aware(timezone.datetime.fromisoformat(f"{month}T09:00"))  # type: ignore[attr-defined]
        Occasion.objects.create(
            offering=offering, starts_at=start, ends_at=start + timedelta(hours=2)
        )
    read_dates(offering)

    for month, titles in (("02", []), ("03", ["Över nyår"]), ("05", ["Över nyår"]), ("06", [])):
        assert entries(client, f"/kalender/?manad=2027-{month}") == titles


def test_calendar_pages_by_twenty_and_keeps_the_filter(client: Client) -> None:
    home = make_home()
    page = make_event(home, GameSessionPage, title="Spel")
    for number in range(23):
        make_offering(page_key=page.translation_key, title_sv=f"Spel {number}", days=number + 1)

    first, second = (
        entries(client, "/kalender/?typ=game"),
        entries(client, "/kalender/?typ=game&sida=2"),
    )

    assert (len(first), second) == (20, ["Spel 20", "Spel 21", "Spel 22"])


def test_calendar_without_anything_says_so(client: Client) -> None:
    make_home()

    text = client.get("/kalender/").content.decode()

    assert "Inget är inplanerat än." in text


@pytest.mark.parametrize("number", [1, 12])
def test_calendar_costs_the_same_queries_for_one_and_many(
    client: Client, number: int, django_assert_max_num_queries: Any
) -> None:
    home = make_home()
    for position in range(number):
        given_conference(home, title=f"Nummer {position}")
        make_external(home, title=f"Hos andra {position}")
    client.get("/kalender/?typ=game")

    with django_assert_max_num_queries(14):
        assert len(entries(client, "/kalender/?ort=Lund")) == number


def test_feed_has_an_event_for_each_occasion_with_a_lasting_uid(client: Client) -> None:
    page = given_conference(make_home(), title="Konferens")
    offering = Offering.objects.get()
    start = timezone.now() + timedelta(days=90)
    Occasion.objects.create(offering=offering, starts_at=start, ends_at=start + timedelta(hours=1))
    read_dates(offering)

    before = events_in(client, "/kalender.ics")
    page.title = "Annat namn"
    page.save_revision().publish()
    after = events_in(client, "/kalender.ics")

    assert len(before) == 2
    assert [event["uid"] for event in before] == [event["uid"] for event in after]
    assert str(after[0]["summary"]) == "Annat namn"
    assert before[0].decoded("dtstart") == offering.occasions.first().starts_at


def test_feed_marks_a_cancelled_event_with_a_higher_sequence(client: Client, clock: Any) -> None:
    given_conference(make_home())
    (before,) = events_in(client, "/kalender.ics")
    clock.shift(timedelta(hours=1))
    offering = Offering.objects.get()
    offering.state = Offering.State.CANCELLED
    offering.save()

    (after,) = events_in(client, "/kalender.ics")

    assert (before["status"], after["status"]) == ("CONFIRMED", "CANCELLED")
    assert after["sequence"] > before["sequence"]


def test_feeds_follow_the_filter_and_the_language(client: Client) -> None:
    home = make_home()
    translate_page(given_conference(home, title="Konferens"), title="Conference")
    make_external(home, title="Hos andra")

    assert [str(event["summary"]) for event in events_in(client, "/en/kalender.ics?ort=Lund")] == [
        "Conference"
    ]
    rss = client.get("/kalender.rss?typ=external").content.decode()
    assert "Hos andra" in rss
    assert "Konferens" not in rss


def test_one_offering_as_a_file(client: Client) -> None:
    page = given_conference(make_home())
    offering = Offering.objects.get()

    response = client.get(f"/kalender/{offering.slug}.ics")
    (event,) = Calendar.from_ical(response.content).walk("VEVENT")

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert str(event["url"]).endswith(page.url)
    assert str(event["location"]) == "Stadshallen, Stortorget 9, Lund"


def test_file_of_an_unknown_offering_is_not_found(client: Client) -> None:
    assert client.get("/kalender/finns-inte.ics").status_code == 404


def test_activities_of_a_project_are_its_own_and_those_of_others(rf: Any) -> None:
    from events.templatetags.events_tags import activities_of

    home = make_home()
    project = make_project(home)
    given_conference(home, title="Kommande", project=project)
    given_conference(home, title="Varit", project=project, days=-30)
    given_conference(home, title="Annat projekts")
    make_external(home, title="Hos andra", project=project, days=100)

    found = activities_of({"request": rf.get("/")}, project)  # type: ignore[arg-type]

    assert [entry.title for entry in found] == ["Kommande", "Hos andra", "Varit"]


def events_in(client: Client, address: str) -> list[Any]:
    return list(Calendar.from_ical(client.get(address).content).walk("VEVENT"))
