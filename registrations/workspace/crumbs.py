"""The path at the top of each page of the workspace."""

from django.urls import reverse
from django.utils.translation import gettext, pgettext

from registrations.models import Offering
from registrations.workspace.addresses import offering_setup_url
from registrations.workspace.wording import brief_day

Crumb = dict[str, str]


def crumbs(offering: Offering | None, *words: str) -> list[Crumb]:
    """Return the path: the overview, the offering, and the words that follow; the page is last."""
    path = [
        {
            "url": reverse("workspace:overview"),
            "label": pgettext("workspace menu", "Registrations"),
        }
    ]
    if offering is not None:
        path.append({"url": offering_setup_url(offering), "label": short_title(offering)})
    path.extend({"url": "", "label": word} for word in words)
    return path


def short_title(offering: Offering) -> str:
    """Return the title with its date, as several offerings may share a title."""
    if offering.first_starts_at is None:
        return f"{offering.title} ({gettext('no date')})"
    return f"{offering.title}, {brief_day(offering.first_starts_at)}"
