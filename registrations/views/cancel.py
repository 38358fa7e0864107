"""Cancelling: first what it costs today by the terms agreed to, then a button."""

from django.contrib import messages
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from registrations.cancellation import cancel as cancel_seat
from registrations.cancellation import quote_cancellation
from registrations.errors import ChangesClosed, DomainError
from registrations.facts import facts_of
from registrations.models import Allocation, Participant
from registrations.views.history import name_of
from registrations.views.links import Link, by_link
from registrations.views.states import line_of, short_state
from registrations.views.status import may_change
from registrations.words import LIVE, SEATED, Status


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, link: Link) -> HttpResponse:
    if request.method == "POST" and not may_change(link.offering):
        messages.error(request, str(ChangesClosed()))
        return HttpResponseRedirect(link.url("status"))
    live = [one for one in link.participants if one.status in LIVE]
    if request.method == "POST":
        chosen = _chosen(request, live)
        if chosen:
            return _cancel(request, link, chosen)
    line, paid = line_of(live), _paid_ore(live)
    context = {
        "link": link,
        "facts": facts_of(link.offering),
        "rows": [_row(one, line, paid) for one in live] if may_change(link.offering) else [],
        "is_group": len(link.participants) > 1,
        "back_ore": sum(paid.values()),
        "may_swap": any(one.status == Status.CONFIRMED for one in live),
        "has_seat": any(one.status in SEATED for one in live),
        "none_chosen": request.method == "POST",
    }
    return render(request, "registrations/cancel.html", context)


def _row(participant: Participant, line: list[int], paid: dict[int, int]) -> dict[str, object]:
    quote = quote_cancellation(participant)
    paid_ore = paid.get(participant.pk, 0)
    return {
        "participant": participant,
        "name": name_of(participant),
        "state": short_state(participant, line),
        "quote": quote,
        "paid_ore": paid_ore,
        "back_ore": max(0, paid_ore - quote.fee_gross_ore),
    }


def _paid_ore(participants: list[Participant]) -> dict[int, int]:
    """Return what has been paid of each person's charges."""
    rows = Allocation.objects.filter(charge__participant__in=participants).order_by()
    sums = rows.values_list("charge__participant").annotate(total=Sum("amount_ore"))
    return {pk: total for pk, total in sums if total}


def _chosen(request: HttpRequest, live: list[Participant]) -> list[Participant]:
    if len(live) == 1 and "number" not in request.POST:
        return live if request.POST.get("sure") else []
    numbers = set(request.POST.getlist("number"))
    return [one for one in live if str(one.number) in numbers]


def _cancel(request: HttpRequest, link: Link, chosen: list[Participant]) -> HttpResponse:
    done = 0
    for participant in chosen:
        try:
            cancel_seat(participant_id=participant.pk, actor=link.actor)
            done += 1
        except DomainError as error:
            messages.error(request, f"{name_of(participant)}: {error}")
    if done and len(link.participants) == 1:
        messages.success(request, _("It is cancelled"))
    elif done:
        words = ngettext("%(number)d place is cancelled", "%(number)d places are cancelled", done)
        messages.success(request, words % {"number": done})
    return HttpResponseRedirect(link.url("status"))
