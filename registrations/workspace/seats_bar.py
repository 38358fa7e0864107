"""The bar of seats above a list: confirmed, held, offered and free, drawn without inline style."""

from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from registrations.models import Offering, Participant, Quota
from registrations.words import Status
from registrations.workspace.attendees.listing import Counts

WIDTH = 1000


@dataclass(frozen=True)
class Part:
    """A stretch of the bar, in thousandths of its width, with its line in the legend."""

    kind: str
    start: int
    width: int
    words: str


@dataclass(frozen=True)
class SeatsBar:
    parts: tuple[Part, ...]
    waiting: int
    applied: int
    others: tuple[Quota, ...]

    @property
    def words(self) -> str:
        return ", ".join(part.words for part in self.parts)


def seats_bar(offering: Offering, counts: Counts | None = None) -> SeatsBar:
    """Return the bar of the first limited quota, and the other quotas beside it."""
    counts = counts or Counts(Participant.objects.filter(offering=offering))
    quotas = list(offering.quotas.all())
    main = next((quota for quota in quotas if quota.size is not None), None)
    return SeatsBar(
        parts=_parts(counts, main),
        waiting=counts.number_of(Status.WAITING),
        applied=counts.number_of(Status.APPLIED),
        others=tuple(quota for quota in quotas if quota != main),
    )


def _parts(counts: Counts, main: Quota | None) -> tuple[Part, ...]:
    numbers = [
        ("confirmed", counts.number_of(Status.CONFIRMED, counted=True)),
        ("held", counts.number_of(Status.HELD, counted=True)),
        ("offered", counts.number_of(Status.OFFERED, counted=True)),
    ]
    seated = sum(number for _, number in numbers)
    free = (main.left or 0) if main else 0
    whole = max(seated + free, 1)
    parts: list[Part] = []
    start = 0
    for kind, number in [*numbers, ("free", free)]:
        if number or kind in {"confirmed", "free"}:
            width = round(WIDTH * number / whole)
            parts.append(Part(kind, start, width, _words(kind, number, main)))
            start += width
    return tuple(parts)


def _words(kind: str, number: int, main: Quota | None) -> str:
    if kind == "free":
        if main is None:
            return gettext("no limit")
        return gettext("%(number)d free of %(size)d") % {"number": number, "size": main.size}
    texts = {
        "confirmed": ngettext("%(number)d confirmed", "%(number)d confirmed", number),
        "held": ngettext("%(number)d held", "%(number)d held", number),
        "offered": ngettext("%(number)d offered", "%(number)d offered", number),
    }
    return texts[kind] % {"number": number}
