"""What a person must settle: one list, the open ones first, and the settling."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from registrations.forms.fields import LineField
from registrations.models import Decision
from registrations.seats import locked_offering
from registrations.workspace import access
from registrations.workspace.crumbs import crumbs

PER_PAGE = 50
VIEW = "registrations.view_decision"
CHANGE = "registrations.change_decision"


class SettleForm(forms.Form):
    outcome = LineField(label=_("What was decided"), max_length=250, required=True)


def visible_decisions(request: HttpRequest) -> QuerySet[Decision]:
    return Decision.objects.filter(offering__in=access.visible_offerings(request))


@require_GET
@access.permission_needed(VIEW)
def decisions(request: HttpRequest) -> HttpResponse:
    """List the decisions, the open ones first, the longest open at the top."""
    found = visible_decisions(request).select_related(
        "offering", "registration", "participant", "message", "settled_by"
    )
    offering = request.GET.get("offering", "")
    if offering.isascii() and offering.isdigit() and len(offering) < 10:
        found = found.filter(offering=int(offering))
    if request.GET.get("show") != "all":
        found = found.filter(Q(settled_at__isnull=True))
    found = found.order_by(F("settled_at").desc(nulls_first=True), "opened_at", "pk")
    context = {
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("p", "1")),
        "shows_all": request.GET.get("show") == "all",
        "may_settle": access.user_may(request.user, CHANGE),
        "may_list": access.user_may(request.user, access.VIEW_LIST),
        "form": SettleForm(auto_id=False),
        "breadcrumbs_items": crumbs(None, pgettext("workspace menu", "Decisions")),
    }
    return render(request, "workspace/decisions.html", context)


@require_POST
@access.permission_needed(VIEW, CHANGE)
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what was decided; twice is once."""
    decision = get_object_or_404(visible_decisions(request), pk=pk)
    form = SettleForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("Write what was decided."))
        return redirect("workspace:decisions")
    with locked_offering(decision.offering_id):
        settled = Decision.objects.filter(pk=decision.pk, settled_at__isnull=True).update(
            settled_at=timezone.now(),
            settled_by=request.user,
            outcome=form.cleaned_data["outcome"],
        )
    if settled:
        messages.success(request, gettext("Settled."))
    else:
        messages.warning(request, gettext("Somebody else has already settled it."))
    return redirect("workspace:decisions")
