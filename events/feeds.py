"""The calendar as iCalendar and RSS, so that people can follow it."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import get_language, gettext
from icalendar import Calendar, Event

from events.addresses import absolute
from events.listing import Entry
from registrations import formats
from registrations.facts import OfferingFacts, place_words
from registrations.models import Occasion, Offering


def calendar_file(entries: Iterable[Entry], name: str) -> bytes:
    """Return the entries as one iCalendar file: an event for each occasion."""
    calendar = _empty_calendar()
    calendar.add("x-wr-calname", name)
    calendar.add("name", name)
    calendar.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    for entry in entries:
        if entry.facts is None:
            calendar.add_component(_outside_event(entry))
        else:
            for event in _events(entry.facts, absolute(entry.url), entry.title):
                calendar.add_component(event)
    return bytes(calendar.to_ical())


def offering_file(facts: OfferingFacts, url: str) -> bytes:
    """Return one offering as an iCalendar file."""
    calendar = _empty_calendar()
    for event in _events(facts, url, facts.title):
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def rss_file(entries: Sequence[Entry], *, title: str, link: str, feed_url: str) -> str:
    feed = Rss201rev2Feed(
        title=title,
        link=absolute(link),
        description=gettext("Events in the calendar, the next one first."),
        language=get_language() or "sv",
        feed_url=absolute(feed_url),
    )
    for entry in entries:
        feed.add_item(
            title=entry.title,
            link=absolute(entry.url),
            description=_description(entry),
            unique_id=uid_of_entry(entry),
            unique_id_is_permalink=False,
            pubdate=entry.page.first_published_at,
            categories=[entry.kind_words],
        )
    return feed.writeString("utf-8")


def uid_of_entry(entry: Entry) -> str:
    if entry.facts is None:
        return _uid(f"page-{entry.page.translation_key}")
    return _uid(f"offering-{entry.facts.offering.pk}")


def _description(entry: Entry) -> str:
    when = formats.day_range(entry.starts_at, entry.ends_at)
    lines = [when, entry.place, entry.price_words, entry.seats.words]
    return " · ".join(line for line in lines if line)


def _empty_calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", f"-//Kretslopp//{(get_language() or 'sv').upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    return calendar


def _events(facts: OfferingFacts, url: str, title: str) -> Iterable[Event]:
    for occasion in facts.occasions:
        event = Event()
        event.add("uid", _uid(f"occasion-{occasion.pk}"))
        event.add("summary", f"{title}: {occasion.title}" if occasion.title else title)
        event.add("dtstart", occasion.starts_at.astimezone(UTC))
        event.add("dtend", occasion.ends_at.astimezone(UTC))
        event.add("location", _location(occasion))
        event.add("url", url)
        event.add("description", f"{facts.seats.words}\n{url}")
        _add_version(event, facts.offering)
        yield event


def _add_version(event: Event, offering: Offering) -> None:
    """A changed event keeps its UID and gets a higher SEQUENCE, so that calendars replace it."""
    cancelled = offering.state == Offering.State.CANCELLED
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    age = offering.changed_at - offering.created_at
    event.add("sequence", max(0, int(age.total_seconds())))
    event.add("dtstamp", offering.changed_at.astimezone(UTC))
    event.add("last-modified", offering.changed_at.astimezone(UTC))


def _location(occasion: Occasion) -> str:
    if occasion.is_online or not occasion.address:
        return place_words(occasion)
    return ", ".join(
        part for part in (occasion.place_name, occasion.address, occasion.town) if part
    )


def _outside_event(entry: Entry) -> Event:
    changed: datetime = entry.page.last_published_at or entry.starts_at
    created: datetime = entry.page.first_published_at or changed
    event = Event()
    event.add("uid", uid_of_entry(entry))
    event.add("summary", entry.title)
    event.add("dtstart", entry.starts_at.astimezone(UTC))
    event.add("dtend", entry.ends_at.astimezone(UTC))
    event.add("location", entry.place)
    event.add("url", absolute(entry.url))
    event.add("status", "CONFIRMED")
    event.add("sequence", max(0, int((changed - created).total_seconds())))
    event.add("dtstamp", changed.astimezone(UTC))
    return event


def _uid(name: str) -> str:
    return f"{name}@{urlsplit(settings.BASE_URL).hostname}"
