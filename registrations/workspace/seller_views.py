"""The seller's details: every row with the day from which it holds, and the form of one."""

from typing import Any

from django.contrib import messages
from django.forms import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_GET, require_http_methods

from registrations import formats
from registrations.models import Seller
from registrations.workspace import access
from registrations.workspace.crumbs import crumbs
from registrations.workspace.kronor import kronor
from registrations.workspace.seller_forms import SellerForm
from registrations.workspace.sellers import seller_today
from registrations.workspace.wording import brief_day


@require_GET
@access.permission_needed(access.VIEW_SELLER)
def sellers(request: HttpRequest) -> HttpResponse:
    """List the details by the day from which they hold, the newest first."""
    today = seller_today()
    words = pgettext("workspace menu", "Seller’s details")
    context = {
        "title": words,
        "rows": [_row(seller, today) for seller in Seller.objects.all()],
        "may_change": access.user_may(request.user, access.CHANGE_SELLER),
        "breadcrumbs_items": crumbs(None, words),
    }
    return render(request, "workspace/sellers.html", context)


def _row(seller: Seller, today: Seller | None) -> dict[str, Any]:
    return {
        "seller": seller,
        "from": brief_day(seller.from_on),
        "holds_now": seller == today,
        "is_to_come": seller.from_on > timezone.localdate(),
        "limit": formats.money(seller.simplified_limit_ore),
    }


@require_http_methods(["GET", "POST"])
@access.permission_needed(access.VIEW_SELLER, access.CHANGE_SELLER)
def seller(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Write new details, which start from those that hold now, or correct a row."""
    instance = get_object_or_404(Seller, pk=pk) if pk else None
    form = SellerForm(access.posted(request), instance=instance, initial=_initial(instance))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, gettext("Saved."))
        return redirect("workspace:sellers")
    words = gettext("Change the seller’s details") if pk else gettext("New seller’s details")
    context = {
        "form": form,
        "title": words,
        "back_url": redirect("workspace:sellers").url,
        "breadcrumbs_items": crumbs(None, words),
    }
    return render(request, "workspace/seller.html", context, status=422 if form.errors else 200)


def _initial(instance: Seller | None) -> dict[str, Any]:
    former = None if instance else seller_today()
    if former is None:
        return {}
    values = model_to_dict(former, exclude=["id", "from_on"])
    return values | {"simplified_limit_ore": kronor(former.simplified_limit_ore)}
