"""Short forms of dates and times for lists, where the public pages write them out."""

from datetime import date, datetime

from babel.dates import format_date
from django.contrib.auth.models import Group
from django.utils import timezone
from django.utils.translation import get_language, pgettext, pgettext_lazy

from registrations import formats
from registrations.models import Offering


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


def state_words(offering: Offering) -> str:
    """Return whether people can sign up now, and from when where they cannot yet."""
    if offering.state != Offering.State.OPEN:
        return str(offering.get_state_display())
    now = timezone.now()
    if offering.is_over(now):
        return pgettext("offering state", "Over")
    if offering.opens_at and offering.opens_at > now:
        return pgettext("offering state", "Opens %(moment)s") % {
            "moment": brief_moment(offering.opens_at)
        }
    state = Offering.State.OPEN if offering.is_open(now) else Offering.State.CLOSED
    return str(state.label)


GROUPS = {
    "Bookkeepers": pgettext_lazy("group", "Bookkeepers"),
    "Check-in": pgettext_lazy("group", "Check-in"),
    "Editors": pgettext_lazy("group", "Editors"),
    "Moderators": pgettext_lazy("group", "Moderators"),
    "Organisers": pgettext_lazy("group", "Organisers"),
}


def group_words(group: Group) -> str:
    """Return a group's name; those that come with the installation are translated."""
    return str(GROUPS.get(group.name, group.name))
