"""Whom an action is for: those ticked in the list, or all that its filters match."""

from django.db.models import QuerySet
from django.http import HttpRequest

from registrations.models import Offering, Participant
from registrations.sorting import by_name
from registrations.workspace.attendees.catalogue import catalogue_for
from registrations.workspace.attendees.listing import Listing
from registrations.workspace.attendees.view import View, is_known
from registrations.workspace.listing import is_key

_LONGEST = 4000


def chosen(request: HttpRequest, offering: Offering) -> QuerySet[Participant]:
    """Return the ticked people, or all that the list's filters match.

    Nobody when a filter is no longer known: an action on all that match must not become one on
    everybody because a question or a tag has been removed meanwhile.
    """
    if request.POST.get("all_matching"):
        return matching(request, offering, request.POST.get("filters", ""))
    ticked = [key for key in request.POST.getlist("tick") if is_key(key)]
    return Participant.objects.filter(offering=offering, pk__in=ticked).order_by(*by_name())


def matching(request: HttpRequest, offering: Offering, text: str) -> QuerySet[Participant]:
    """Return all that an address of the list matches, in its order."""
    catalogue = catalogue_for(request.user, offering)
    view = View.from_text(text, catalogue)
    if len(text) > _LONGEST or not is_known(text, view):
        return Participant.objects.none()
    return Listing(catalogue, view).participants()
