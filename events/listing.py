"""What the calendar, its feeds and other pages list: live events in the reader's language."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext, pgettext
from wagtail.models import Page

from events.models import ExternalEventPage, ListedPage
from registrations.facts import OfferingFacts, SeatsFact, read_facts, with_facts
from registrations.models import Occasion, Offering

ONLINE = "online"


@dataclass(frozen=True)
class Candidate:
    """An event that may be listed, before its facts are read."""

    page: Page
    kind: str
    starts_at: datetime
    ends_at: datetime
    towns: frozenset[str]
    offering_id: int | None = None
    has_siblings: bool = False


@dataclass(frozen=True)
class Entry:
    """One line of a list of events."""

    kind: str
    kind_words: str
    title: str
    url: str
    starts_at: datetime
    ends_at: datetime
    place: str
    seats: SeatsFact
    price_words: str
    page: Page
    facts: OfferingFacts | None = None


@cache
def kinds() -> dict[str, type[ListedPage]]:
    """Return the kinds of event by their word, also those of the apps above."""
    models = [model for model in apps.get_models() if issubclass(model, ListedPage)]
    return {model.kind: model for model in models}


def candidates(now: datetime | None = None, *, past: bool = False) -> list[Candidate]:
    """Return the coming (or past) events with a live page, in order of time; six queries in all."""
    now = now or timezone.now()
    found = [*_own(now, past), *_external(now, past)]
    return sorted(found, key=lambda one: (one.starts_at, one.page.pk), reverse=past)


def next_of_each_page(found: Iterable[Candidate]) -> list[Candidate]:
    """Return the first of what each page holds: many sessions of a game crowd nothing out."""
    first: dict[int, Candidate] = {}
    for one in found:
        first.setdefault(one.page.pk, one)
    return list(first.values())


def entries_of(chosen: Sequence[Candidate], request: HttpRequest | None = None) -> list[Entry]:
    """Return the lines for the chosen events, with the facts of all read together."""
    ids = [one.offering_id for one in chosen if one.offering_id is not None]
    facts = {}
    if ids:
        offerings = with_facts(Offering.objects.filter(pk__in=ids))
        facts = {found.offering.pk: found for found in read_facts(offerings)}
    return [
        _external_entry(one, request)
        if one.offering_id is None
        else _own_entry(one, facts[one.offering_id], request)
        for one in chosen
    ]


def in_reader_language(pages: Iterable[Page]) -> dict[UUID, Page]:
    """Return one page for each key: the reader's language, or the one there is."""
    wanted = "en" if (get_language() or "sv").startswith("en") else "sv"
    chosen: dict[UUID, Page] = {}
    for page in pages:
        if page.translation_key not in chosen or page.locale.language_code == wanted:
            chosen[page.translation_key] = page
    return chosen


def _in_time(start: str, end: str, now: datetime, past: bool) -> Q:
    return Q(**{f"{start}__isnull": False}) & (
        Q(**{f"{end}__lt": now}) if past else Q(**{f"{end}__gte": now})
    )


def _own(now: datetime, past: bool) -> list[Candidate]:
    rows: list[Any] = list(
        Offering.objects.filter(
            _in_time("first_starts_at", "last_ends_at", now, past), page_key__isnull=False
        ).values_list("pk", "page_key", "first_starts_at", "last_ends_at")
    )
    towns: dict[int, set[str]] = defaultdict(set)
    for offering_id, town, is_online in Occasion.objects.filter(
        offering__in=[row[0] for row in rows]
    ).values_list("offering_id", "town", "is_online"):
        towns[offering_id].add(ONLINE if is_online else town)
    pages = in_reader_language(_pages({row[1] for row in rows}))
    number = Counter(row[1] for row in rows)
    kind_of = _kinds_by_content_type()
    return [
        Candidate(
            page=pages[key],
            kind=kind_of[pages[key].content_type_id],
            starts_at=starts_at,
            ends_at=ends_at,
            towns=frozenset(towns[pk] - {""}),
            offering_id=pk,
            has_siblings=number[key] > 1,
        )
        for pk, key, starts_at, ends_at in rows
        if key in pages
    ]


def _pages(keys: set[UUID]) -> Iterable[Page]:
    return (
        Page.objects.live()
        .public()
        .filter(translation_key__in=keys, content_type__in=_kinds_by_content_type())
        .select_related("locale")
    )


def _kinds_by_content_type() -> dict[int, str]:
    models = kinds()
    types = ContentType.objects.get_for_models(*models.values(), for_concrete_models=False)
    return {types[model].pk: kind for kind, model in models.items()}


def _external(now: datetime, past: bool) -> list[Candidate]:
    pages = (
        ExternalEventPage.objects.live()
        .public()
        .filter(_in_time("starts_at", "ends_at", now, past))
        .select_related("locale")
    )
    return [
        Candidate(
            page=page,
            kind=page.kind,
            starts_at=page.starts_at,
            ends_at=page.ends_at,
            towns=frozenset({ONLINE} if page.is_online else {page.town} - {""}),
        )
        for page in in_reader_language(pages).values()
    ]


def _own_entry(one: Candidate, facts: OfferingFacts, request: HttpRequest | None) -> Entry:
    url = one.page.get_url(request) or ""
    return Entry(
        kind=one.kind,
        kind_words=_kind_words(one.kind, facts),
        title=facts.title if one.has_siblings else one.page.title,
        url=f"{url}#{facts.offering.slug}" if one.has_siblings else url,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        place=facts.place,
        seats=facts.seats,
        price_words=price_words(facts),
        page=one.page,
        facts=facts,
    )


def _external_entry(one: Candidate, request: HttpRequest | None) -> Entry:
    page: Any = one.page
    place = ", ".join(part for part in (page.place_name, page.town) if part)
    return Entry(
        kind=one.kind,
        kind_words=gettext("With %(organiser)s") % {"organiser": page.organiser},
        title=page.title,
        url=page.get_url(request) or "",
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        place=pgettext("place", "Online") if page.is_online else place,
        seats=SeatsFact(kind="external"),
        price_words=page.price_text,
        page=page,
    )


def _kind_words(kind: str, facts: OfferingFacts) -> str:
    """Return "Training, 3 occasions" where it has several, else the kind alone."""
    words = str(kinds()[kind].kind_words)
    number = len(facts.occasions)
    if number < 2:
        return words
    occasions = ngettext("%(number)d occasion", "%(number)d occasions", number)
    return f"{words}, {occasions % {'number': number}}"


def price_words(facts: OfferingFacts) -> str:
    """Return the lowest price, with "from" where there are others, and what it says of VAT."""
    lowest = facts.lowest_price
    if lowest is None:
        return ""
    several = len({(price.shown_ore, price.note) for price in facts.prices}) > 1
    words = f"{lowest.words} {lowest.note}".strip()
    return gettext("from %(price)s") % {"price": words} if several and lowest.shown_ore else words


def page_of(offering: Offering) -> Page | None:
    """Return the live page of an offering in the reader's language, or in the one there is."""
    if offering.page_key is None:
        return None
    return in_reader_language(_pages({offering.page_key})).get(offering.page_key)


def activities(project: Page) -> list[Candidate]:
    """Return the events that belong to a project, in whatever language: coming first, then past."""
    keys = _keys_of_project(project)
    coming, past = candidates(), candidates(past=True)
    return [one for one in [*coming, *past] if one.page.translation_key in keys]


def _keys_of_project(project: Page) -> set[UUID]:
    return {
        key
        for model in kinds().values()
        for key in model._default_manager.filter(
            project__translation_key=project.translation_key
        ).values_list("translation_key", flat=True)
    }
