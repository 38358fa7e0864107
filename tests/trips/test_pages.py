"""A study trip shows its route, its days with dates, and what cancelling costs."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from registrations.models import CancellationStep
from tests.factories.events import make_event, make_home
from tests.factories.registrations import make_offering
from trips.itinerary import read_days
from trips.models import StudyTripPage

pytestmark = [pytest.mark.django_db, pytest.mark.web]

ITINERARY = [
    {
        "type": "day",
        "value": {
            "heading": "Amsterdam",
            "items": [
                {
                    "type": "leg",
                    "value": {
                        "starts": "07:53:00",
                        "ends": "20:40:00",
                        "title": "Tåg",
                        "means": "train",
                    },
                },
                {"type": "night", "value": {"starts": None, "ends": None, "title": "Hotell"}},
            ],
        },
    },
    {
        "type": "day",
        "value": {
            "heading": "",
            "items": [
                {
                    "type": "visit",
                    "value": {
                        "starts": "09:30:00",
                        "title": "Materialbanken",
                        "question": "Hur lagerhåller man tegel?",
                        "is_provisional": True,
                    },
                }
            ],
        },
    },
]


def test_days_are_numbered_and_dated_from_the_first_day() -> None:
    days = read_days(ITINERARY, datetime(2027, 4, 19, 5, 53, tzinfo=UTC))

    assert [day.heading for day in days] == [
        "Dag 1, måndag 19 april: Amsterdam",
        "Dag 2, tisdag 20 april",
    ]
    assert [(line.icon, line.hours) for line in days[0].lines] == [
        ("train", "7.53–20.40"),
        ("bed", ""),
    ]


def test_days_without_a_date_are_numbered_only() -> None:
    days = read_days(ITINERARY, None)

    assert days[1].heading == "Dag 2"


def test_trip_shows_route_days_price_and_cancellation(client: Client) -> None:
    page = make_event(
        make_home(),
        StudyTripPage,
        title="Amsterdam",
        route=[{"type": "stop", "value": {"place": "Hamburg", "note": "byte"}}],
        itinerary=ITINERARY,
        included="<p>Tåg och hotell.</p>",
    )
    offering = make_offering(
        page_key=page.translation_key,
        fee=1190000,
        starts_at=datetime(2027, 4, 19, 5, 53, tzinfo=UTC),
        minimum=16,
    )
    CancellationStep.objects.create(offering=offering, days_before=30, per_cent=50)
    CancellationStep.objects.create(offering=offering, days_before=14, per_cent=100)

    text = client.get(page.url).content.decode()

    for words in ("Hamburg", "Materialbanken", "Hur lagerhåller man tegel?", "Preliminärt"):
        assert words in text
    for words in ("11\xa0900\xa0kr", "Tåg och hotell.", "50\xa0%", "19 mars 2027", "5 april 2027"):
        assert words in text


def test_trip_shows_as_a_kind_in_the_calendar(client: Client) -> None:
    page = make_event(make_home(), StudyTripPage, title="Amsterdam")
    make_offering(page_key=page.translation_key)

    found = client.get("/kalender/?typ=trip").context["entries"]

    assert [entry.title for entry in found] == ["Amsterdam"]
