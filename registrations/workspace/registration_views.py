"""The page of one registration, and the deliberate look at its health answers."""

from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from registrations import actors
from registrations.models import Registration
from registrations.workspace import access, invoice_access
from registrations.workspace.addresses import attendee_list_url
from registrations.workspace.crumbs import crumbs
from registrations.workspace.dossier import (
    Dossier,
    dossier,
    has_health_answers,
    open_health_answers,
)
from registrations.workspace.registration_forms import NoteForm


@require_GET
@access.permission_needed(access.VIEW_LIST)
def registration(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a registration with its people, answers, money, mail and log."""
    found = access.get_registration(request, pk)
    return _page(request, dossier(found))


@require_POST
@access.permission_needed(access.VIEW_LIST, access.VIEW_HEALTH)
def health_answers(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the health answers too; that they were read is logged, with who read them."""
    found = access.get_registration(request, pk)
    shown = dossier(found)
    open_health_answers(shown, actors.staff(request.user))
    return _page(request, shown, shows_health=True)


def _open_invoices(user: Any, shown: Dossier) -> set[int]:
    """Return which of the registration's invoices the user may open."""
    if not invoice_access.may_see(user):
        return set()
    keys = [one.pk for account in shown.accounts for one in account.money.documents]
    return set(invoice_access.documents(user).filter(pk__in=keys).values_list("pk", flat=True))


def _page(request: HttpRequest, shown: Dossier, *, shows_health: bool = False) -> HttpResponse:
    found: Registration = shown.registration
    user = request.user
    context: dict[str, Any] = {
        "dossier": shown,
        "registration": found,
        "offering": found.offering,
        "breadcrumbs_items": crumbs(found.offering, found.reference),
        "list_url": attendee_list_url(found.offering),
        "note_form": NoteForm(instance=found),
        "may_work": access.user_may(user, access.WORK),
        "may_check_in": access.user_may(user, access.CHECK_IN),
        "form_key": uuid4(),
        "may_issue": access.user_may(user, access.ISSUE),
        "may_see_payments": access.user_may(user, access.VIEW_PAYMENT),
        "open_invoices": _open_invoices(user, shown),
        "may_read_mail": access.user_may(user, "registrations.view_message"),
        "may_open_health": not shows_health
        and access.user_may(user, access.VIEW_HEALTH)
        and has_health_answers(found),
        "shows_health": shows_health,
    }
    response = render(request, "workspace/registration.html", context)
    response["Cache-Control"] = "private, no-store"
    return response
