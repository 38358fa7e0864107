"""What a column of the attendee list is: shown, sorted, filtered and exported by one mechanism."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from django.db.models import Case, IntegerField, QuerySet, Value, When

from registrations.models import Participant

CellValue = str | int | Decimal | date | datetime | None
People = QuerySet[Any]
# A value by participant and column; what is left out is empty.
Values = Mapping[tuple[int, str], CellValue]
# In an address: those who have given no answer, and those who have.
MISSING, GIVEN = "~", "*"
_LONGEST = 200


def as_it_is(people: People) -> People:
    return people


class Input(Enum):
    """How a filter is asked for in a form."""

    CHOICE = "choice"
    TEXT = "text"
    DAY = "day"


@dataclass(frozen=True, eq=False)
class Filter:
    """One condition on people: its name in an address, and what a value of it keeps."""

    key: str
    label: str
    keep: Callable[[People, str], People]
    options: tuple[tuple[str, str], ...] = ()
    input: Input = Input.CHOICE
    # Adds what `keep` compares with; run once, also where the column sorts by the same.
    prepare: Callable[[People], People] = as_it_is

    def clean(self, text: str) -> str:
        """Return the value as it stands in an address, or nothing where it is none."""
        if self.input == Input.CHOICE:
            return text if text in dict(self.options) else ""
        if self.input == Input.DAY:
            return _iso_day(text)
        return " ".join(text.replace("\0", "").split())[:_LONGEST]

    def words(self, value: str) -> str:
        """Return a value as its chip says it."""
        shown = dict(self.options).get(value, f"”{value}”" if self.input == Input.TEXT else value)
        return f"{self.label}: {shown}"


def _iso_day(text: str) -> str:
    try:
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        return ""


@dataclass(frozen=True, eq=False)
class Source:
    """Where the values of some columns come from: one read for a page, however many columns."""

    read: Callable[[Sequence[Participant], Sequence[str]], Values]


@dataclass(frozen=True, eq=False)
class Column:
    """One thing told of each person."""

    key: str
    heading: str
    source: Source
    filters: tuple[Filter, ...] = ()
    # What to sort by, from the first; nothing where sorting by it has no meaning.
    order: tuple[Any, ...] = ()
    prepare: Callable[[People], People] = as_it_is
    is_number: bool = False
    # Shown with its time of day, where a day alone says too little.
    has_time: bool = False


def read_values(columns: Iterable[Column], people: Sequence[Participant]) -> Values:
    """Read the columns of people, each source once."""
    keys: dict[Source, list[str]] = {}
    for column in columns:
        keys.setdefault(column.source, []).append(column.key)
    found: dict[tuple[int, str], CellValue] = {}
    for source, wanted in keys.items() if people else ():
        found.update(source.read(people, wanted))
    return found


def prepared(people: People, parts: Iterable[Column | Filter]) -> People:
    """Add what the parts compare and sort by, each preparation once."""
    for prepare in dict.fromkeys(part.prepare for part in parts):
        people = prepare(people)
    return people


def ranked(field: str, values: Iterable[object]) -> Case:
    """Return the order of values as they are listed; any other comes last."""
    listed = list(values)
    whens = [When(**{field: value}, then=Value(place)) for place, value in enumerate(listed)]
    return Case(*whens, default=Value(len(listed)), output_field=IntegerField())
