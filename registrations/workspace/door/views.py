"""The door's page: who is expected, check-in with undo, and those who come unannounced."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from csp.utils import build_policy, default_config
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_GET, require_POST

from registrations import actors, check_in, formats
from registrations.check_in import Outcome
from registrations.errors import DomainError
from registrations.walk_in import walk_in
from registrations.workspace import access
from registrations.workspace.addresses import registration_url
from registrations.workspace.door.forms import PressForm, WalkInForm
from registrations.workspace.door.occasions import OCCASION, Doorway, doors_to_open, doorway
from registrations.workspace.door.people import PER_PAGE, Door, DoorPerson
from registrations.workspace.door.words import page_words
from registrations.workspace.listing import is_key

MOST_DOORS = 50


@require_GET
@access.permission_needed(access.CHECK_IN)
def doors(request: HttpRequest) -> HttpResponse:
    """List the doors of these days."""
    context = {
        "occasions": list(doors_to_open(request)[:MOST_DOORS]),
        # Alone: who only checks in may not open the overview that other paths begin with.
        "breadcrumbs_items": [{"url": "", "label": pgettext("workspace menu", "Check-in")}],
    }
    return render(request, "workspace/door/doors.html", context)


@require_GET
@access.permission_needed(access.CHECK_IN)
def door(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who is expected and who is here; the search works as an address."""
    way = doorway(request, pk)
    shown = Door(way.occasion, knows_needs=access.user_may(request.user, access.VIEW_HEALTH))
    words = " ".join((request.GET.get("kod") or request.GET.get("q") or "").split())[:200]
    group = request.GET.get("grupp", "")
    found = shown.of_registration(int(group)) if is_key(group) else shown.find(words)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("p", "1"))
    context = page_context(request, way) | {
        "door": shown,
        "words": words,
        "group": group if is_key(group) else "",
        "page": page,
        "absent_in_group": [one for one in found if not one.presses] if is_key(group) else [],
        "last": _last(shown, request.GET.get("senast", "")),
        "key": uuid4(),
    }
    return door_response(render(request, "workspace/door/door.html", context))


def page_context(request: HttpRequest, way: Doorway) -> dict[str, Any]:
    """Return what the page says of the event and nothing of its people."""
    args = [way.offering.pk]
    names = [
        "door",
        "door_press",
        "door_walk_in",
        "door_paper",
        "door_needs",
        "door_people",
        "door_events",
    ]
    return {
        "offering": way.offering,
        "occasion": way.occasion,
        "occasions": way.occasions if len(way.occasions) > 1 else [],
        "urls": {name: reverse(f"workspace:{name}", args=args) for name in names},
        "worker_url": reverse("workspace:door_worker", args=args),
        "walk_in": WalkInForm(auto_id="ny-%s"),
        "walk_in_key": uuid4(),
        "page_words": page_words(),
    }


def door_response(response: HttpResponse) -> HttpResponse:
    """Let nothing keep the page, no script but ours run in it, and the camera read tickets."""
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = build_policy(
        default_config(settings.CONTENT_SECURITY_POLICY)
    )
    response["Permissions-Policy"] = settings.PERMISSIONS_POLICY.replace(
        "camera=()", "camera=(self)"
    )
    return response


def _last(shown: Door, asked: str) -> DoorPerson | None:
    """Return who was checked in by the press that led here, to be undone at once."""
    if not is_key(asked):
        return None
    return next((one for one in shown.people if one.pk == int(asked) and one.presses), None)


@require_POST
@access.permission_needed(access.CHECK_IN)
def press(request: HttpRequest, pk: int) -> HttpResponse:
    """Check in those whose button was pressed, or take the named check-ins back."""
    way = doorway(request, pk)
    form = PressForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("That button is no longer known. Try again."))
        return _back(request, way)
    actor = actors.staff(request.user)
    undoes: list[UUID] = form.cleaned_data["undoes"]
    if undoes:
        check_in.undo(keys=undoes, occasion=way.occasion, actor=actor)
        messages.success(request, str(Outcome.UNDONE.label))
        return _back(request, way)
    results = check_in.check_in(
        participant_ids=form.cleaned_data["people"],
        occasion=way.occasion,
        actor=actor,
        key=form.cleaned_data["key"],
    )
    for result in results:
        _say(request, result)
    came = [one.participant_id for one in results if one.since is not None]
    return _back(request, way, last=came[0] if len(came) == 1 else None)


def _say(request: HttpRequest, result: check_in.Result) -> None:
    if result.outcome == Outcome.HERE and result.since is not None:
        words = gettext("Here since %(time)s") % {"time": formats.clock(result.since)}
        messages.info(request, words)
    elif result.outcome == Outcome.NO_SEAT:
        messages.warning(
            request, gettext("Let in without a seat. The organiser is asked what to do.")
        )
    elif result.outcome == Outcome.UNKNOWN:
        messages.error(request, str(result.outcome.label))


@require_POST
@access.permission_needed(access.CHECK_IN)
def walk_in_at_the_door(request: HttpRequest, pk: int) -> HttpResponse:
    """Register and check in someone who is not on the list."""
    way = doorway(request, pk)
    form = WalkInForm(request.POST, auto_id="ny-%s")
    if not form.is_valid():
        shown = Door(way.occasion)
        page = Paginator(shown.find(""), PER_PAGE).get_page(1)
        context = page_context(request, way) | {
            "door": shown,
            "page": page,
            "walk_in": form,
            "walk_in_key": form.data.get("key", uuid4()),
            "key": uuid4(),
        }
        return door_response(render(request, "workspace/door/door.html", context, status=422))
    try:
        result = walk_in(
            key=form.cleaned_data["key"],
            name=form.cleaned_data["name"],
            organisation=form.cleaned_data["organisation"],
            occasion=way.occasion,
            actor=actors.staff(request.user),
        )
    except DomainError as error:
        messages.error(request, str(error))
        return _back(request, way)
    return _back(request, way, last=result.participant_id)


def _back(request: HttpRequest, way: Doorway, *, last: int | None = None) -> HttpResponseRedirect:
    """Lead back to the page of the same occasion, and after undoing to the same search."""
    registration = request.POST.get("anmalan", "")
    if is_key(registration):
        return HttpResponseRedirect(registration_url(int(registration)))
    parts: dict[str, object] = {OCCASION: way.occasion.pk}
    if last is not None:
        parts["senast"] = last
    else:
        parts |= {"q": request.POST.get("q", "")[:200]} if request.POST.get("q") else {}
    if is_key(request.POST.get("grupp", "")):
        parts["grupp"] = request.POST["grupp"]
    return HttpResponseRedirect(
        f"{reverse('workspace:door', args=[way.offering.pk])}?{urlencode(parts)}"
    )
