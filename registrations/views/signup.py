"""The sign-up page: a form, or why there is none now."""

from uuid import uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from registrations.errors import CodeUnknown, DomainError
from registrations.facts import OfferingFacts, facts_of
from registrations.forms.menu import Menu
from registrations.forms.questions import deletion_day
from registrations.forms.signup import SignupForm
from registrations.models import Offering, Registration
from registrations.signup import register
from registrations.suggestions import buyer_options
from registrations.views.bodies import comes_from_our_page, read_body
from registrations.views.event import facts_by_slug, page_address
from registrations.views.keys import Keys, is_same, keys_of_visit, remember, sent_before
from registrations.views.limits import count_wrong_code, may_try_code
from registrations.views.states import reason_of, rule_words
from registrations.words import Status, WaitlistMode

CANCEL = "cancel"


# The token is checked in the view, so that a lost cookie loses nothing typed.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def signup(request: HttpRequest, slug: str) -> HttpResponse:
    if request.method == "POST":
        return _posted(request, get_object_or_404(Offering, slug=slug))
    facts = facts_by_slug(slug)
    if not facts.seats.takes_people:
        return _closed(request, facts)
    form = SignupForm(Menu(facts.offering))
    keys = keys_of_visit(request)
    form.key, form.earlier_key = keys.current, keys.earlier
    return _page(request, facts, form)


def _posted(request: HttpRequest, offering: Offering) -> HttpResponse:
    data = read_body(request)
    if data is None:
        return render(request, "413.html", status=413)
    form = SignupForm(
        Menu(offering),
        data,
        may_try_code=not data.get("pay-code", "").strip() or may_try_code(request),
    )
    if isinstance(form.paying.discount.refusal, CodeUnknown):
        count_wrong_code(request)
    if not comes_from_our_page(request):
        form.notice = _(
            "The page had been open for too long, so nothing was sent. Everything you wrote is"
            " still here: send it again."
        )
        return _page(request, facts_of(offering), form, status=403)
    if data.get("if_full") == CANCEL and form.is_sent:
        return redirect(page_address(offering, request))
    if not form.is_sent or not form.is_valid():
        return _page(request, facts_of(offering), form)
    return _send(request, offering, form)


def _send(request: HttpRequest, offering: Offering, form: SignupForm) -> HttpResponse:
    signup = form.signup()
    try:
        registration = sent_before(_keys(form), signup) or register(signup)
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(request, facts_of(offering), form, status=409)
    if not is_same(registration, signup):
        form.key = uuid4()
        form.notice = _(
            "You have already sent this form, and that registration stands. To register what is"
            " written here as well, send it again."
        )
        return _page(request, facts_of(offering), form)
    return HttpResponseRedirect(_next_page(registration, signup.payer.pays_online))


def _next_page(registration: Registration, pays_online: bool) -> str:
    """Lead those whose seat is held to the payment, all others to the thanks."""
    held = registration.participants.filter(status=Status.HELD)
    name = "pay" if pays_online and held.exists() else "thanks"
    return reverse(f"registrations:{name}", args=[registration.token])


def _keys(form: SignupForm) -> Keys:
    return Keys(form.key, form.earlier_key)


def _event(request: HttpRequest, facts: OfferingFacts) -> dict[str, object]:
    return {
        "facts": facts,
        "offering": facts.offering,
        "event_url": page_address(facts.offering, request),
    }


def _page(
    request: HttpRequest, facts: OfferingFacts, form: SignupForm, status: int = 200
) -> HttpResponse:
    is_full = facts.seats.kind == "full" and not facts.offering.approval
    context = {
        **_event(request, facts),
        "form": form,
        "menu": form.menu,
        "is_full": is_full,
        "buttons": form.buttons(is_full=is_full) if not form.menu.cannot_be_paid else [],
        "rule": rule_words(facts.offering),
        "deleted_on": deletion_day(facts.offering, health=False),
        "can_wait": facts.offering.waitlist != WaitlistMode.NONE,
        "buyers": buyer_options() if form.menu.organisation_may_pay else "",
        "in_line": ("split" if form.is_alone else "wait") if is_full else "",
    }
    response = render(request, "registrations/signup.html", context, status=status)
    response["Cache-Control"] = "private, no-cache"
    remember(response, _keys(form), request.path)
    return response


def _closed(request: HttpRequest, facts: OfferingFacts) -> HttpResponse:
    context = {**_event(request, facts), "reason": reason_of(facts.offering)}
    return render(request, "registrations/signup_closed.html", context)
