"""The participants of one offering under a view: who they are, in what order, how many."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, QuerySet
from django.db.models.expressions import Combinable, OrderBy
from django.utils.functional import cached_property
from django.utils.translation import gettext

from registrations.columns import Column, Filter, prepared
from registrations.models import Offering, Participant
from registrations.sorting import by_name
from registrations.words import Status
from registrations.workspace.attendees.catalogue import Catalogue, catalogue_for
from registrations.workspace.attendees.view import WORDS, View
from registrations.workspace.search import search_participants


@dataclass(frozen=True)
class Chip:
    """A filter in force, with the address of the list without it."""

    words: str
    remove_url: str


class Counts:
    """How many people there are by status and by whether they count; one statement."""

    def __init__(self, people: QuerySet[Any]) -> None:
        rows = people.order_by().values_list("status", "counted").annotate(Count("pk"))
        self.numbers = {(status, counted): number for status, counted, number in rows}

    def number_of(self, *statuses: str, counted: bool | None = None) -> int:
        return sum(
            number
            for (status, is_counted), number in self.numbers.items()
            if (not statuses or status in statuses) and counted in (None, is_counted)
        )

    def by_status(self) -> list[tuple[Status, int]]:
        """Return the statuses that somebody has, with how many."""
        found = [(status, self.number_of(status)) for status in Status]
        return [(status, number) for status, number in found if number]


class Listing:
    """The participants of one offering under a view."""

    def __init__(self, catalogue: Catalogue, view: View) -> None:
        self.catalogue = catalogue
        self.offering = catalogue.offering
        self.view = view

    @cached_property
    def counts(self) -> Counts:
        """Return how many there are in all."""
        return Counts(Participant.objects.filter(offering=self.offering))

    @cached_property
    def found_counts(self) -> Counts:
        """Return how many match."""
        return Counts(self._found()) if self.view.is_narrowed else self.counts

    @property
    def columns(self) -> list[Column]:
        return [self.catalogue.columns[key] for key in self.view.shown]

    @property
    def _filters(self) -> list[tuple[Filter, str]]:
        return [(self.catalogue.filters[key], value) for key, value in self.view.filters]

    def participants(self) -> QuerySet[Participant]:
        """Return the participants that match, in the view's order."""
        column = self.catalogue.columns.get(self.view.sort.removeprefix("-"))
        if column is not None:
            return self._found(column).order_by(*self._order_by(column))
        if self.view.value("status") == Status.WAITING:
            return self._found().order_by("place", "pk")
        return self._found().order_by(*by_name())

    def _found(self, *parts: Column) -> QuerySet[Any]:
        everyone: QuerySet[Any] = Participant.objects.filter(offering=self.offering)
        found = prepared(everyone, [*(one for one, _value in self._filters), *parts])
        for one, value in self._filters:
            found = one.keep(found, value)
        return search_participants(found, self.view.words, self.offering)

    def _order_by(self, column: Column) -> list[Any]:
        is_last_first = self.view.sort.startswith("-")
        chosen = [
            OrderBy(_expression(part), descending=is_last_first, nulls_last=True)
            for part in column.order
        ]
        return [*chosen, *by_name()]

    def count(self) -> int:
        return self.found_counts.number_of()

    def query(self, view: View | None = None) -> str:
        """Return the address of the list under a view, as the end of the page's own address."""
        parts = (view or self.view).as_parts()
        return f"?{urlencode([('offering', self.offering.pk), *parts])}"

    def sort_query(self, key: str) -> str:
        """Return the address that sorts by a column; the other way where it does already."""
        is_so = self.view.sort == key or (key == "name" and not self.view.sort)
        sort = f"-{key}" if is_so else key
        return self.query(replace(self.view, sort="" if sort == "name" else sort))

    def chips(self) -> list[Chip]:
        chips = [
            Chip(one.words(value), self.query(self.view.without(one.key)))
            for one, value in self._filters
        ]
        if self.view.words:
            words = gettext("Search: ”%(words)s”") % {"words": self.view.words}
            chips.append(Chip(words, self.query(self.view.without(WORDS))))
        return chips


def _expression(part: Any) -> Any:
    return part if isinstance(part, Combinable) else F(part)


def listing_for(user: Any, offering: Offering, query: Any) -> Listing:
    """Return the list that an address asks for, as the user may see it."""
    catalogue = catalogue_for(user, offering)
    return Listing(catalogue, View.from_query(query, catalogue))
