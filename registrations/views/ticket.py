"""The ticket of a confirmed place: its code, in letters and as a picture for the door's camera."""

from dataclasses import dataclass
from io import BytesIO

import segno
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from registrations.models import Offering, Participant
from registrations.tickets import CODE, ticket_code
from registrations.words import Status

# White round the code, in modules, that readers need.
QUIET_ZONE = 4


@dataclass(frozen=True)
class Ticket:
    """What is shown at the door."""

    participant: Participant
    code: str
    picture: SafeString


def code_at_the_door(participant: Participant, offering: Offering) -> str:
    """Return the code of a place that will be asked for at the door, otherwise nothing."""
    is_asked = participant.status == Status.CONFIRMED and not offering.is_cancelled
    if not is_asked or offering.is_over():
        return ""
    return ticket_code(participant.pk, participant.link_version)


def ticket_of(participant: Participant, offering: Offering, request: HttpRequest) -> Ticket | None:
    """Return the ticket; the picture opens the door's page to those who work there."""
    code = code_at_the_door(participant, offering)
    if not code:
        return None
    door = reverse("workspace:door", args=[offering.pk])
    address = request.build_absolute_uri(f"{door}?{CODE}={code.replace('-', '')}")
    return Ticket(participant, code, _picture(address))


def _picture(text: str) -> SafeString:
    drawn = BytesIO()
    code = segno.make(text, micro=False, error="m")
    code.save(
        drawn,
        kind="svg",
        border=QUIET_ZONE,
        light="#fff",
        xmldecl=False,
        svgns=False,
        omitsize=True,
    )
    # Made of the squares of a code alone, so nothing that anybody typed is in it.
    return mark_safe(drawn.getvalue().decode())
