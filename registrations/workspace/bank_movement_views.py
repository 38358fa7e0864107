"""The movements on the bank account: what waits for a person first, with filters."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from registrations.models import BankMovement
from registrations.workspace import access, bank_rows
from registrations.workspace.bank_rows import ASIDE, OPEN, PROPOSED, movements, of_view
from registrations.workspace.crumbs import crumbs
from registrations.workspace.search import contains

PER_PAGE = 50
LONGEST_SEARCH = 200
ALL = "all"
MOST_WORDS = 8


@dataclass(frozen=True)
class View:
    words: str
    count: int
    url: str
    is_current: bool


class MovementListing:
    """The movements under the filters of an address; unknown values are left out."""

    def __init__(self, query: Any) -> None:
        view = query.get("view", "")
        self.view = view if view in {OPEN, PROPOSED, ASIDE, ALL} else ALL
        self.words = " ".join(query.get("q", "").replace("\0", "").split())[:LONGEST_SEARCH]
        self._found = movements()
        for word in self.words.split()[:MOST_WORDS]:
            self._found = self._found.filter(_holds(word))

    def movements(self) -> QuerySet[BankMovement, Any]:
        return of_view(self._found, self.view).order_by("-booked_on", "-pk")

    def views(self) -> list[View]:
        """Return the views as links, with how many movements each has."""
        labels = (
            (OPEN, pgettext("list of movements", "To place")),
            (PROPOSED, pgettext("list of movements", "With a proposal")),
            (ASIDE, pgettext("list of movements", "Put aside")),
            (ALL, pgettext("list of movements", "All")),
        )
        return [
            View(words, of_view(self._found, key).count(), self.query(key), key == self.view)
            for key, words in labels
        ]

    def query(self, view: str) -> str:
        parts = {"view": view, "q": self.words}
        return f"?{urlencode({key: value for key, value in parts.items() if value})}"


def _holds(word: str) -> Q:
    """Match who paid, what they wrote, or a sum in whole kronor."""
    found = contains(("payer_name", "text", "reference", "key"), word)
    plain = word.replace(",", ".")
    if plain.replace(".", "", 1).isascii() and plain.replace(".", "", 1).isdigit():
        found |= Q(amount_ore=round(float(plain[:12]) * 100))
    return found


@require_GET
@access.permission_needed(access.IMPORT_BANK)
def bank_movements(request: HttpRequest) -> HttpResponse:
    """List movements by view: to place, with a proposal, put aside, or all."""
    listing = MovementListing(request.GET)
    page = Paginator(listing.movements(), PER_PAGE).get_page(request.GET.get("p", "1"))
    context = {
        "listing": listing,
        "page": page,
        "rows": bank_rows.rows_of(list(page.object_list)),
        "breadcrumbs_items": crumbs(None, pgettext("page", "Movements on the bank account")),
    }
    return render(request, "workspace/bank_movements.html", context)
