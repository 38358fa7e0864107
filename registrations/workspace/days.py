"""Periods of whole days as people in Sweden count them, the last day included."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext


def day_of(text: str) -> date | None:
    """Return the day of "2026-11-24", or None for anything else."""
    try:
        return date.fromisoformat(text) if len(text) == len("2026-11-24") else None
    except ValueError:
        return None


def period_error(first: date | None, last: date | None) -> str:
    """Return what is wrong with a period of days, if anything is."""
    if first and last and last < first:
        return gettext("The last day is before the first.")
    return ""


def start_of(day: date) -> datetime:
    """Return the moment at which a day begins here."""
    return timezone.make_aware(datetime.combine(day, time()))


def end_of(day: date) -> datetime:
    """Return the moment at which the next day begins: what is before it belongs to the day."""
    return start_of(day + timedelta(days=1))
