"""The local test bank's page: the same lines and sum, and what can go wrong (DEBUG only)."""

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from registrations.models import Checkout, LocalSession
from registrations.payments import local, local_bank
from registrations.views.links import keep_private
from registrations.views.payment_return import return_path

ACTIONS: dict[str, Callable[[str], bool]] = {
    "pay": local_bank.pay,
    "slow": local_bank.pay_slowly,
    "late": local_bank.pay_late,
}


@require_http_methods(["GET", "HEAD", "POST"])
def bank(request: HttpRequest, uuid: UUID) -> HttpResponse:
    if not settings.DEBUG:
        raise Http404
    session = get_object_or_404(LocalSession, checkout_uuid=uuid)
    checkouts = Checkout.objects.select_related("payer__registration__offering")
    checkout = get_object_or_404(checkouts, uuid=uuid)
    if request.method == "POST":
        return _act(request, session, checkout)
    context = {
        "checkout": checkout,
        "offering": checkout.payer.registration.offering,
        "lines": checkout.lines.select_related("charge").order_by("pk"),
        "is_open": local.state_of(session) == local.OPEN,
        "return_url": return_path(checkout),
    }
    return keep_private(render(request, "payments/local_bank.html", context))


def _act(request: HttpRequest, session: LocalSession, checkout: Checkout) -> HttpResponse:
    answer = request.POST.get("answer", "")
    if answer == "decline":
        messages.error(request, _("The bank declined. No money has been taken. Try again."))
        return redirect(request.path)
    if answer in ACTIONS and not ACTIONS[answer](session.session_id):
        messages.error(request, _("The page is closed for payment."))
        return redirect(request.path)
    return redirect(return_path(checkout))
