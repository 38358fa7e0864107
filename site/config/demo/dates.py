"""The days of the demo: always to come, on working days, whatever day it is loaded."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count

from django.utils import timezone

DAY = timedelta(days=1)
FIXED_HOLIDAYS = {(1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31)}


def easter(year: int) -> date:
    """Return Easter Sunday (the anonymous Gregorian rule)."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - ((b - (b + 8) // 25 + 1) // 3) + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - (c % 4)) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year, f // 31, f % 31 + 1)


def is_working_day(day: date) -> bool:
    """Tell whether Swedish offices are open: no weekend, holiday, or eve that is one."""
    if day.weekday() >= 5 or (day.month, day.day) in FIXED_HOLIDAYS:
        return False
    moved = {easter(day.year) + timedelta(days=days) for days in (-2, 1, 39)}
    is_midsummer_eve = day.month == 6 and 19 <= day.day <= 25 and day.weekday() == 4
    return day not in moved and not is_midsummer_eve


def _nearest_working_day(day: date) -> date:
    for distance in count():
        for candidate in (day + distance * DAY, day - distance * DAY):
            if is_working_day(candidate):
                return candidate
    raise AssertionError


def next_yearly(month: int, day: int, *, after: date) -> date:
    """Return the next working day near a day of the year."""
    found = (_nearest_working_day(date(year, month, day)) for year in count(after.year))
    return next(one for one in found if one > after)


def next_run(first_weekday: int, days: int, *, after: date) -> date:
    """Return the first day of the next `days` working days in a row from a weekday on."""
    for distance in count(1):
        first = after + distance * DAY
        run = [first + number * DAY for number in range(days)]
        if first.weekday() == first_weekday and all(is_working_day(day) for day in run):
            return first
    raise AssertionError


def monthly(weekday: int, week: int, *, after: date) -> Iterator[date]:
    """Yield one working day a month: the weekday in the given week; July is left out."""
    year, month = after.year, after.month
    while True:
        first = date(year, month, 1)
        day = first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (week - 1))
        if month != 7 and day > after and is_working_day(day):
            yield day
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """Return that time of day by the clock on the wall."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def working_day_before(day: date, days: int) -> date:
    """Return the last working day at least so many days before."""
    found = day - timedelta(days=days)
    while not is_working_day(found):
        found -= DAY
    return found


def end_of(day: date) -> datetime:
    return moment(day, 23, 59)


@dataclass(frozen=True)
class DemoDates:
    """Every day of the demo, counted from one today."""

    now: datetime
    conference: date
    training: date
    trip: date
    games: tuple[date, ...]
    webinar: date
    external: date
    lab: tuple[date, ...]
    forum: date
    past: date

    @property
    def today(self) -> date:
        return timezone.localtime(self.now).date()

    def ago(self, days: float, hours: float = 0) -> datetime:
        return self.now - timedelta(days=days, hours=hours)


def dates_for(now: datetime) -> DemoDates:
    """Return the demo's days for a today."""
    today = timezone.localtime(now).date()
    training = next_yearly(9, 21, after=today + 28 * DAY)
    games = monthly(3, 3, after=today + 20 * DAY)
    labs = monthly(1, 2, after=today + 40 * DAY)
    return DemoDates(
        now=now,
        conference=next_yearly(5, 24, after=today + 35 * DAY),
        training=training,
        trip=next_run(1, 3, after=training + 2 * DAY),
        games=tuple(next(games) for _ in range(6)),
        webinar=next_run(2, 1, after=today + 7 * DAY),
        external=next_run(3, 1, after=today + 62 * DAY),
        lab=tuple(next(labs) for _ in range(4)),
        forum=next_run(0, 1, after=today + 100 * DAY),
        past=_nearest_working_day(today - 41 * DAY),
    )
