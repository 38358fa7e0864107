"""Checking in, from the list of participants, those who are ticked there."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from registrations import actors, check_in
from registrations.check_in import Outcome
from registrations.models import Participant
from registrations.words import SEATED
from registrations.workspace import access
from registrations.workspace.addresses import list_of
from registrations.workspace.attendees.catalogue import catalogue_for
from registrations.workspace.attendees.selection import chosen
from registrations.workspace.attendees.view import View
from registrations.workspace.bulk import MOST
from registrations.workspace.door.occasions import Doorway, doorway
from registrations.workspace.wording import brief_day


@require_POST
@access.permission_needed(access.VIEW_LIST, access.CHECK_IN)
def check_in_selected(request: HttpRequest, pk: int) -> HttpResponse:
    """Check in at once those chosen who have a seat, on today's or the nearest date."""
    way = doorway(request, pk)
    people = chosen(request, way.offering).filter(status__in=SEATED).order_by()
    _check_in(request, way, people)
    text = request.POST.get("filters", "")[:4000]
    view = View.from_text(text, catalogue_for(request.user, way.offering))
    return redirect(list_of(way.offering, view.as_text()))


def _check_in(request: HttpRequest, way: Doorway, people: QuerySet[Participant]) -> None:
    keys = list(people.values_list("pk", flat=True)[: MOST + 1])
    if not keys:
        messages.warning(request, gettext("Tick somebody with a seat in the list first."))
        return
    if len(keys) > MOST:
        words = gettext("That is too many at once. Narrow the list by a filter.")
        messages.warning(request, words)
        return
    results = check_in.check_in(
        participant_ids=keys, occasion=way.occasion, actor=actors.staff(request.user)
    )
    came = sum(one.outcome == Outcome.TAKEN for one in results)
    words = ngettext(
        "%(number)d person is checked in on %(day)s.",
        "%(number)d people are checked in on %(day)s.",
        came,
    ) % {"number": came, "day": brief_day(way.occasion.starts_at)}
    if came < len(keys):
        words += " " + ngettext(
            "%(number)d was here already.", "%(number)d were here already.", len(keys) - came
        ) % {"number": len(keys) - came}
    messages.success(request, words)
