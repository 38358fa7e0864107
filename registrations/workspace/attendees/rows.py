"""The rows of one page of the list, in words, read with one statement for each kind of column."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext

from registrations import formats
from registrations.columns import CellValue, Column, read_values
from registrations.models import Participant
from registrations.words import Status
from registrations.workspace.addresses import registration_url
from registrations.workspace.rows import ICONS, line_of, status_words
from registrations.workspace.wording import brief_day, near_moment

NOTHING = "–"
# More letters than this may stand on several lines.
LONG = 32


@dataclass(frozen=True)
class Cell:
    key: str
    heading: str
    words: str
    is_number: bool = False

    @property
    def is_long(self) -> bool:
        return len(self.words) > LONG


@dataclass(frozen=True)
class Row:
    """One line of the list, in words."""

    pk: str
    url: str
    name: str
    is_named: bool
    organisation: str
    status: str
    is_counted: bool
    cells: tuple[Cell, ...]

    @property
    def icon(self) -> str:
        return ICONS[Status(self.status)]


def rows_of(participants: Sequence[Participant], columns: Sequence[Column]) -> list[Row]:
    """Return the rows of participants that all belong to one offering."""
    values = read_values(columns, participants)
    line = line_of(participants[0].offering_id) if participants else []

    def cell(one: Participant, column: Column) -> Cell:
        words = (
            status_words(one, line)
            if column.key == "status"
            else in_words(values[column.key].get(one.pk), has_time=column.has_time)
        )
        return Cell(column.key, column.heading, words, column.is_number)

    return [
        Row(
            pk=str(one.pk),
            url=registration_url(one.registration_id),
            name=one.name or _nameless(one),
            is_named=one.is_named,
            organisation=one.organisation,
            status=one.status,
            is_counted=one.counted,
            cells=tuple(cell(one, column) for column in columns),
        )
        for one in participants
    ]


def in_words(value: CellValue, *, has_time: bool = False) -> str:
    """Return a value as a list shows it."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, Decimal):
        return formats.money(int(value * 100))
    if isinstance(value, datetime):
        return near_moment(timezone.make_aware(value)) if has_time else brief_day(value.date())
    return str(value)


def _nameless(participant: Participant) -> str:
    return gettext("Not yet named, by %(contact)s") % {
        "contact": participant.registration.contact_name
    }
