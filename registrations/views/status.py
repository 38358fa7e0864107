"""The page behind a link: how it stands, what is left to do, what may change, what happened."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from registrations import formats
from registrations.cancellation import may_withdraw
from registrations.facts import facts_of
from registrations.forms.changes import NameForm
from registrations.models import Answer, Choice, Offering, Participant, Payer
from registrations.views.event import page_address
from registrations.views.history import history_of, name_of
from registrations.views.keeping import kept_data
from registrations.views.links import Link, by_link
from registrations.views.money import account_of
from registrations.views.paying import Kind, Paying, is_unpaid, payer_of, paying_behind
from registrations.views.payment_return import bring_up_to_date
from registrations.views.states import group_state, line_of, reason_of, short_state, state_of
from registrations.views.ticket import code_at_the_door, ticket_of
from registrations.words import LIVE, LIVE_CHECKOUT, SEATED, Status

# In the address of a page that waits for the bank, when it asks again.
ASK = "ask"


@dataclass(frozen=True)
class Task:
    """Something left to do, with where to do it."""

    title: str
    text: str
    url: str
    button: str


@dataclass(frozen=True)
class Row:
    """One person of a group on the contact person's page."""

    participant: Participant
    name: str
    state: str
    # Of the ticket, for the contact person to pass on.
    code: str
    extras: str
    form: NameForm | None
    urls: dict[str, str]
    may_change_details: bool
    may_swap: bool
    may_change_extras: bool
    may_rejoin: bool


@by_link
@require_safe
def status(request: HttpRequest, link: Link) -> HttpResponse:
    offering = link.offering
    payer = payer_of(link)
    if ASK in request.GET:
        return _ask(link, payer)
    single = link.participants[0] if len(link.participants) == 1 else None
    paying = paying_behind(link, payer)
    context = {
        "link": link,
        "facts": facts_of(offering),
        "event_url": page_address(offering, request),
        "single": single,
        "ticket": ticket_of(single, offering, request) if single else None,
        "state": (
            state_of(single, offering, is_unpaid=is_unpaid(payer, paying))
            if single
            else group_state(link.participants, offering)
        ),
        **_money(request, link, paying),
        "rows": rows_of(link) if single is None else [],
        "choices": choices_of(link, single) if single else [],
        "tasks": tasks_of(link),
        "account": account_of(link, payer, paying),
        "history": history_of(link),
        "kept": kept_data(link),
        "may": permissions_of(link, single) if single else {},
        "has_questions": _has_questions(link),
        "may_cancel_some": may_change(offering)
        and any(one.status in LIVE for one in link.participants),
        "reason": reason_of(offering),
    }
    return render(request, "registrations/status.html", context)


def _money(request: HttpRequest, link: Link, paying: Paying) -> dict[str, object]:
    """Return what the page says of the payment, and what can be done about it."""
    signup_url = _signup_url(link.offering, paying)
    return {
        "paying": paying,
        "shows_payment": paying.kind != Kind.NOTHING,
        # Somebody else's tab may have paid: to see that, the provider need not be asked.
        "refresh_url": f"{request.path}?{ASK}=1" if paying.kind == Kind.BANK else request.path,
        "pay_url": link.urls["pay"] if may_change(link.offering) else "",
        "signup_url": signup_url,
        # Seats are free to all again: the line is the wrong place for one who did not pay.
        "hides_rejoin": bool(signup_url),
        "may_withdraw": any(
            one.status in SEATED and may_withdraw(one, timezone.now()) for one in link.participants
        ),
    }


def _ask(link: Link, payer: Payer | None) -> HttpResponse:
    """Have the provider asked about a payment under way, then show the page."""
    live = payer.checkouts.filter(state__in=LIVE_CHECKOUT).first() if payer is not None else None
    if live is not None:
        bring_up_to_date(live)
    return redirect(link.url("status"))


def _signup_url(offering: Offering, paying: Paying) -> str:
    is_lost = paying.kind in {Kind.LET_GO, Kind.TOO_LATE} and offering.is_open()
    return reverse("registrations:signup", args=[offering.slug]) if is_lost else ""


def may_change(offering: Offering) -> bool:
    return offering.state != Offering.State.CANCELLED and not offering.is_over()


def permissions_of(link: Link, participant: Participant) -> dict[str, bool]:
    """Tell what the person may do now; the domain checks again."""
    changeable = may_change(link.offering)
    live = participant.status in LIVE
    return {
        "details": live and not link.offering.is_over(),
        "extras": live and link.offering.allows_changes() and _has_extras(link),
        "answers": live
        and link.offering.allows_changes()
        and link.is_self(participant)
        and _has_questions(link),
        "swap": changeable and participant.status == Status.CONFIRMED,
        "cancel": changeable and live,
        "rejoin": changeable and participant.status == Status.LAPSED,
    }


def _has_extras(link: Link) -> bool:
    return link.offering.extras.filter(is_offered=True).exists()


def _has_questions(link: Link) -> bool:
    return link.offering.questions.filter(is_asked=True).exists()


def rows_of(link: Link) -> list[Row]:
    """Return the people of a group with what the contact person may do for each."""
    changeable = may_change(link.offering)
    extras, line = _extras_by_person(link), line_of(link.participants)
    has_extras = link.offering.allows_changes() and _has_extras(link)
    return [
        Row(
            participant=participant,
            name=name_of(participant),
            state=short_state(participant, line),
            code=code_at_the_door(participant, link.offering),
            extras=", ".join(extras.get(participant.pk, [])),
            form=_name_form(participant) if changeable else None,
            urls=link.urls_of(participant),
            may_change_details=changeable and participant.is_named and participant.status in LIVE,
            may_swap=changeable and participant.is_named and participant.status == Status.CONFIRMED,
            may_change_extras=has_extras and participant.status in LIVE,
            may_rejoin=changeable and participant.status == Status.LAPSED,
        )
        for participant in link.participants
    ]


def _name_form(participant: Participant) -> NameForm | None:
    if participant.is_named or participant.status not in LIVE:
        return None
    return NameForm(auto_id=f"id_{participant.number}_%s")


def _extras_by_person(link: Link) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    choices = Choice.objects.filter(
        participant__registration=link.registration, participant__status__in=LIVE
    )
    for choice in choices.select_related("extra").order_by("pk"):
        wished = _(" (wished)") if choice.state == "wished" else ""
        found.setdefault(choice.participant_id, []).append(choice.extra.name + wished)
    return found


def choices_of(link: Link, participant: Participant) -> list[str]:
    """Return the fee and the extras of one person, those still wished for marked."""
    extras = _extras_by_person(link).get(participant.pk, [])
    return [participant.fee.name, *extras]


def tasks_of(link: Link) -> list[Task]:
    """Return what is left to do, the most urgent first."""
    if not may_change(link.offering):
        return []
    return [*_offers(link), *_unanswered(link), *_unnamed(link)]


def _offers(link: Link) -> list[Task]:
    return [
        Task(
            _("Answer about the seat"),
            _("No later than %(moment)s.") % {"moment": formats.moment(participant.seat_until)}
            if participant.seat_until
            else "",
            link.url("offer", *_number(link, participant)),
            _("See the offer"),
        )
        for participant in link.participants
        if participant.status == Status.OFFERED
    ]


def _number(link: Link, participant: Participant) -> list[int]:
    return [participant.number] if len(link.participants) > 1 else []


def _unanswered(link: Link) -> list[Task]:
    """Return the reader's own questions without an answer, while changes are possible."""
    mine = [one for one in link.participants if link.is_self(one) and one.status in LIVE]
    if not mine or not link.offering.allows_changes():
        return []
    asked = set(link.offering.questions.filter(is_asked=True).values_list("pk", flat=True))
    answered = set(Answer.objects.filter(participant=mine[0]).values_list("question", flat=True))
    touched = mine[0].log.filter(happening="answers_changed").exists()
    if not asked - answered or (answered and not _required(link) - answered) or touched:
        return []
    until = link.offering.changes_until
    text = _("No later than %(day)s.") % {"day": formats.day(until)} if until else ""
    own = Link(mine[0].token, link.registration, mine[0])
    return [Task(_("Answer about food and access"), text, own.url("answers"), _("Answer"))]


def _required(link: Link) -> set[int]:
    required = link.offering.questions.filter(is_asked=True, is_required=True)
    return set(required.values_list("pk", flat=True))


def _unnamed(link: Link) -> list[Task]:
    unnamed = [one for one in link.participants if not one.is_named and one.status in SEATED]
    if not link.is_contact or not unnamed:
        return []
    text = _("Everyone named gets a mail and a page of their own.")
    return [Task(_("Name everyone who takes part"), text, "#people", _("Name them"))]
