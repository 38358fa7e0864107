"""The list as a file: what the reader sees, or everything; plain rows read in chunks."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext

from registrations import actors
from registrations.columns import CellValue, Column, read_values
from registrations.models import Participant
from registrations.spreadsheets import neutralise
from registrations.trace import Trace, record
from registrations.words import Happening
from registrations.workspace import access
from registrations.workspace.attendees.listing import Listing
from registrations.workspace.attendees.view import SORT
from registrations.workspace.export_rows import CHUNK, Cell
from registrations.workspace.exports import file_response

KINDS = ("csv", "xlsx")
# In an address: the columns of the list alone; without it, every column there is.
SEEN = "seen"


class Told(NamedTuple):
    """A participant as a file needs it, and the registration in the same row: far lighter."""

    pk: int
    registration_id: int
    number: int
    name: str
    email: str
    organisation: str
    status: str
    place: int | None
    fee_id: int
    uncounted_reason: str
    created_at: datetime
    reference: str
    contact_name: str
    contact_email: str
    contact_phone: str
    language: str

    @property
    def registration(self) -> "Told":
        return self


_OWN = 11
_PATHS = [
    *Told._fields[:_OWN],
    *(f"registration__{field}" for field in Told._fields[_OWN:]),
]


class ListTable:
    """The heading and rows of a listing; health answers are never among them."""

    def __init__(self, listing: Listing, people: QuerySet[Participant], *, seen: bool) -> None:
        self.listing = listing
        self.people = people
        self.seen = seen

    @cached_property
    def columns(self) -> Sequence[Column]:
        every = self.listing.catalogue.columns
        if not self.seen:
            return list(every.values())
        keys = dict.fromkeys(["name", "organisation", *self.listing.view.shown])
        return [every[key] for key in keys]

    def heading(self) -> list[str]:
        return [neutralise(column.heading) for column in self.columns]

    def rows(self) -> Iterator[list[Cell]]:
        """Yield each participant's cells, as text already safe, numbers and local times."""
        found = self.people.values_list(*_PATHS).iterator(chunk_size=CHUNK)
        while chunk := [Told._make(row) for row in islice(found, CHUNK)]:
            values = read_values(self.columns, chunk)
            in_order = [values[column.key] for column in self.columns]
            for person in chunk:
                pk = person.pk
                yield [_safe(told.get(pk)) for told in in_order]


def _safe(value: CellValue) -> Cell:
    return neutralise(value) if isinstance(value, str) else value


def export_response(request: HttpRequest, listing: Listing, wanted: str) -> HttpResponse:
    """Answer with the list as a file, if the user may download it, and log that it was."""
    return people_response(
        request, listing, listing.participants(), wanted, seen=bool(request.GET.get(SEEN))
    )


def people_response(
    request: HttpRequest,
    listing: Listing,
    people: QuerySet[Participant],
    wanted: str,
    *,
    seen: bool,
) -> HttpResponse:
    if not access.user_may(request.user, access.EXPORT):
        raise PermissionDenied
    if wanted not in KINDS:
        raise Http404
    log_export(request, listing, wanted)
    name = f"{listing.offering.slug}-{timezone.localdate():%Y-%m-%d}"
    table = ListTable(listing, people, seen=seen)
    return file_response(table, wanted, name=name, sheet=gettext("Participants"))


def log_export(request: HttpRequest, listing: Listing, wanted: str) -> None:
    """Write down who downloaded which list; what was searched for may be a name and is left out."""
    used = [key for key, _value in listing.view.as_parts() if key not in {SORT, "c", "density"}]
    trace = Trace(Happening.LIST_EXPORTED, listing.offering.pk, reason=wanted.upper(), fields=used)
    with transaction.atomic():
        record([trace], actor=actors.staff(request.user), now=timezone.now())
