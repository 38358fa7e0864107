"""The form over the list: its filters, and which columns it shows."""

from dataclasses import dataclass

from registrations.columns import Filter, Input
from registrations.workspace.attendees.catalogue import NAME
from registrations.workspace.attendees.listing import Listing

# Those beside the search; the rest stand under "More filters".
FIRST = ("status", "payment")


@dataclass(frozen=True)
class Option:
    value: str
    words: str
    is_chosen: bool


@dataclass(frozen=True)
class Field:
    """One filter as a form asks for it."""

    key: str
    label: str
    input: str
    value: str
    options: tuple[Option, ...] = ()


def _field(one: Filter, listing: Listing) -> Field:
    value = listing.view.value(one.key)
    options = tuple(Option(key, words, key == value) for key, words in one.options)
    kind = {Input.CHOICE: "choice", Input.TEXT: "text", Input.DAY: "date"}[one.input]
    return Field(one.key, one.label, kind, value, options)


def head_fields(listing: Listing) -> list[Field]:
    return [_field(listing.catalogue.filters[key], listing) for key in FIRST]


def filter_fields(listing: Listing) -> list[Field]:
    rest = (one for key, one in listing.catalogue.filters.items() if key not in FIRST)
    return [_field(one, listing) for one in rest]


def column_options(listing: Listing) -> list[Option]:
    """Return the columns to tick: those shown in their order, then the others."""
    every = listing.catalogue.columns
    shown = listing.view.shown
    rest = [key for key in every if key not in shown and key != NAME]
    return [Option(key, every[key].heading, key in shown) for key in (*shown, *rest)]
