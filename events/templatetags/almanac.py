"""How a list of events is set as an almanac: by month, with the date of each row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from django import template
from django.utils import timezone

from registrations import formats

register = template.Library()


@dataclass(frozen=True)
class Month:
    """The events of one month under their heading."""

    words: str
    weeks: str
    entries: list[Any] = field(default_factory=list)


@dataclass(frozen=True)
class RowDates:
    """The three words of a row's date, and its hours or days."""

    weekdays: str
    day: str
    month: str
    hours: str
    machine: str


@register.simple_tag
def months_of(entries: Iterable[Any]) -> list[Month]:
    """Group entries, already in order, by the month they begin in."""
    grouped = groupby(entries, key=lambda entry: _month(entry.starts_at))
    return [_month_of(list(listed)) for _key, listed in grouped]


def _month(moment: datetime) -> tuple[int, int]:
    local = timezone.localtime(moment)
    return local.year, local.month


def _month_of(listed: list[Any]) -> Month:
    starts = [entry.starts_at for entry in listed]
    return Month(
        words=formats.month(starts[0]),
        weeks=formats.week_range(min(starts), max(starts)),
        entries=listed,
    )


@register.simple_tag
def dates_of(entry: Any) -> RowDates:
    """Return a row's date; of several occasions the first one's hours are shown."""
    start, end = entry.starts_at, entry.ends_at
    occasions: Sequence[Any] = entry.facts.occasions if entry.facts else ()
    if len(occasions) > 1:
        start, end = occasions[0].starts_at, occasions[0].ends_at
    is_one_day = timezone.localtime(start).date() == timezone.localtime(end).date()
    return RowDates(
        weekdays=formats.weekday_range(start, end),
        day=formats.day_number(start),
        month=formats.month_short(start),
        hours=formats.clock_range(start, end) if is_one_day else formats.days_of_month(start, end),
        machine=timezone.localtime(start).date().isoformat(),
    )
