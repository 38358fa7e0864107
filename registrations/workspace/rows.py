"""How a participant's status is shown: its shape, and its words with place and deadline."""

from bisect import bisect_left

from django.utils.translation import gettext

from registrations.models import Participant
from registrations.words import PROVISIONAL, Status
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
