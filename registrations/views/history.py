"""What happened when, in plain words, for the page behind a link."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from registrations.models import LogEntry, Participant
from registrations.personal_data import contact_since, tenures
from registrations.views.links import Link
from registrations.words import ActorKind, Happening

WORDS = {
    Happening.REGISTERED: gettext_lazy("The registration was sent"),
    Happening.APPLIED: gettext_lazy("The application was sent"),
    Happening.WAITLISTED: gettext_lazy("Joined the waitlist"),
    Happening.HELD: gettext_lazy("A seat was kept"),
    Happening.CONFIRMED: gettext_lazy("The seat was confirmed"),
    Happening.OFFERED: gettext_lazy("A seat was offered"),
    Happening.OFFER_EXTENDED: gettext_lazy("More time to answer"),
    Happening.LAPSED: gettext_lazy("The time to take the place ran out"),
    Happening.DECLINED: gettext_lazy("The application was declined"),
    Happening.CANCELLED: gettext_lazy("The seat was cancelled"),
    Happening.NAMED: gettext_lazy("The place got a name"),
    Happening.SWAPPED: gettext_lazy("The seat was given to a colleague"),
    Happening.GIVEN_AWAY: gettext_lazy("The seat was given away"),
    Happening.REINSTATED: gettext_lazy("Registered again"),
    Happening.PAYER_CHANGED: gettext_lazy("The invoice details were changed"),
    Happening.DETAILS_CHANGED: gettext_lazy("Details were corrected"),
    Happening.ANSWERS_CHANGED: gettext_lazy("Answers were changed"),
    Happening.EXTRAS_CHANGED: gettext_lazy("Extras were changed"),
    Happening.EXTRA_GRANTED: gettext_lazy("A wished extra became free"),
    Happening.LINK_SENT: gettext_lazy("The link was mailed again"),
    Happening.OFFERING_CANCELLED: gettext_lazy("The event was cancelled"),
    Happening.PAID: gettext_lazy("The payment arrived"),
    Happening.SEAT_GONE: gettext_lazy("The payment arrived when the place had gone"),
    Happening.RECEIPT: gettext_lazy("A receipt was issued"),
    Happening.CREDITED: gettext_lazy("A credit was issued"),
    Happening.REFUND_ASKED: gettext_lazy("It was decided to give money back"),
    Happening.REFUNDED: gettext_lazy("Money was given back"),
    Happening.REFUND_FAILED: gettext_lazy("Money could not be given back yet"),
    Happening.DISPUTED: gettext_lazy("The bank questioned the payment"),
    Happening.FEE_CHANGED: gettext_lazy("The fee was changed"),
    Happening.EXPORTED: gettext_lazy("The personal data were downloaded"),
    Happening.HEALTH_READ: gettext_lazy("Someone responsible for food and access read the answers"),
}
# Reasons written to the person; others are notes between organisers.
REASONS_SHOWN = {Happening.CANCELLED, Happening.DECLINED}


@dataclass(frozen=True)
class Event:
    at: datetime
    what: str
    who: str
    person: str
    reason: str


def history_of(link: Link) -> list[Event]:
    """Return the happenings that this link may show, the latest first."""
    people = {participant.pk: participant for participant in link.participants}
    entries = list(_entries(link))
    repeated = {entry.created_at for entry in entries if entry.participant_id}
    return [
        _event(entry, link, people)
        for entry in entries
        if entry.happening != Happening.REGISTERED
        or link.is_contact
        or entry.created_at not in repeated
    ]


def _entries(link: Link) -> Iterator[LogEntry]:
    """Return the happenings of the reader's time: a new person reads nothing of the former."""
    mine = [one for one in link.participants if link.is_self(one)]
    since = tenures(mine)
    start = contact_since(link.registration, mine, since) if link.is_contact else None
    entries = LogEntry.objects.filter(registration=link.registration).order_by("-pk")
    if link.own is not None:
        entries = entries.filter(
            Q(participant=link.own) | Q(participant=None, happening=Happening.REGISTERED)
        )
        start = since.get(link.own.pk)
    # That someone has health answers is for that person to know.
    others = [one.pk for one in link.participants if not link.is_self(one)]
    entries = entries.exclude(happening=Happening.WRITTEN_OFF)
    for entry in entries.exclude(happening=Happening.HEALTH_READ, participant__in=others):
        took_over = start or since.get(entry.participant_id or 0)
        if took_over is None or entry.pk >= took_over.pk:
            yield entry


def _event(entry: LogEntry, link: Link, people: dict[int, Participant]) -> Event:
    happening = Happening(entry.happening)
    participant = people.get(entry.participant_id or 0)
    shows_person = participant is not None and len(people) > 1
    return Event(
        at=entry.created_at,
        what=str(WORDS.get(happening, happening.label)),
        who=_who(entry.actor_kind, link),
        person=name_of(participant) if shows_person and participant else "",
        reason=entry.reason if happening in REASONS_SHOWN else "",
    )


def _who(kind: str, link: Link) -> str:
    if kind == ActorKind.STAFF:
        return pgettext("by whom", "by the organiser")
    if kind == ActorKind.SYSTEM:
        return pgettext("by whom", "automatically")
    is_reader = (kind == ActorKind.CONTACT) == link.is_contact
    if is_reader:
        return pgettext("by whom", "by you")
    if kind == ActorKind.CONTACT:
        return pgettext("by whom", "by the contact person")
    return pgettext("by whom", "by the participant")


def name_of(participant: Participant) -> str:
    """Return the person's name, or the number of a place not yet named."""
    return participant.name or _("Participant %(number)d") % {"number": participant.number}
