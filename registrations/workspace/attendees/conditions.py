"""Filters of the common kinds: by option, by what a text holds, by day."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import pgettext

from registrations.columns import Filter, Input, People, as_it_is
from registrations.workspace.search import contains

Options = Iterable[tuple[str, Any]]


def in_words(options: Options) -> tuple[tuple[str, str], ...]:
    return tuple((value, str(words)) for value, words in options)


def by_option(
    key: str, label: str, options: Options, field: str = "", prepare: Any = as_it_is
) -> Filter:
    """Keep those whose field is the chosen value."""

    def keep(people: People, value: str) -> People:
        return people.filter(**{field or key: value})

    return Filter(key, label, keep, in_words(options), prepare=prepare)


def by_text(key: str, label: str, *fields: str) -> Filter:
    """Keep those who have every word within one of the fields."""

    def keep(people: People, value: str) -> People:
        for word in value.split():
            people = people.filter(contains(fields, word))
        return people

    return Filter(key, label, keep, input=Input.TEXT)


def by_days(key: str, heading: str, field: str) -> tuple[Filter, Filter]:
    """Keep those whose moment is on or after a day, and on or before one."""

    def since(people: People, value: str) -> People:
        return people.filter(**{f"{field}__gte": _midnight(date.fromisoformat(value))})

    def until(people: People, value: str) -> People:
        after = date.fromisoformat(value) + timedelta(days=1)
        return people.filter(**{f"{field}__lt": _midnight(after)})

    words = {"heading": heading}
    return (
        Filter(
            f"{key}-from", pgettext("filter", "%(heading)s from") % words, since, input=Input.DAY
        ),
        Filter(f"{key}-to", pgettext("filter", "%(heading)s to") % words, until, input=Input.DAY),
    )


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def has(rows: QuerySet[Any], **conditions: object) -> Exists:
    """Return whether a person has such a row."""
    return Exists(rows.filter(participant=OuterRef("pk"), **conditions))


def either(is_so: Q | Exists, *, wanted: bool) -> Q:
    return Q(is_so) if wanted else ~Q(is_so)
