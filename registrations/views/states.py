"""Says in words how it stands for each person: the state first, then what it means."""

from bisect import bisect_left
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registrations import formats
from registrations.languages import in_language
from registrations.models import Offering, Participant
from registrations.waitlist import people_before
from registrations.words import Status, WaitlistMode


@dataclass(frozen=True)
class State:
    """A state for the reader: `tone` and `icon` only repeat what the words say."""

    title: str
    text: str = ""
    tone: str = "info"
    icon: str = "clock"


def line_words(before: int) -> str:
    """Return the place in line as a number of people."""
    if before == 0:
        return _("You are next in line.")
    return ngettext(
        "%(number)d person is before you.", "%(number)d people are before you.", before
    ) % {"number": before}


def rule_words(offering: Offering) -> str:
    """Return how a freed seat finds the next in line."""
    if offering.waitlist == WaitlistMode.AUTOMATIC:
        return ngettext(
            "When a seat becomes free it is offered to the first in line whom it fits. You get a"
            " mail and have %(hours)d hour to answer; then it goes on to the next.",
            "When a seat becomes free it is offered to the first in line whom it fits. You get a"
            " mail and have %(hours)d hours to answer; then it goes on to the next.",
            offering.offer_hours,
        ) % {"hours": offering.offer_hours}
    if offering.waitlist == WaitlistMode.AT_ONCE:
        return _(
            "When a seat becomes free the first in line whom it fits gets it at once, and a mail."
        )
    return _("The organiser decides who gets a seat that becomes free, and mails you.")


def state_of(participant: Participant, offering: Offering, *, is_unpaid: bool = False) -> State:
    """Return the state to one person, as "you"; `is_unpaid` is a seat to pay online, not paid."""
    if offering.state == Offering.State.CANCELLED:
        return State(_("The event is cancelled"), tone="bad", icon="struck")
    if participant.status == Status.WAITING:
        return State(
            _("You are on the waitlist"),
            f"{line_words(people_before(participant))} {rule_words(offering)}",
            "warn",
        )
    if participant.status == Status.OFFERED:
        return State(_("A seat is free for you"), _until(participant), "warn")
    if participant.status == Status.LAPSED and is_unpaid:
        return State(
            _("The place was let go"),
            _("The payment did not come in time. No money was taken."),
            "warn",
        )
    return _settled_state(participant, offering)


def _until(participant: Participant) -> str:
    if participant.seat_until is None:
        return ""
    return _("Answer no later than %(moment)s. Then it goes on to the next in line.") % {
        "moment": formats.moment(participant.seat_until)
    }


def _settled_state(participant: Participant, offering: Offering) -> State:
    over = offering.is_over()
    states = {
        Status.CONFIRMED: State(
            _("You had a seat") if over else _("You have a seat"), tone="ok", icon="tick"
        ),
        Status.HELD: State(_("Your place is held"), _("It is yours once it is paid."), tone="warn"),
        Status.APPLIED: State(
            _("Your application is in"),
            _("The organiser decides who gets a seat and mails you then."),
        ),
        Status.LAPSED: State(
            _("The seat went on"),
            _("We had no answer in time, so the seat was offered to the next in line."),
            "warn",
        ),
        Status.DECLINED: State(_("You did not get a seat"), tone="bad", icon="struck"),
        Status.CANCELLED: State(_("Your seat is cancelled"), tone="bad", icon="struck"),
    }
    return states[Status(participant.status)]


def short_state(participant: Participant, line: list[int]) -> str:
    """Return the state of one of a group; `line` holds the places of all who wait, in order."""
    words = {
        Status.APPLIED: _("Application in, the organiser decides"),
        Status.HELD: _("Place held, not paid yet"),
        Status.OFFERED: _("A seat is free, not yet answered"),
        Status.CONFIRMED: _("Has a seat"),
        Status.LAPSED: _("Did not answer in time"),
        Status.DECLINED: _("Did not get a seat"),
        Status.CANCELLED: _("Cancelled"),
    }
    if participant.status == Status.WAITING:
        before = bisect_left(line, participant.place or 0)
        if not before:
            return _("On the waitlist, first in line")
        return ngettext(
            "On the waitlist, %(number)d before", "On the waitlist, %(number)d before", before
        ) % {"number": before}
    return words[Status(participant.status)]


def line_of(participants: list[Participant]) -> list[int]:
    """Return the places of all who wait for the same event, if any of these does."""
    if not any(one.status == Status.WAITING for one in participants):
        return []
    line = Participant.objects.filter(
        offering_id=participants[0].offering_id, status=Status.WAITING
    )
    places = line.order_by("place").values_list("place", flat=True)
    return [place for place in places if place is not None]


def group_state(participants: list[Participant], offering: Offering) -> State:
    """Return how it stands for a group: "You have three seats"."""
    statuses = {participant.status for participant in participants}
    title = _group_title(participants, offering)
    if offering.state == Offering.State.CANCELLED:
        return State(title, tone="bad", icon="struck")
    if statuses & {Status.WAITING, Status.OFFERED, Status.HELD}:
        return State(title, tone="warn")
    if Status.CONFIRMED in statuses:
        return State(title, tone="ok", icon="tick")
    return State(title)


def _group_title(participants: list[Participant], offering: Offering) -> str:
    if offering.state == Offering.State.CANCELLED:
        return _("The event is cancelled")
    statuses = [participant.status for participant in participants]
    seats, waits = statuses.count(Status.CONFIRMED), statuses.count(Status.WAITING)
    offered, held = statuses.count(Status.OFFERED), statuses.count(Status.HELD)
    if held:
        return ngettext(
            "We hold %(number)s place for you",
            "We hold %(number)s places for you",
            held,
        ) % {"number": formats.number_word(held)}
    if offered:
        return ngettext(
            "%(number)s seat is free for you", "%(number)s seats are free for you", offered
        ) % {"number": offered}
    if seats and waits:
        return _("%(seats)s of you have a seat, %(waits)s on the waitlist") % {
            "seats": seats,
            "waits": waits,
        }
    if seats:
        return ngettext("You have one seat for your group", "You have %(number)s seats", seats) % {
            "number": formats.number_word(seats)
        }
    if waits:
        return ngettext(
            "%(number)s of you is on the waitlist", "%(number)s of you are on the waitlist", waits
        ) % {"number": waits}
    if Status.APPLIED in statuses:
        return _("Your application is in")
    return _("No one in this registration has a seat")


def reason_of(offering: Offering) -> str:
    """Return why the event was cancelled, in the reader's language."""
    is_cancelled = offering.state == Offering.State.CANCELLED
    return in_language(offering, "cancelled_reason") if is_cancelled else ""
