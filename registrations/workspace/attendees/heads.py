"""The heads of the list's columns, with the address that sorts by each."""

from dataclasses import dataclass

from registrations.columns import Column
from registrations.workspace.attendees.catalogue import NAME
from registrations.workspace.attendees.listing import Listing


@dataclass(frozen=True)
class Head:
    key: str
    heading: str
    # Empty where sorting by the column has no meaning.
    sort_url: str
    # As `aria-sort` says it; empty where the list is sorted by another column.
    sorted: str
    is_number: bool = False


def heads_of(listing: Listing) -> list[Head]:
    """Return the name's head, then those of the shown columns."""
    columns = [listing.catalogue.columns[NAME], *listing.columns]
    return [_head(column, listing) for column in columns]


def _head(column: Column, listing: Listing) -> Head:
    sort = listing.view.sort or _unsorted(listing)
    is_so = sort.removeprefix("-") == column.key
    way = "descending" if sort.startswith("-") else "ascending"
    return Head(
        key=column.key,
        heading=column.heading,
        sort_url=listing.sort_query(column.key) if column.order else "",
        sorted=way if is_so else "",
        is_number=column.is_number,
    )


def _unsorted(listing: Listing) -> str:
    """Return what a list without an order of its own is sorted by."""
    return "place" if listing.view.value("status") == "waiting" else NAME
