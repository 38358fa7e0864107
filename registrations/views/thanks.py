"""The page right after a sign-up: how it stands, where the mail went, what happens now."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from registrations.facts import facts_of
from registrations.lost_links import send_again
from registrations.models import Charge, Payer
from registrations.views.event import page_address
from registrations.views.limits import may_ask
from registrations.views.links import Link, by_link
from registrations.views.paying import may_pay
from registrations.views.states import group_state, rule_words, state_of
from registrations.words import PayerKind, PaymentMethod, Status


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def thanks(request: HttpRequest, link: Link) -> HttpResponse:
    if request.method == "POST":
        if may_ask(request, link.registration.contact_email):
            send_again(link.registration, actor=link.actor)
        messages.success(request, _("The mail is on its way again"))
        return redirect(link.url("thanks"))
    people = link.participants
    single = people[0] if len(people) == 1 else None
    state = state_of(single, link.offering) if single else group_state(people, link.offering)
    context = {
        "link": link,
        "facts": facts_of(link.offering),
        "event_url": page_address(link.offering, request),
        "state": state,
        "waits": any(one.status == Status.WAITING for one in people),
        "rule": rule_words(link.offering),
        "invoiced_ore": _invoiced_ore(link),
        "buyer": _buyer(link),
        "unnamed": any(not one.is_named for one in people),
        "is_held": any(one.status == Status.HELD for one in people) and may_pay(link),
    }
    return render(request, "registrations/thanks.html", context)


def _payers(link: Link) -> QuerySet[Payer]:
    return Payer.objects.filter(
        registration=link.registration, method=PaymentMethod.INVOICE
    ).order_by("pk")


def _invoiced_ore(link: Link) -> int:
    """Return what is to be invoiced of what the link may show, VAT included, in öre."""
    charges = Charge.objects.filter(payer__in=_payers(link))
    if link.own is not None:
        charges = charges.filter(participant=link.own)
    return sum(charge.gross_ore for charge in charges)


def _buyer(link: Link) -> str:
    """Return the organisation that the invoice goes to."""
    payer = _payers(link).filter(kind=PayerKind.ORGANISATION).first()
    return payer.name if payer is not None else ""
