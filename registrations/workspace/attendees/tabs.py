"""The views over the list: those that everybody needs, with how many each holds."""

from dataclasses import replace

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, pgettext

from registrations.models import Participant
from registrations.words import LIVE, Status
from registrations.workspace.attendees.listing import Listing
from registrations.workspace.attendees.own_columns import UNCOUNTED
from registrations.workspace.attendees.view import View
from registrations.workspace.listing import SavedView
from registrations.workspace.participant_money import PaidState, with_paid_state


def tabs_of(request: HttpRequest, listing: Listing) -> list[SavedView]:
    counts = listing.counts
    tabs = [
        _tab(listing, pgettext("list of participants", "All"), View(), counts.number_of()),
        *_unpaid(listing),
        *(
            _tab(listing, str(status.label), _by("status", status.value), number)
            for status in (Status.CONFIRMED, Status.WAITING, Status.APPLIED)
            if (number := counts.number_of(status)) or status == Status.CONFIRMED
        ),
    ]
    if outside := counts.number_of(counted=False):
        tabs.append(_tab(listing, gettext("Outside the count"), _by("count", UNCOUNTED), outside))
    return tabs


def _by(key: str, value: str) -> View:
    return View(filters=((key, value),))


def _tab(listing: Listing, words: str, view: View, number: int) -> SavedView:
    """Return a link that keeps the columns and the density the reader has chosen."""
    shown = replace(listing.view, filters=view.filters, words=view.words, sort="")
    return SavedView(words, number, listing.query(shown), view.same_people(listing.view))


def _unpaid(listing: Listing) -> list[SavedView]:
    """Return the view of those who have a place to pay online and have not, where there are any."""
    people: QuerySet[Participant] = Participant.objects.filter(
        offering=listing.offering, status__in=LIVE
    )
    number = with_paid_state(people).filter(paid_state=PaidState.OPEN).order_by().count()
    if not number:
        return []
    return [_tab(listing, str(PaidState.OPEN.label), _by("payment", PaidState.OPEN.value), number)]
