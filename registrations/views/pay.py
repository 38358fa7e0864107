"""What the payer sees before leaving for the provider: what, how much, until when, which terms."""

from datetime import date, datetime, timedelta
from typing import Any, cast
from urllib.parse import urlsplit

from csp.decorators import csp_update
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from registrations.errors import (
    ChangesClosed,
    DomainError,
    NothingToPay,
    PaymentNotSetUp,
    PaymentsUnreachable,
    PaymentUnderway,
    SumTooSmall,
)
from registrations.facts import facts_of
from registrations.models import Checkout, Payer, Registration
from registrations.payments.checkouts import PaySheet, payable, start_checkout
from registrations.views.links import Link, by_link
from registrations.views.pages import act_or_say
from registrations.views.paying import may_pay, payer_of, until_words
from registrations.views.payment_return import remember_link
from registrations.waitlist import MOST_EXTENSIONS, extend_offer
from registrations.words import PROVISIONAL, PayerKind, PaymentMethod, Status

STRIPE_PAGES = "https://checkout.stripe.com"


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: HttpRequest, link: Link) -> HttpResponse:
    payer = payer_of(link)
    if payer is None or payer.method != PaymentMethod.ONLINE:
        return _say_and_leave(request, link, str(NothingToPay()))
    if link.offering.is_cancelled or link.offering.is_over():
        return _say_and_leave(request, link, str(ChangesClosed()))
    if not may_pay(link):
        return _say_and_leave(request, link, _("The contact person pays for this registration."))
    if request.method == "POST" and request.POST.get("answer") == "more":
        return _give_time(request, link)
    if request.method == "POST":
        return _start(request, link, payer)
    sheet = payable(payer)
    if not sheet.gross_ore:
        return _say_and_leave(request, link, str(NothingToPay()))
    return _page(request, link, payer, sheet)


def _say_and_leave(request: HttpRequest, link: Link, words: str) -> HttpResponse:
    messages.info(request, words)
    return redirect(link.url("status"))


def _start(request: HttpRequest, link: Link, payer: Payer) -> HttpResponse:
    try:
        checkout = start_checkout(payer_id=payer.pk)
    except (NothingToPay, PaymentUnderway, SumTooSmall) as refusal:
        return _say_and_leave(request, link, str(refusal))
    except (PaymentsUnreachable, PaymentNotSetUp) as problem:
        return _page(request, link, payer, payable(payer), problem)
    return _leave(request, link, checkout)


def _leave(request: HttpRequest, link: Link, checkout: Checkout) -> HttpResponse:
    """Go to the provider; this browser may come back to the page behind its link."""
    response = HttpResponseRedirect(checkout.url)
    response.status_code = 303
    remember_link(request, response, link, checkout)
    return response


def _give_time(request: HttpRequest, link: Link) -> HttpResponse:
    """Keep the seats longer, all of the registration's alike."""

    def extend() -> None:
        for participant in link.registration.participants.filter(status__in=PROVISIONAL):
            extend_offer(participant_id=participant.pk, actor=link.actor)

    act_or_say(request, link, extend, _("You have more time"))
    return redirect(link.url("pay"))


def _page(
    request: HttpRequest,
    link: Link,
    payer: Payer,
    sheet: PaySheet,
    problem: DomainError | None = None,
) -> HttpResponse:
    held = [one for one in sheet.participants if one.seat_until is not None]
    context = {
        "link": link,
        "facts": facts_of(link.offering),
        "sheet": sheet,
        "has_names": len(sheet.participants) > 1,
        "held_until": until_words(sheet.held_until) if sheet.held_until else "",
        "problem": _problem_words(problem, sheet.held_until) if problem else "",
        "extensions_left": min((MOST_EXTENSIONS - one.extensions for one in held), default=0),
        "more_minutes": link.offering.hold_minutes if _all_held(sheet) else 0,
        "checks": _checks(sheet),
        "terms": terms_of(link.registration),
        "steps": link.registration.terms.get("steps", []),
        "is_person": payer.kind == PayerKind.PERSON,
        "withdraw_until": withdrawal_day(link.registration),
        "is_test": settings.PAYMENTS_BACKEND == "local",
    }
    return _with_way_out(request, context, _status_of(problem))


def _with_way_out(request: HttpRequest, context: dict[str, Any], status: int) -> HttpResponse:
    """Let the form lead to the provider: Chrome holds the redirect after it to form-action too."""

    @csp_update({"form-action": provider_origins()})
    def shown(request: HttpRequest) -> HttpResponse:
        return render(request, "registrations/pay.html", context, status=status)

    return cast(HttpResponse, shown(request))


def _status_of(problem: DomainError | None) -> int:
    if isinstance(problem, PaymentsUnreachable):
        return 503
    return 200 if problem is None else 409


def _problem_words(problem: DomainError, held_until: datetime | None) -> str:
    if isinstance(problem, PaymentsUnreachable) and held_until is not None:
        return _(
            "The payment service cannot be reached now. Your place is held until %(moment)s. Try"
            " again."
        ) % {"moment": until_words(held_until)}
    return str(problem)


def _checks(sheet: PaySheet) -> list[str]:
    """Return what people are to show for their fees, where an organiser checks who is entitled."""
    fees = {one.fee for one in sheet.participants if one.fee.needs_check}
    return [f"{fee.name}: {fee.check_words}" for fee in sorted(fees, key=lambda fee: fee.pk)]


def _all_held(sheet: PaySheet) -> bool:
    return not any(one.status == Status.OFFERED for one in sheet.participants)


def provider_origins() -> list[str]:
    """Return where the form of the pay page may lead to."""
    base = urlsplit(settings.STRIPE_API_BASE) if settings.DEBUG else urlsplit("")
    return [STRIPE_PAGES, *([f"{base.scheme}://{base.netloc}"] if base.netloc else [])]


def terms_of(registration: Registration) -> str:
    """Return the terms as they were agreed to, in the reader's language where they exist in it."""
    terms = registration.terms
    chosen = "en" if (get_language() or "sv").startswith("en") else "sv"
    return str(terms.get(chosen) or terms.get("sv") or terms.get("en") or "")


def withdrawal_day(registration: Registration) -> date | None:
    """Return the last day of the right of withdrawal, None where there is none."""
    days = registration.terms.get("withdrawal_days", 0)
    if not days:
        return None
    return timezone.localtime(registration.created_at).date() + timedelta(days=days)
