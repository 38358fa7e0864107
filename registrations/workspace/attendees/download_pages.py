"""The download of those chosen in the list, as it shows them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from registrations.workspace import access
from registrations.workspace.addresses import list_of
from registrations.workspace.attendees.catalogue import catalogue_for
from registrations.workspace.attendees.exports import people_response
from registrations.workspace.attendees.listing import Listing
from registrations.workspace.attendees.selection import chosen
from registrations.workspace.attendees.view import View


@require_POST
@access.permission_needed(access.VIEW_LIST, access.EXPORT)
def download_people(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer with the chosen people as an Excel file."""
    offering = access.get_offering(request, pk)
    catalogue = catalogue_for(request.user, offering)
    view = View.from_text(request.POST.get("filters", "")[:4000], catalogue)
    people = chosen(request, offering)
    if not people.exists():
        messages.warning(request, gettext("Tick at least one person in the list first."))
        return redirect(list_of(offering, view.as_text()))
    return people_response(request, Listing(catalogue, view), people, "xlsx", seen=True)
