"""The personal data behind a link: what we keep, why, who reads it and when it is deleted."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from registrations import formats
from registrations.forms.questions import deletion_day
from registrations.views.links import Link


@dataclass(frozen=True)
class Kept:
    what: str
    why: str
    readers: str
    until: str


def _until(link: Link, *, health: bool) -> str:
    day = deletion_day(link.offering, health=health)
    return formats.short_day(day) if day is not None else _("when the event is over")


def kept_data(link: Link) -> list[Kept]:
    """Return one row per kind of data."""
    organisers = _("the organisers")
    rows = [
        Kept(
            _("Name, e-mail, organisation, telephone"),
            _("to keep your seat and to reach you"),
            organisers,
            _until(link, health=False),
        ),
        Kept(_("Your answers"), _("to plan the day"), organisers, _until(link, health=False)),
        Kept(
            _("Answers about food and access, encrypted"),
            _("so that everyone can eat and take part"),
            _("those who arrange food and access, and nobody else"),
            _until(link, health=True),
        ),
        Kept(
            _("What is on an invoice or receipt"),
            _("the bookkeeping law"),
            _("the organisers and the bookkeeper"),
            _("seven years after the year of it"),
        ),
    ]
    return rows
