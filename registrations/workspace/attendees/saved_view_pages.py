"""Keeping a view under a name, and what is kept for a list: its views and its tags."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from registrations.errors import DomainError
from registrations.models import Offering, SavedView, Tag
from registrations.saved_views import save_view, views_for
from registrations.sorting import sort_key
from registrations.workspace import access
from registrations.workspace.addresses import list_of
from registrations.workspace.attendees.catalogue import catalogue_for
from registrations.workspace.attendees.forms import ViewForm
from registrations.workspace.attendees.listing import Listing
from registrations.workspace.attendees.tabs import kept_views
from registrations.workspace.attendees.view import View
from registrations.workspace.crumbs import crumbs


@require_http_methods(["GET", "POST"])
@access.permission_needed(access.VIEW_LIST)
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the view that stands in the address under a name."""
    offering = access.get_offering(request, pk)
    catalogue = catalogue_for(request.user, offering)
    asked = request.POST.get("query", "") if request.method == "POST" else request.GET.urlencode()
    view = View.from_text(asked[:4000], catalogue)
    form = _view_form(request, initial={"query": view.as_text()})
    if form.is_valid() and _kept(request, offering, form, view):
        return redirect(list_of(offering, view.as_text()))
    chips = Listing(catalogue, view).chips()
    return _form_page(request, offering, form, chips=[chip.words for chip in chips])


def _view_form(request: HttpRequest, initial: dict[str, Any]) -> ViewForm:
    """Return the form; who only reads the list keeps views for themselves."""
    form = ViewForm(access.posted(request), initial=initial)
    if not access.user_may(request.user, access.WORK):
        del form.fields["is_shared"]
    return form


def _kept(request: HttpRequest, offering: Offering, form: ViewForm, view: View) -> bool:
    try:
        save_view(
            offering=offering,
            name=form.cleaned_data["name"],
            query=view.as_text(),
            is_shared=form.cleaned_data.get("is_shared", False),
            user=request.user,
        )
    except DomainError as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, gettext("The view is saved. It stands above the list."))
    return True


def _form_page(
    request: HttpRequest, offering: Offering, form: ViewForm, *, chips: list[str]
) -> HttpResponse:
    title = gettext("Save the view")
    context = {
        "offering": offering,
        "form": form,
        "title": title,
        "chips": chips,
        "back_url": list_of(offering),
        "breadcrumbs_items": crumbs(offering, title),
    }
    return render(request, "workspace/attendees/save_view.html", context)


def own_or_shared(request: HttpRequest, offering: Offering, pk: int) -> SavedView:
    """Return a view that the user may change: their own, or a shared one of those who work."""
    view = get_object_or_404(views_for(offering, request.user), pk=pk)
    if view.created_by_id != request.user.pk and not access.user_may(request.user, access.WORK):
        raise PermissionDenied
    return view


@require_http_methods(["GET", "POST"])
@access.permission_needed(access.VIEW_LIST)
def change(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Rename a view, or share it."""
    offering = access.get_offering(request, pk)
    kept = own_or_shared(request, offering, row)
    initial = {"name": kept.name, "is_shared": kept.is_shared, "query": kept.query}
    form = _view_form(request, initial=initial)
    if form.is_valid():
        kept.name = form.cleaned_data["name"]
        kept.is_shared = form.cleaned_data.get("is_shared", kept.is_shared)
        kept.save(update_fields=["name", "is_shared"])
        messages.success(request, gettext("Changed."))
        return redirect("workspace:kept", offering.pk)
    return _form_page(request, offering, form, chips=[])


@require_POST
@access.permission_needed(access.VIEW_LIST)
def remove(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    offering = access.get_offering(request, pk)
    own_or_shared(request, offering, row).delete()
    messages.success(request, gettext("The view is removed."))
    return redirect("workspace:kept", offering.pk)


def _tags(offering: Offering) -> list[tuple[Tag, int, str]]:
    """Return the tags in Swedish order, with how many have each and the list of them."""
    found = Tag.objects.filter(offering=offering).annotate(number=Count("rows"))
    in_order = sorted(found, key=lambda tag: sort_key(tag.name))
    return [(tag, tag.number, list_of(offering, f"tag={tag.pk}")) for tag in in_order]


@require_http_methods(["GET"])
@access.permission_needed(access.VIEW_LIST)
def kept(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is kept for a list: its views, and its tags with how many have each."""
    offering = access.get_offering(request, pk)
    listing = Listing(catalogue_for(request.user, offering), View())
    may_work = access.user_may(request.user, access.WORK)
    context = {
        "offering": offering,
        "views": [
            {
                "row": one.row,
                "url": list_of(offering, one.view.as_text()),
                "may_change": may_work or one.row.created_by_id == request.user.pk,
            }
            for one in kept_views(listing, request.user)
        ],
        "tags": _tags(offering),
        "may_work": may_work,
        "list_url": list_of(offering),
        "breadcrumbs_items": crumbs(offering, gettext("Views and tags")),
    }
    return render(request, "workspace/attendees/kept.html", context)
