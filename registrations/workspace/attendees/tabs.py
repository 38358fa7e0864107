"""The views over the list, with how many each holds: those that everybody needs, and saved ones."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, IntegerField, QuerySet, Value
from django.utils.translation import gettext, pgettext

from registrations.models import Participant
from registrations.models import SavedView as Kept
from registrations.saved_views import views_for
from registrations.words import LIVE, Status
from registrations.workspace.attendees.listing import Listing
from registrations.workspace.attendees.own_columns import UNCOUNTED
from registrations.workspace.attendees.view import View, is_known
from registrations.workspace.listing import SavedView
from registrations.workspace.participant_money import PaidState, with_paid_state


@dataclass(frozen=True)
class KeptView:
    """A saved view that this reader can use whole."""

    row: Kept
    view: View


def kept_views(listing: Listing, user: Any) -> list[KeptView]:
    """Return the saved views, without those that filter by what this reader may not read."""
    rows = list(views_for(listing.offering, user))
    read = [KeptView(row, View.from_text(row.query, listing.catalogue)) for row in rows]
    return [one for one in read if is_known(one.row.query, one.view)]


def tabs_of(listing: Listing, user: Any) -> list[SavedView]:
    kept = kept_views(listing, user)
    unpaid, *numbers = _numbers(
        [_unpaid(listing), *(Listing(listing.catalogue, one.view).participants() for one in kept)]
    )
    return [
        *_standing(listing, unpaid),
        *(
            SavedView(
                one.row.name, number, listing.query(one.view), is_current=one.view == listing.view
            )
            for one, number in zip(kept, numbers, strict=True)
        ),
    ]


def _standing(listing: Listing, unpaid: int) -> list[SavedView]:
    """Return the views that every list has; all but two only where somebody is in them."""
    counts = listing.counts
    found = [
        (str(PaidState.OPEN.label), "payment", PaidState.OPEN.value, unpaid),
        *(
            (str(status.label), "status", status.value, counts.number_of(status))
            for status in (Status.CONFIRMED, Status.WAITING, Status.APPLIED)
        ),
        (gettext("Outside the count"), "count", UNCOUNTED, counts.number_of(counted=False)),
    ]
    everybody = pgettext("list of participants", "All")
    return [
        _tab(listing, everybody, View(), counts.number_of()),
        *(
            _tab(listing, words, View(filters=((key, value),)), number)
            for words, key, value, number in found
            if number or value == Status.CONFIRMED
        ),
    ]


def _tab(listing: Listing, words: str, view: View, number: int) -> SavedView:
    """Return a link that keeps the columns and the density the reader has chosen."""
    shown = replace(listing.view, filters=view.filters, words=view.words, sort="")
    return SavedView(words, number, listing.query(shown), view.same_people(listing.view))


def _unpaid(listing: Listing) -> QuerySet[Any]:
    """Return those who have a place to pay online and have not."""
    people = Participant.objects.filter(offering=listing.offering, status__in=LIVE)
    return with_paid_state(people).filter(paid_state=PaidState.OPEN)


def _numbers(lists: Sequence[QuerySet[Any]]) -> list[int]:
    """Return how many are in each list, counted in one statement."""
    counts = [
        Participant.objects.filter(pk__in=people.order_by().values("pk"))
        .order_by()
        .values("offering_id")
        .annotate(number=Count("pk"), list=Value(place, IntegerField()))
        .values_list("list", "number")
        for place, people in enumerate(lists)
    ]
    first, *others = counts
    found = dict(first.union(*others, all=True) if others else first)
    return [found.get(place, 0) for place in range(len(lists))]
