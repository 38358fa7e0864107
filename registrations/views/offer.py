"""A seat that is kept for the next in line: yes, no, more time; and joining the line again."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from registrations.dues import must_pay_first
from registrations.errors import DomainError, PaymentNeeded
from registrations.facts import facts_of
from registrations.forms.menu import price_words
from registrations.views.event import page_address
from registrations.views.history import name_of
from registrations.views.links import Link, by_link
from registrations.views.pages import act_or_say
from registrations.views.paying import may_pay
from registrations.waitlist import (
    MOST_EXTENSIONS,
    accept_offer,
    decline_offer,
    extend_offer,
    rejoin,
)
from registrations.words import Status

READ_OR_WRITE = ["GET", "HEAD", "POST"]


@by_link
@require_http_methods(READ_OR_WRITE)
def offer(request: HttpRequest, link: Link, number: int | None = None) -> HttpResponse:
    participant = link.participant(number)
    if request.method == "POST":
        return _answer(request, link, participant.pk)
    if participant.status == Status.CONFIRMED:
        return redirect(link.url("status"))
    is_offered = participant.status == Status.OFFERED
    context = {
        "link": link,
        "participant": participant,
        "person": name_of(participant) if len(link.participants) > 1 else "",
        "facts": facts_of(link.offering),
        "event_url": page_address(link.offering, request),
        "is_offered": is_offered,
        "is_paid_first": is_offered and must_pay_first(participant),
        "may_pay": may_pay(link),
        "has_lapsed": participant.status == Status.LAPSED,
        "price": price_words(participant.fee, participant.fee.payer_kind),
        "extensions_left": MOST_EXTENSIONS - participant.extensions,
        "more_hours": min(24, link.offering.offer_hours),
        "rejoin_url": link.url("join_again", *([number] if number else [])),
    }
    return render(request, "registrations/offer.html", context)


def _answer(request: HttpRequest, link: Link, participant_id: int) -> HttpResponse:
    answer = request.POST.get("answer", "")
    who: dict[str, Any] = {"participant_id": participant_id, "actor": link.actor}
    if answer == "yes":
        return _accept(request, link, who)
    if answer == "no":
        done = _("Thank you for telling us. The seat goes on to the next in line.")
        return act_or_say(request, link, lambda: decline_offer(**who), done)
    if answer == "more":
        return act_or_say(request, link, lambda: extend_offer(**who), _("You have more time"))
    return redirect(link.url("status"))


def _accept(request: HttpRequest, link: Link, who: dict[str, Any]) -> HttpResponse:
    """Accept the seat, or go on to pay for it where that is how it is taken."""
    try:
        accept_offer(**who)
    except PaymentNeeded:
        return redirect(link.url("pay"))
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The seat is yours"))
    return redirect(link.url("status"))


@by_link
@require_POST
def join_again(request: HttpRequest, link: Link, number: int | None = None) -> HttpResponse:
    participant = link.participant(number)
    return act_or_say(
        request,
        link,
        lambda: rejoin(participant_id=participant.pk, actor=link.actor),
        _("You are on the waitlist again"),
    )
