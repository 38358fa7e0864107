"""A stored itinerary as plain days and lines, dated from the trip's first day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from events.programme import clock_words
from registrations import formats

Raw = Mapping[str, Any]
ICONS = {"visit": "house", "meal": "meal", "night": "bed", "other": ""}
MEANS_ICONS = {"boat": "ferry"}


@dataclass(frozen=True)
class Line:
    """One line of a day."""

    kind: str
    icon: str
    title: str
    hours: str
    text: str
    question: str
    host: str
    is_provisional: bool

    @property
    def is_visit(self) -> bool:
        return self.kind == "visit"


@dataclass(frozen=True)
class Day:
    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Stop:
    place: str
    note: str


def read_days(blocks: Iterable[Raw], starts_at: datetime | None) -> list[Day]:
    """Return the days of the trip, numbered, and dated once the trip has a date."""
    first = timezone.localtime(starts_at).date() if starts_at else None
    return [
        Day(
            heading=_heading(number, first, block["value"].get("heading") or ""),
            lines=tuple(_line(item) for item in block["value"].get("items") or []),
        )
        for number, block in enumerate(blocks, start=1)
    ]


def read_stops(blocks: Iterable[Raw]) -> list[Stop]:
    return [
        Stop(place=block["value"].get("place") or "", note=block["value"].get("note") or "")
        for block in blocks
    ]


def _heading(number: int, first: date | None, words: str) -> str:
    heading = gettext("Day %(number)d") % {"number": number}
    if first is not None:
        heading = f"{heading}, {formats.weekday_and_day(first + timedelta(days=number - 1))}"
    return f"{heading}: {words}" if words else heading


def _line(block: Raw) -> Line:
    kind, value = block["type"], block["value"]
    means = value.get("means") or ""
    starts, ends = (clock_words(str(value.get(name) or "")) for name in ("starts", "ends"))
    return Line(
        kind=kind,
        icon=MEANS_ICONS.get(means, means) or ICONS.get(kind, ""),
        title=value.get("title") or "",
        hours=f"{starts}{formats.EN_DASH}{ends}" if ends else starts,
        text=value.get("text") or "",
        question=value.get("question") or "",
        host=value.get("host") or "",
        is_provisional=bool(value.get("is_provisional")),
    )
