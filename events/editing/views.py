"""Admin pages by which an editor makes an offering for a page, and next year's event."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from wagtail.admin import messages
from wagtail.models import Page

from events.editing.duplication import duplicate_event, pages_in_all_languages
from events.editing.forms import DuplicateForm, NewOfferingForm, local_date
from events.editing.new_offering import create_offering
from events.models import EventPage
from registrations.models import Offering


def add_offering(request: HttpRequest, page_id: int) -> HttpResponse:
    page = _event_page(page_id)
    if not page.permissions_for_user(request.user).can_edit() or not request.user.has_perm(
        "registrations.add_offering"
    ):
        raise PermissionDenied
    form = NewOfferingForm(request.POST or None, initial=_initial(page))
    if request.method == "POST" and form.is_valid():
        offering = create_offering(page_key=page.translation_key, values=form.cleaned_data)
        messages.success(
            request, gettext("The offering “%(title)s” is made.") % {"title": offering.title}
        )
        return redirect(_edit_url(page))
    return _form_page(request, page, form, gettext("New offering"), gettext("Make the offering"))


def duplicate(request: HttpRequest, page_id: int) -> HttpResponse:
    page = _event_page(page_id)
    pages = pages_in_all_languages(page)
    if not may_duplicate(page, request.user):
        raise PermissionDenied
    first = (
        Offering.objects.filter(page_key=page.translation_key, first_starts_at__isnull=False)
        .order_by("first_starts_at")
        .first()
    )
    form = DuplicateForm(
        request.POST or None, pages=pages, first_day=first and local_date(first.first_starts_at)
    )
    if request.method == "POST" and form.is_valid():
        titles = {
            one.locale.language_code: form.cleaned_data[f"title_{one.locale.language_code}"]
            for one in pages
        }
        copy = duplicate_event(page, titles=titles, days=form.days(), user=request.user)
        messages.success(
            request,
            gettext("The copy is a draft, and its sign-up is closed. Publish when it is ready."),
        )
        return redirect(_edit_url(copy))
    return _form_page(request, page, form, gettext("Duplicate event"), gettext("Duplicate"))


def may_duplicate(page: Page, user: Any) -> bool:
    """Tell whether the user may make pages where this one stands, and offerings."""
    parent = page.get_parent()
    return bool(
        parent
        and parent.permissions_for_user(user).can_add_subpage()
        and user.has_perm("registrations.add_offering")
    )


def _event_page(page_id: int) -> EventPage:
    page = get_object_or_404(Page, pk=page_id).specific
    if not isinstance(page, EventPage):
        raise PermissionDenied
    # What the editor has written since the last publication counts here too.
    draft: EventPage = page.get_latest_revision_as_object()
    return draft


def _initial(page: EventPage) -> dict[str, Any]:
    titles = {
        f"title_{one.locale.language_code}": one.title for one in pages_in_all_languages(page)
    }
    venue = page.venue
    place = (
        {"place_name": venue.name, "address": venue.address, "town": venue.town} if venue else {}
    )
    return {"title_sv": page.title, **titles, **place}


def _edit_url(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def _form_page(
    request: HttpRequest, page: EventPage, form: Any, heading: str, button: str
) -> HttpResponse:
    context = {
        "page": page,
        "form": form,
        "media": form.media,
        "heading": heading,
        "button": button,
        "back_url": _edit_url(page),
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": gettext("Home")},
            {"url": _edit_url(page), "label": page.title},
            {"url": "", "label": heading},
        ],
    }
    return render(request, "events/admin/form_page.html", context)
