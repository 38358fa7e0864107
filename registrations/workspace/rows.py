"""The rows of one page of the attendee list, read with a fixed number of statements."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.utils.translation import gettext, ngettext, pgettext

from registrations.models import Answer, Participant, Question
from registrations.words import LIVE, PROVISIONAL, Status
from registrations.workspace.addresses import registration_url
from registrations.workspace.participant_money import payment_words
from registrations.workspace.wording import near_moment

ICONS = {
    Status.CONFIRMED: "tick",
    Status.HELD: "half",
    Status.OFFERED: "clock",
    Status.WAITING: "clock",
    Status.APPLIED: "half",
    Status.LAPSED: "struck",
    Status.DECLINED: "struck",
    Status.CANCELLED: "struck",
}


@dataclass(frozen=True)
class Row:
    """One line of the list, in words."""

    pk: str
    url: str
    name: str
    is_named: bool
    organisation: str
    status: str
    status_words: str
    payment: str
    answers: str
    registered_at: datetime
    is_counted: bool

    @property
    def icon(self) -> str:
        return ICONS[Status(self.status)]


def rows_of(participants: Sequence[Participant], required: list[Question]) -> list[Row]:
    """Return the rows of participants that all belong to one offering."""
    keys = [participant.pk for participant in participants]
    payments = payment_words(participants)
    answered = dict(
        Answer.objects.filter(participant__in=keys, question__in=required)
        .exclude(value="")
        .order_by()
        .values_list("participant")
        .annotate(Count("pk"))
    )
    line = line_of(participants[0].offering_id) if participants else []
    return [
        Row(
            pk=str(participant.pk),
            url=registration_url(participant.registration_id),
            name=participant.name or _nameless(participant),
            is_named=participant.is_named,
            organisation=participant.organisation,
            status=participant.status,
            status_words=status_words(participant, line),
            payment=payments[participant.pk],
            answers=_answers_words(participant, answered.get(participant.pk, 0), len(required)),
            registered_at=participant.created_at,
            is_counted=participant.counted,
        )
        for participant in participants
    ]


def _nameless(participant: Participant) -> str:
    return gettext("Not yet named, by %(contact)s") % {
        "contact": participant.registration.contact_name
    }


def line_of(offering_id: int) -> list[int]:
    """Return the places in an offering's waitlist, in order."""
    waiting = Participant.objects.filter(
        offering=offering_id, status=Status.WAITING, place__isnull=False
    )
    return [place or 0 for place in waiting.order_by("place").values_list("place", flat=True)]


def status_words(participant: Participant, line: list[int]) -> str:
    words = str(Status(participant.status).label)
    if participant.status == Status.WAITING and participant.place is not None:
        number = bisect_left(line, participant.place) + 1
        text = gettext("%(status)s, number %(number)d in line")
        return text % {"status": words, "number": number}
    if participant.status in PROVISIONAL and participant.seat_until is not None:
        until = near_moment(participant.seat_until)
        return gettext("%(status)s until %(time)s") % {"status": words, "time": until}
    return words


def _answers_words(participant: Participant, answered: int, required: int) -> str:
    if not required or participant.status not in LIVE:
        return "–"
    missing = required - answered
    if not missing:
        return pgettext("answers", "Done")
    return ngettext("%(number)d missing", "%(number)d missing", missing) % {"number": missing}
