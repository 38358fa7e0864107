"""Where the provider sends the payer back to: asks how it stands, and tells that and no more."""

import logging
from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from registrations.models import Checkout
from registrations.payments.backends import ProviderRefused, ProviderUnreachable
from registrations.payments.sync import sync
from registrations.views.links import Link, keep_private, open_link
from registrations.views.paying import Paying, paying_of

logger = logging.getLogger(__name__)

COOKIE = "paying"
COOKIE_SALT = "registrations.views.payment_return"
COOKIE_SECONDS = 2 * 3600
# However often the page is opened, the provider is not asked more often than this.
FRESH = timedelta(seconds=1)
# What is settled seldom changes.
FRESH_IF_SETTLED = timedelta(minutes=1)


@require_safe
def payment_return(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Tell how it stands; the query is never read, since anyone can write it."""
    checkouts = Checkout.objects.select_related("payer__registration__offering")
    checkout = get_object_or_404(checkouts, uuid=uuid)
    bring_up_to_date(checkout)
    link = _remembered(request, checkout)
    if link is not None:
        return keep_private(redirect(link.url("status")))
    return keep_private(_page(request, checkout))


def bring_up_to_date(checkout: Checkout) -> None:
    """Ask the provider once, unless that was just done; without an answer, what we know stands."""
    now = timezone.now()
    fresh = FRESH if checkout.is_alive else FRESH_IF_SETTLED
    if checkout.synced_at is not None and checkout.synced_at > now - fresh:
        return
    try:
        sync(checkout.pk, now=now)
    except ProviderUnreachable:
        logger.warning("The payment provider did not answer the return page")
    except ProviderRefused as problem:
        logger.error("The payment provider refused to tell of a checkout: %s", problem)


def _page(request: HttpRequest, checkout: Checkout) -> HttpResponse:
    registration = checkout.payer.registration
    context = {
        "title": registration.offering.title,
        "paying": paying_now(checkout),
        "refresh_url": request.path,
    }
    return render(request, "registrations/payment_return.html", context)


def paying_now(checkout: Checkout) -> Paying:
    registration = checkout.payer.registration
    return paying_of(checkout.payer, list(registration.participants.all()))


def return_path(checkout: Checkout) -> str:
    with translation.override(checkout.payer.registration.language):
        return reverse("registrations:payment_return", args=[checkout.uuid])


def remember_link(
    request: HttpRequest, response: HttpResponse, link: Link, checkout: Checkout
) -> None:
    """Let this browser, coming back from the provider, find its own page again."""
    response.set_signed_cookie(
        COOKIE,
        link.token,
        salt=f"{COOKIE_SALT}.{checkout.uuid}",
        max_age=COOKIE_SECONDS,
        path=return_path(checkout),
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def _remembered(request: HttpRequest, checkout: Checkout) -> Link | None:
    """Return the link of the browser that left to pay, if it still holds for this registration."""
    token = request.get_signed_cookie(
        COOKIE, None, salt=f"{COOKIE_SALT}.{checkout.uuid}", max_age=COOKIE_SECONDS
    )
    link = open_link(token) if token else None
    if link is None or link.registration.pk != checkout.payer.registration_id:
        return None
    return link
