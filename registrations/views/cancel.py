"""Cancelling: first what it costs today by the terms agreed to, then a button."""

from django.contrib import messages
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from registrations import formats
from registrations.cancellation import cancel as cancel_seat
from registrations.cancellation import quote_cancellation
from registrations.errors import ChangesClosed, DomainError
from registrations.facts import facts_of
from registrations.invoicing.credited_by_cancelling import Credited, credited_by_cancelling
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
    line, paid, online = line_of(live), _paid_ore(live), _paid_ore(live, is_online=True)
    may = may_change(link.offering)
    rows = [_row(one, line, paid, online) for one in live] if may else []
    context = {
        "link": link,
        "facts": facts_of(link.offering),
        "rows": rows,
        "is_group": len(link.participants) > 1,
        # Only what came online goes back by itself; the rest is a bookkeeper's to give back.
        "has_online": any(online.values()),
        "has_outside": paid != online,
        "has_invoice": any(row["credited"] for row in rows),
        "may_swap": any(one.status == Status.CONFIRMED for one in live),
        "has_seat": any(one.status in SEATED for one in live),
        "none_chosen": request.method == "POST",
    }
    return render(request, "registrations/cancel.html", context)


def _row(
    participant: Participant, line: list[int], paid: dict[int, int], online: dict[int, int]
) -> dict[str, object]:
    quote = quote_cancellation(participant)
    paid_ore = paid.get(participant.pk, 0)
    return {
        "participant": participant,
        "name": name_of(participant),
        "state": short_state(participant, line),
        "quote": quote,
        "paid_ore": paid_ore,
        "back_ore": max(0, paid_ore - quote.fee_gross_ore),
        "goes_back": paid_ore == online.get(participant.pk, 0),
        "credited": credited_by_cancelling(participant),
    }


def _paid_ore(participants: list[Participant], *, is_online: bool = False) -> dict[int, int]:
    """Return what has been paid of each person's charges: in all, or online only."""
    rows = Allocation.objects.filter(charge__participant__in=participants).order_by()
    if is_online:
        rows = rows.filter(payment__checkout__isnull=False)
    sums = rows.values_list("charge__participant").annotate(total=Sum("amount_ore"))
    return {pk: total for pk, total in sums if total}


def _chosen(request: HttpRequest, live: list[Participant]) -> list[Participant]:
    if len(live) == 1 and "number" not in request.POST:
        return live if request.POST.get("sure") else []
    numbers = set(request.POST.getlist("number"))
    return [one for one in live if str(one.number) in numbers]


def _cancel(request: HttpRequest, link: Link, chosen: list[Participant]) -> HttpResponse:
    done = 0
    credited: list[Credited] = []
    for participant in chosen:
        of_place = credited_by_cancelling(participant)
        try:
            cancel_seat(participant_id=participant.pk, actor=link.actor)
        except DomainError as error:
            messages.error(request, f"{name_of(participant)}: {error}")
            continue
        done += 1
        credited += of_place
    if done:
        _tell(request, link, done, credited)
    return HttpResponseRedirect(link.url("status"))


def _tell(request: HttpRequest, link: Link, done: int, credited: list[Credited]) -> None:
    words = ngettext("%(number)d place is cancelled", "%(number)d places are cancelled", done)
    is_group = len(link.participants) > 1
    messages.success(request, words % {"number": done} if is_group else _("It is cancelled"))
    for one in credited:
        words = _("Invoice %(number)s is credited by %(sum)s.")
        messages.success(request, words % {"number": one.number, "sum": formats.money(one.ore)})
