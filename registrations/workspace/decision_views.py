"""What a person must settle: one list, the open ones first, and the settling."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import BooleanField, ExpressionWrapper, F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from registrations.forms.fields import LineField
from registrations.ledger import ABOUT_MONEY
from registrations.models import Decision
from registrations.seats import locked_offering
from registrations.workspace import access
from registrations.workspace.crumbs import crumbs
from registrations.workspace.decision_rows import (
    free_money,
    may_settle,
    money_to_give_back,
    rows_of,
    visible_decisions,
)

PER_PAGE = 50


class SettleForm(forms.Form):
    outcome = LineField(label=_("What was decided"), max_length=250, required=True)


@require_GET
def decisions(request: HttpRequest) -> HttpResponse:
    """List the decisions, the open ones first: money to give back, last days, the longest open."""
    if not access.may_see_decisions(request.user):
        raise PermissionDenied
    found = visible_decisions(request).select_related(
        "offering",
        "registration",
        "participant",
        "message",
        "settled_by",
        "payment__checkout",
        "payment__movement",
        "movement",
    )
    offering = request.GET.get("offering", "")
    if offering.isascii() and offering.isdigit() and len(offering) < 10:
        found = found.filter(offering=int(offering))
    if request.GET.get("show") != "all":
        found = found.filter(Q(settled_at__isnull=True))
    found = found.annotate(gives_back=ExpressionWrapper(money_to_give_back(), BooleanField()))
    found = found.order_by(
        F("settled_at").desc(nulls_first=True),
        "-gives_back",
        F("due_on").asc(nulls_last=True),
        "opened_at",
        "pk",
    )
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("p", "1"))
    context = {
        "page": page,
        "rows": rows_of(list(page.object_list), request.user),
        "shows_all": request.GET.get("show") == "all",
        "may_list": access.user_may(request.user, access.VIEW_LIST),
        "form": SettleForm(auto_id=False),
        "breadcrumbs_items": crumbs(None, pgettext("workspace menu", "Decisions")),
    }
    return render(request, "workspace/decisions.html", context)


@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what was decided; twice is once."""
    if not access.may_see_decisions(request.user):
        raise PermissionDenied
    decision = get_object_or_404(visible_decisions(request), pk=pk)
    if not may_settle(request.user, decision):
        raise PermissionDenied
    form = SettleForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("Write what was decided."))
        return redirect("workspace:decisions")
    with locked_offering(decision.offering_id) if decision.offering_id else transaction.atomic():
        if _has_free_money(decision):
            messages.error(request, gettext("Say what becomes of the money: refund it or use it."))
            return redirect("workspace:decisions")
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


def _has_free_money(decision: Decision) -> bool:
    """Tell whether the decision keeps money that pays nothing: it stays until that is settled."""
    if decision.kind not in ABOUT_MONEY or decision.payment_id is None:
        return False
    return free_money([decision.payment_id])[decision.payment_id] > 0
