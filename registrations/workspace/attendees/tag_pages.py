"""Tags put on and taken off at once: on those chosen in the list, on one person, everywhere."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from registrations import actors
from registrations.errors import DomainError
from registrations.models import Offering, Participant, Tag
from registrations.sorting import by_name
from registrations.tags import get_tag, put_on, remove_tag, tags_of, take_off
from registrations.workspace import access
from registrations.workspace.addresses import list_of, registration_url
from registrations.workspace.attendees.catalogue import catalogue_for
from registrations.workspace.attendees.forms import TagForm
from registrations.workspace.attendees.selection import chosen
from registrations.workspace.attendees.view import View
from registrations.workspace.bulk import MOST, SHOWN
from registrations.workspace.crumbs import crumbs

PUT_ON, TAKE_OFF = "put-on", "take-off"


def _back(request: HttpRequest, offering: Offering, text: str) -> str:
    """Return the list under the view that it was left with."""
    view = View.from_text(text[:4000], catalogue_for(request.user, offering))
    return list_of(offering, view.as_text())


@require_POST
@access.permission_needed(access.VIEW_LIST, access.WORK)
def tag_people(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask which tag the chosen people are to have, or no longer have."""
    offering = access.get_offering(request, pk)
    text = request.POST.get("filters", "")
    people = list(chosen(request, offering).order_by(*by_name()).only("pk", "name")[: MOST + 1])
    if not people or len(people) > MOST:
        words = gettext("Tick at least one person in the list first.")
        many = gettext("That is too many at once. Narrow the list by a filter.")
        messages.warning(request, many if people else words)
        return redirect(_back(request, offering, text))
    keys = ",".join(str(person.pk) for person in people)
    return _page(request, offering, TagForm(initial={"keys": keys, "query": text}), people)


def _page(
    request: HttpRequest, offering: Offering, form: TagForm, people: list[Participant]
) -> HttpResponse:
    number = len(people)
    title = ngettext("Tag %(number)d person", "Tag %(number)d people", number) % {"number": number}
    names = [person.name for person in people if person.name][:SHOWN]
    context = {
        "offering": offering,
        "form": form,
        "title": title,
        "names": names,
        "rest": number - len(names),
        "tags": tags_of(offering),
        "back_url": _back(request, offering, str(form["query"].value() or "")),
        "breadcrumbs_items": crumbs(offering, title),
    }
    return render(request, "workspace/attendees/tag_people.html", context)


@require_POST
@access.permission_needed(access.VIEW_LIST, access.WORK)
def tag_people_now(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the tag on the people, or take it off them, and go back to the same list."""
    offering = access.get_offering(request, pk)
    form = TagForm(request.POST)
    if not form.is_valid():
        if "keys" in form.errors:
            messages.error(request, gettext("Choose the people in the list again."))
            return redirect(list_of(offering))
        return _page(request, offering, form, list(_people(offering, form)))
    try:
        words = _tag(request, offering, form)
    except DomainError as error:
        form.add_error("name", str(error))
        return _page(request, offering, form, list(_people(offering, form)))
    messages.success(request, words)
    return redirect(_back(request, offering, form.cleaned_data["query"]))


def _people(offering: Offering, form: TagForm) -> QuerySet[Participant]:
    keys = form.cleaned_data.get("keys", [])
    return Participant.objects.filter(offering=offering, pk__in=keys).order_by(*by_name())


def _tag(request: HttpRequest, offering: Offering, form: TagForm) -> str:
    keys, name = form.cleaned_data["keys"], form.cleaned_data["name"]
    actor = actors.staff(request.user)
    if request.POST.get("verb") == TAKE_OFF:
        tag = get_tag(offering, name, is_new_allowed=False)
        number = take_off(tag=tag, participant_ids=keys, actor=actor)
        words = ngettext(
            "”%(tag)s” is taken off %(number)d person.",
            "”%(tag)s” is taken off %(number)d people.",
            number,
        )
    else:
        tag = get_tag(offering, name)
        number = put_on(tag=tag, participant_ids=keys, actor=actor)
        words = ngettext(
            "%(number)d person got ”%(tag)s”.", "%(number)d people got ”%(tag)s”.", number
        )
    return words % {"tag": tag.name, "number": number}


@require_POST
@access.permission_needed(access.VIEW_LIST, access.WORK)
def tag_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a tag on one person, or take one off, from the registration's page."""
    participant = access.get_participant(request, pk)
    name, is_off = request.POST.get("name", ""), request.POST.get("verb") == TAKE_OFF
    try:
        tag = get_tag(participant.offering, name, is_new_allowed=not is_off)
        change = take_off if is_off else put_on
        change(tag=tag, participant_ids=[participant.pk], actor=actors.staff(request.user))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect(f"{registration_url(participant.registration_id)}#ws-tags-{participant.pk}")


@require_POST
@access.permission_needed(access.VIEW_LIST, access.WORK)
def remove(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Take a tag off everybody and forget it."""
    offering = access.get_offering(request, pk)
    tag = get_object_or_404(Tag, offering=offering, pk=row)
    number = remove_tag(tag=tag, actor=actors.staff(request.user))
    words = ngettext(
        "The tag is removed, also from %(number)d person.",
        "The tag is removed, also from %(number)d people.",
        number,
    )
    messages.success(request, words % {"number": number})
    return redirect("workspace:kept", offering.pk)
