"""The calendar file that goes with a mail about a seat: one entry for each occasion."""

from collections.abc import Sequence
from datetime import UTC

from django.conf import settings
from icalendar import Calendar, Event

from registrations.facts import place_words
from registrations.models import Occasion, Offering


def invitation(offering: Offering, occasions: Sequence[Occasion], link: str) -> bytes | None:
    """Return the occasions as an iCalendar file, or nothing where there are none."""
    if not occasions:
        return None
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.WAGTAIL_SITE_NAME}//Kretslopp//")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for occasion in occasions:
        event = Event()
        event.add("uid", f"{offering.slug}-{occasion.pk}@kretslopp")
        event.add("dtstamp", offering.changed_at.astimezone(UTC))
        event.add("dtstart", occasion.starts_at.astimezone(UTC))
        event.add("dtend", occasion.ends_at.astimezone(UTC))
        event.add("summary", occasion.title or offering.title)
        event.add("location", place_words(occasion))
        if link:
            event.add("url", link)
        calendar.add_component(event)
    return calendar.to_ical()
