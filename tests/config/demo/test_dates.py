"""The days of the demo, whatever day it is loaded."""

from datetime import UTC, date, datetime

import pytest

from config.demo.dates import dates_for, easter, is_working_day


@pytest.mark.parametrize(
    "today", [date(2026, 11, 24), date(2027, 5, 20), date(2028, 2, 29), date(2029, 12, 31)]
)
def test_days_are_working_days_to_come(today: date) -> None:
    dates = dates_for(datetime(today.year, today.month, today.day, 12, tzinfo=UTC))

    days = [dates.conference, dates.training, dates.trip, dates.webinar, dates.external]
    days += [dates.forum, *dates.games, *dates.lab]
    assert all(day > today and is_working_day(day) for day in days)
    assert dates.past < today
    assert (dates.conference.month, dates.training.month) == (5, 9)


@pytest.mark.parametrize(("year", "day"), [(2026, date(2026, 4, 5)), (2027, date(2027, 3, 28))])
def test_easter_falls_when_it_does(year: int, day: date) -> None:
    assert easter(year) == day
