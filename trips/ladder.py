"""What cancelling a trip costs, by day, as lines for a table."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext

from registrations import formats
from registrations.facts import OfferingFacts


@dataclass(frozen=True)
class Step:
    when: str
    share: str


def read_ladder(facts: OfferingFacts | None) -> list[Step]:
    """Return the cancellation steps with dates; nothing without a date or without steps."""
    if facts is None or facts.starts_at is None:
        return []
    first_day = timezone.localtime(facts.starts_at).date()
    steps = [
        (first_day - timedelta(days=step.days_before), step.per_cent)
        for step in facts.offering.cancellation_steps.all()
    ]
    if not steps:
        return []
    before = gettext("Until %(day)s") % {"day": _day(steps[0][0] - timedelta(days=1))}
    return [Step(before, gettext("Nothing")), *_lines(steps)]


def _lines(steps: list[tuple[date, int]]) -> list[Step]:
    ends = [day - timedelta(days=1) for day, _ in steps[1:]]
    lines = [
        Step(formats.day_range(day, end), _share(per_cent))
        for (day, per_cent), end in zip(steps, ends, strict=False)
    ]
    last_day, last_share = steps[-1]
    return [
        *lines,
        Step(gettext("From %(day)s") % {"day": _day(last_day)}, _share(last_share)),
    ]


def _day(day: date) -> str:
    return formats.short_day(day)


def _share(per_cent: int) -> str:
    return formats.percent(Decimal(per_cent)) if per_cent else gettext("Nothing")
