"""Short forms of dates and times for lists, where the public pages write them out."""

from datetime import date, datetime

from babel.dates import format_date
from django.utils import timezone
from django.utils.translation import get_language

from registrations import formats


def brief_day(value: date | datetime, *, pattern: str = "d MMM y") -> str:
    """Return "24 nov. 2026" or "24 Nov 2026"."""
    local = timezone.localtime(value).date() if isinstance(value, datetime) else value
    locale = "en_GB" if (get_language() or "sv").startswith("en") else "sv_SE"
    return format_date(local, pattern, locale=locale).replace(" ", formats.NBSP)


def near_moment(value: datetime) -> str:
    """Return "24 nov. kl. 14.32" for a time within days."""
    return brief_moment(value, pattern="d MMM")


def brief_moment(value: datetime, *, pattern: str = "d MMM y") -> str:
    """Return "24 nov. 2026 kl. 14.32" or "24 Nov 2026, 14.32"."""
    between = "," if (get_language() or "sv").startswith("en") else ""
    return f"{brief_day(value, pattern=pattern)}{between}{formats.NBSP}{formats.clock(value)}"
