"""What a column of the attendee list is: shown, sorted, filtered and exported by one mechanism."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Protocol

from django.db.models import Case, IntegerField, QuerySet, Value, When

CellValue = str | int | Decimal | date | datetime | None
People = QuerySet[Any]
# By column, a value for each participant; what is left out is empty.
Values = Mapping[str, Mapping[int, CellValue]]
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


class RegistrationFields(Protocol):
    """What a column may read of a person's registration without a statement."""

    @property
    def reference(self) -> str: ...
    @property
    def contact_name(self) -> str: ...
    @property
    def contact_email(self) -> str: ...
    @property
    def contact_phone(self) -> str: ...
    @property
    def language(self) -> str: ...


class Person(Protocol):
    """What a column may read of a person without a statement: a row of a list or of a file."""

    @property
    def pk(self) -> int: ...
    @property
    def registration_id(self) -> int: ...
    @property
    def registration(self) -> RegistrationFields: ...
    @property
    def number(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def email(self) -> str: ...
    @property
    def organisation(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def place(self) -> int | None: ...
    @property
    def fee_id(self) -> int: ...
    @property
    def uncounted_reason(self) -> str: ...
    @property
    def created_at(self) -> datetime: ...


@dataclass(frozen=True, eq=False)
class Source:
    """Where the values of some columns come from: one read for a page, however many columns."""

    read: Callable[[Sequence[Person], Sequence[str]], Values]


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


def keys_of(people: Sequence[Person]) -> list[int]:
    """Return the keys of people: cheaper to ask by than the people themselves."""
    return [person.pk for person in people]


def read_values(columns: Sequence[Column], people: Sequence[Person]) -> Values:
    """Read the columns of people, each source once."""
    keys: dict[Source, list[str]] = {}
    for column in columns:
        keys.setdefault(column.source, []).append(column.key)
    found: dict[str, Mapping[int, CellValue]] = {column.key: {} for column in columns}
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
