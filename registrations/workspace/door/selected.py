"""Checking in, from the list of participants, those who are ticked there."""

from uuid import UUID, uuid4, uuid5

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext, pgettext
from django.views.decorators.http import require_POST

from registrations import actors, check_in
from registrations.check_in import Outcome
from registrations.models import CheckIn, Participant
from registrations.words import SEATED
from registrations.workspace import access
from registrations.workspace.addresses import list_of
from registrations.workspace.attendees.catalogue import catalogue_for
from registrations.workspace.attendees.selection import chosen
from registrations.workspace.attendees.view import View
from registrations.workspace.bulk import MOST
from registrations.workspace.crumbs import crumbs
from registrations.workspace.door.occasions import Doorway, doorway
from registrations.workspace.wording import brief_day


@require_POST
@access.permission_needed(access.VIEW_LIST, access.CHECK_IN)
def check_in_selected(request: HttpRequest, pk: int) -> HttpResponse:
    """Check in at once those chosen who have a seat, on today's or the nearest date."""
    way = doorway(request, pk)
    people = list(_chosen(request, way).values_list("pk", flat=True)[: MOST + 1])
    if not people or len(people) > MOST:
        none = gettext("Tick somebody with a seat in the list first.")
        many = gettext("That is too many at once. Narrow the list by a filter.")
        messages.warning(request, many if people else none)
        return redirect(_list(request, way))
    key = uuid4()
    results = check_in.check_in(
        participant_ids=people, occasion=way.occasion, actor=actors.staff(request.user), key=key
    )
    came = sum(one.outcome == Outcome.TAKEN for one in results)
    context = {
        "offering": way.offering,
        "occasion": way.occasion,
        "title": _came_words(came, way),
        "here_already": len(people) - came,
        "came": came,
        "key": key,
        "filters": request.POST.get("filters", ""),
        "back_url": _list(request, way),
        "breadcrumbs_items": crumbs(way.offering, pgettext("workspace menu", "Check-in")),
    }
    return render(request, "workspace/door/selected.html", context)


def _chosen(request: HttpRequest, way: Doorway) -> QuerySet[Participant]:
    return chosen(request, way.offering).filter(status__in=SEATED).order_by()


def _came_words(came: int, way: Doorway) -> str:
    return ngettext(
        "%(number)d person is checked in on %(day)s.",
        "%(number)d people are checked in on %(day)s.",
        came,
    ) % {"number": came, "day": brief_day(way.occasion.starts_at)}


def _list(request: HttpRequest, way: Doorway) -> str:
    """Return the list under the view that it was left with."""
    text = request.POST.get("filters", "")[:4000]
    return list_of(
        way.offering, View.from_text(text, catalogue_for(request.user, way.offering)).as_text()
    )


@require_POST
@access.permission_needed(access.VIEW_LIST, access.CHECK_IN)
def undo_selected(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back the check-ins of one press in the list, and none that a door has made."""
    way = doorway(request, pk)
    try:
        form = UUID(request.POST.get("key", ""))
    except ValueError:
        messages.error(request, gettext("That button is no longer known. Try again."))
        return redirect(_list(request, way))
    people = way.offering.participants.order_by().values_list("pk", flat=True)
    made = CheckIn.objects.filter(
        occasion=way.occasion, key__in=[uuid5(form, str(person)) for person in people]
    )
    keys = list(made.values_list("key", flat=True))
    check_in.undo(keys=keys, occasion=way.occasion, actor=actors.staff(request.user))
    messages.success(request, str(Outcome.UNDONE.label))
    return redirect(_list(request, way))
