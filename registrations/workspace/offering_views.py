"""The overview, the list of offerings, and what is done to an offering as a whole."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from registrations import actors, offerings
from registrations.batches import plan_cancel_offering
from registrations.errors import DomainError
from registrations.models import Offering
from registrations.words import BatchAction, BatchState
from registrations.workspace import access
from registrations.workspace.addresses import offering_setup_url
from registrations.workspace.bulk import outcomes
from registrations.workspace.cancel_money import money_before
from registrations.workspace.crumbs import crumbs
from registrations.workspace.money_todos import money_todos
from registrations.workspace.offering_forms import (
    CancelOfferingForm,
    DuplicateForm,
    OfferingSearchForm,
)
from registrations.workspace.overview import cards, coming
from registrations.workspace.wording import near_moment

PER_PAGE = 25
MOST_ON_OVERVIEW = 40


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Show the events to come, their seats, and what waits to be done."""
    if not access.may_enter(request.user):
        raise PermissionDenied
    shown = cards(list(coming(access.visible_offerings(request))[:MOST_ON_OVERVIEW]))
    context = {
        "cards": shown,
        "money_todos": money_todos(request, timezone.localdate()),
        "todos": [(card, todos) for card in shown if (todos := card.todos(request.user))],
        "may_list": access.user_may(request.user, access.VIEW_LIST),
        "may_see_payments": access.user_may(request.user, access.VIEW_PAYMENT),
        "may_set_up": access.user_may(request.user, access.VIEW_OFFERING),
        "may_add": access.user_may(request.user, access.ADD_OFFERING),
        "breadcrumbs_items": crumbs(None, pgettext("workspace menu", "Overview")),
    }
    return render(request, "workspace/overview.html", context)


@require_GET
@access.permission_needed(access.VIEW_OFFERING)
def offering_list(request: HttpRequest) -> HttpResponse:
    """List every offering the user may see, the latest first."""
    form = OfferingSearchForm(request.GET)
    found = form.search(access.visible_offerings(request)).order_by("-first_starts_at", "-pk")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("p", "1"))
    context = {
        "form": form,
        "page": page,
        "cards": cards(list(page.object_list)),
        "may_list": access.user_may(request.user, access.VIEW_LIST),
        "may_see_payments": access.user_may(request.user, access.VIEW_PAYMENT),
        "may_add": access.user_may(request.user, access.ADD_OFFERING),
        "breadcrumbs_items": crumbs(None, pgettext("workspace menu", "Events to sign up for")),
    }
    return render(request, "workspace/offerings.html", context)


@require_POST
@access.permission_needed(access.CHANGE_OFFERING)
def switch_signup(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Open or close sign-up."""
    offering = access.get_offering(request, pk)
    change, words = {
        "open": (offerings.open_signup, gettext("Sign-up is open.")),
        "close": (offerings.close_signup, gettext("Sign-up is closed.")),
    }[verb]
    if verb == "open" and not offering.fees.filter(is_offered=True).exists():
        messages.error(request, gettext("Add a fee first, even if it costs nothing."))
        return redirect(offering_setup_url(offering))
    try:
        change(offering_id=offering.pk, actor=actors.staff(request.user))
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, words)
    return redirect(offering_setup_url(offering))


@require_http_methods(["GET", "POST"])
@access.permission_needed(access.ADD_OFFERING, access.VIEW_OFFERING)
def duplicate(request: HttpRequest, pk: int) -> HttpResponse:
    """Make next time's offering of this one: dates moved, nothing taken, closed."""
    offering = access.get_offering(request, pk)
    form = DuplicateForm(access.posted(request), offering=offering)
    if request.method == "POST" and form.is_valid():
        copy = offerings.duplicate_offering(offering=offering, **form.arguments())
        messages.success(request, gettext("Copied. Nothing is taken and sign-up is closed."))
        return redirect(offering_setup_url(copy))
    context = {
        "offering": offering,
        "form": form,
        "breadcrumbs_items": crumbs(offering, gettext("Duplicate")),
    }
    return render(request, "workspace/duplicate.html", context)


@require_http_methods(["GET", "POST"])
@access.permission_needed(access.CANCEL_OFFERING, access.VIEW_LIST)
def cancel_offering(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what cancelling the whole event means for whom, and plan it."""
    offering = access.get_offering(request, pk)
    # One that was stopped half-way goes on with the words it began with.
    begun = {
        "reason_sv": offering.cancelled_reason_sv,
        "reason_en": offering.cancelled_reason_en,
    }
    form = CancelOfferingForm(access.posted(request), initial=begun)
    if request.method == "POST" and form.is_valid():
        return _plan_cancelling(request, offering, form)
    live = list(offering.participants.live())
    context = {
        "offering": offering,
        "form": form,
        "number": len(live),
        "money": money_before(offering).sentences(),
        "outcomes": outcomes(BatchAction.CANCEL_OFFERING.value, live),
        "is_planned": _is_being_cancelled(offering),
        "breadcrumbs_items": crumbs(offering, gettext("Cancel the event")),
    }
    return render(request, "workspace/cancel_offering.html", context)


def _is_being_cancelled(offering: Offering) -> bool:
    return offering.batches.filter(
        action=BatchAction.CANCEL_OFFERING, state__in=[BatchState.WAITING, BatchState.RUNNING]
    ).exists()


def _plan_cancelling(
    request: HttpRequest, offering: Offering, form: CancelOfferingForm
) -> HttpResponse:
    if _is_being_cancelled(offering):
        messages.warning(request, gettext("It is already planned."))
        return redirect(offering_setup_url(offering))
    try:
        batch = plan_cancel_offering(
            offering=offering,
            actor=actors.staff(request.user),
            reason_sv=form.cleaned_data["reason_sv"],
            reason_en=form.cleaned_data["reason_en"],
        )
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(offering_setup_url(offering))
    messages.success(
        request,
        gettext("The event will be cancelled at %(time)s. Until then you can stop it.")
        % {"time": near_moment(batch.runs_at)},
    )
    return redirect("workspace:batch", batch.pk)
