"""The setup view of an offering: all about it on one page, changed a section or row at a time."""

from typing import Any

from django.contrib import messages
from django.forms import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from registrations.models import Offering
from registrations.words import Supply
from registrations.workspace import access
from registrations.workspace.addresses import (
    attendee_list_url,
    offering_setup_url,
    payments_url,
)
from registrations.workspace.crumbs import crumbs, short_title
from registrations.workspace.money_totals import offering_totals
from registrations.workspace.offering_forms import NewOfferingForm
from registrations.workspace.part_forms import PartForm, write_part
from registrations.workspace.parts import PARTS, Part, remove_part
from registrations.workspace.seats_bar import seats_bar
from registrations.workspace.section_forms import SECTIONS
from registrations.workspace.setup_summary import readiness, section_summaries, tables
from registrations.workspace.wording import state_words


@require_GET
@access.permission_needed(access.VIEW_OFFERING)
def setup(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the offering: its state, what is missing, its sections and rows."""
    offering = access.get_offering(request, pk)
    user = request.user
    context = {
        "offering": offering,
        "title": short_title(offering),
        "state_words": state_words(offering),
        "sections": section_summaries(offering),
        "tables": tables(offering),
        "lacks": readiness(offering),
        "bar": seats_bar(offering) if user.has_perm(access.VIEW_LIST) else None,
        "money": offering_totals(offering) if user.has_perm(access.VIEW_PAYMENT) else None,
        "payments_url": payments_url(offering),
        "list_url": attendee_list_url(offering),
        "signup_url": _signup_url(offering),
        "may_list": access.user_may(user, access.VIEW_LIST),
        "may_change": access.user_may(user, access.CHANGE_OFFERING),
        "may_add": access.user_may(user, access.ADD_OFFERING),
        "may_cancel": access.user_may(user, access.CANCEL_OFFERING, access.VIEW_LIST)
        and (not offering.is_cancelled or offering.participants.live().exists()),
        "may_count_diets": access.user_may(user, access.VIEW_HEALTH, access.VIEW_LIST),
        "may_see_margin": offering.supply == Supply.TRIP
        and access.user_may(user, access.CHANGE_BOOKS),
        "is_cancelled": offering.state == Offering.State.CANCELLED,
        "breadcrumbs_items": crumbs(offering),
    }
    return render(request, "workspace/setup.html", context)


def _signup_url(offering: Offering) -> str:
    return reverse("registrations:signup", args=[offering.slug])


@require_http_methods(["GET", "POST"])
@access.permission_needed(access.CHANGE_OFFERING, access.VIEW_OFFERING)
def section(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Change one section of the offering's own fields."""
    offering = access.get_offering(request, pk)
    form_class = SECTIONS.get(key)
    if form_class is None:
        raise Http404
    form = form_class(access.posted(request), instance=offering, user=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, gettext("Saved."))
        return redirect(offering_setup_url(offering))
    return _form_page(request, access.get_offering(request, pk), form, str(form.title))


@require_http_methods(["GET", "POST"])
@access.permission_needed(access.CHANGE_OFFERING, access.VIEW_OFFERING)
def part(request: HttpRequest, pk: int, key: str, row: int | None = None) -> HttpResponse:
    """Add or change one row of the offering."""
    offering = access.get_offering(request, pk)
    kind = _kind(key)
    form = _part_form(request, offering, kind, row)
    if request.method == "POST" and form.is_valid() and write_part(form):
        messages.success(request, gettext("Saved."))
        if "another" in request.POST:
            return redirect("workspace:add_part", offering.pk, kind.key)
        return redirect(f"{offering_setup_url(offering)}#{kind.key}")
    words = str(kind.change_words if row else kind.add_words)
    extra = {
        "is_new": row is None,
        "frozen_words": form.in_use_words if form.is_frozen else "",
        "frozen_values": form.frozen_values(),
        "like_url": _like_url(offering, kind, row) if form.is_frozen else "",
        "remove_url": reverse("workspace:remove_part", args=[offering.pk, kind.key, row])
        if row
        else "",
    }
    return _form_page(request, offering, form, words, **extra)


def _kind(key: str) -> Part:
    if key not in PARTS:
        raise Http404
    return PARTS[key]


def _part_form(request: HttpRequest, offering: Offering, kind: Part, row: int | None) -> PartForm:
    instance = get_object_or_404(kind.rows(offering), pk=row) if row else None
    initial = {} if row else _initial_like(request, offering, kind)
    return kind.form(
        access.posted(request),
        instance=instance,
        initial=initial,
        offering=offering,
        user=request.user,
    )


def _initial_like(request: HttpRequest, offering: Offering, kind: Part) -> dict[str, Any]:
    """Return the values of the row that a new one starts from."""
    like = request.GET.get("like", "")
    if not (like.isascii() and like.isdigit() and len(like) < 10):
        return {}
    model_row = kind.rows(offering).filter(pk=int(like)).first()
    if model_row is None:
        return {}
    return {"like": model_row.pk, **model_to_dict(model_row, kind.form._meta.fields)}


def _like_url(offering: Offering, kind: Part, row: int | None) -> str:
    if "amount_ore" not in (kind.form._meta.fields or ()):
        return ""
    return f"{reverse('workspace:add_part', args=[offering.pk, kind.key])}?like={row}"


def _form_page(
    request: HttpRequest, offering: Offering, form: Any, words: str, **extra: Any
) -> HttpResponse:
    context = {
        "offering": offering,
        "form": form,
        "title": words,
        "back_url": offering_setup_url(offering),
        "breadcrumbs_items": crumbs(offering, words),
        **extra,
    }
    return render(request, "workspace/form.html", context, status=422 if form.errors else 200)


@require_POST
@access.permission_needed(access.CHANGE_OFFERING, access.VIEW_OFFERING)
def part_remove(request: HttpRequest, pk: int, key: str, row: int) -> HttpResponse:
    """Remove a row, unless people or other rows hang on it."""
    offering = access.get_offering(request, pk)
    reason = remove_part(_kind(key), offering, row)
    if reason:
        messages.error(request, reason)
    else:
        messages.success(request, gettext("Removed."))
    return redirect(f"{offering_setup_url(offering)}#{key}")


@require_http_methods(["GET", "POST"])
@access.permission_needed(access.ADD_OFFERING, access.VIEW_OFFERING)
def create(request: HttpRequest) -> HttpResponse:
    """Make an offering without a page, closed, and lead to its setup."""
    form = NewOfferingForm(access.posted(request))
    if request.method == "POST" and form.is_valid():
        return redirect(offering_setup_url(form.save()))
    context = {
        "form": form,
        "title": gettext("Add an event to sign up for"),
        "back_url": reverse("workspace:offerings"),
        "breadcrumbs_items": crumbs(None, gettext("Add an event to sign up for")),
    }
    return render(request, "workspace/form.html", context, status=422 if form.errors else 200)
