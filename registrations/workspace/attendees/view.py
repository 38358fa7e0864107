"""What the address of a list holds: filters, search words, columns, order and density."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import urlencode

from django.http import QueryDict

from registrations.workspace.attendees.catalogue import NAME, STANDARD, Catalogue

WORDS, COLUMN, SORT, DENSITY = "q", "c", "sort", "density"
TIGHT = "tight"
_LONGEST_WORDS = 200
_MOST_COLUMNS = 40
Parts = list[tuple[str, str]]


@dataclass(frozen=True)
class View:
    """One way to look at a list, of what its reader can have; the rest is left out."""

    filters: tuple[tuple[str, str], ...] = ()
    words: str = ""
    # Empty: the standard ones.
    columns: tuple[str, ...] = ()
    # A column's key, after a minus from the last to the first; empty: by name.
    sort: str = ""
    density: str = ""

    @classmethod
    def from_query(cls, query: QueryDict | Mapping[str, str], catalogue: Catalogue) -> Self:
        sort = query.get(SORT, "")
        density = query.get(DENSITY, "")
        return cls(
            filters=_filters(query, catalogue),
            words=" ".join(query.get(WORDS, "").replace("\0", "").split())[:_LONGEST_WORDS],
            columns=_columns(query, catalogue),
            sort=sort if _can_sort(sort, catalogue) else "",
            density=density if density == TIGHT else "",
        )

    @classmethod
    def from_text(cls, text: str, catalogue: Catalogue) -> Self:
        return cls.from_query(QueryDict(text), catalogue)

    def as_parts(self) -> Parts:
        """Return the parts that are set, as they stand in an address."""
        parts = [*self.filters, (WORDS, self.words)]
        parts += [(COLUMN, key) for key in self.columns]
        parts += [(SORT, self.sort), (DENSITY, self.density)]
        return [(key, value) for key, value in parts if value]

    def as_text(self) -> str:
        return urlencode(self.as_parts())

    @property
    def shown(self) -> tuple[str, ...]:
        return self.columns or STANDARD

    @property
    def is_narrowed(self) -> bool:
        return bool(self.filters or self.words)

    def value(self, key: str) -> str:
        return dict(self.filters).get(key, "")

    def without(self, key: str) -> "View":
        if key == WORDS:
            return replace(self, words="")
        return replace(self, filters=tuple(part for part in self.filters if part[0] != key))

    def everybody(self) -> "View":
        """Return the same look at all people."""
        return replace(self, filters=(), words="")

    def same_people(self, other: "View") -> bool:
        return (self.filters, self.words) == (other.filters, other.words)


def _filters(query: Mapping[str, str], catalogue: Catalogue) -> tuple[tuple[str, str], ...]:
    asked = ((key, one.clean(query.get(key, ""))) for key, one in catalogue.filters.items())
    return tuple((key, value) for key, value in asked if value)


def _columns(query: QueryDict | Mapping[str, str], catalogue: Catalogue) -> tuple[str, ...]:
    asked = query.getlist(COLUMN) if isinstance(query, QueryDict) else []
    known = [key for key in dict.fromkeys(asked) if key in catalogue.columns and key != NAME]
    chosen = tuple(known[:_MOST_COLUMNS])
    return () if chosen == STANDARD else chosen


def _can_sort(sort: str, catalogue: Catalogue) -> bool:
    column = catalogue.columns.get(sort.removeprefix("-"))
    return column is not None and bool(column.order)


def is_known(text: str, view: View) -> bool:
    """Tell whether an address was understood in full, so that no filter of it fell away."""
    asked = {(key, " ".join(str(value).split())) for key, value in QueryDict(text).items() if value}
    ignored = {COLUMN, SORT, DENSITY, "offering", "p"}
    wanted = {part for part in asked if part[0] not in ignored}
    return wanted <= set(view.as_parts())
