"""The calendar's filter as the address holds it: kind, place and month."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext, pgettext

from events.listing import ONLINE, Candidate, kinds
from registrations import formats
from registrations.sorting import sort_key

KIND, PLACE, MONTH, PAST = "typ", "ort", "manad", "tidigare"
Choice = tuple[str, str, bool]


@dataclass(frozen=True)
class Filter:
    """What the reader asked for; words that mean nothing are left out."""

    kind: str = ""
    town: str = ""
    month: str = ""
    past: bool = False

    @property
    def is_set(self) -> bool:
        return bool(self.kind or self.town or self.month)

    @property
    def query(self) -> str:
        """Return the filter as the address holds it, without the number of the page."""
        values = {KIND: self.kind, PLACE: self.town, MONTH: self.month}
        if self.past:
            values[PAST] = "1"
        return urlencode({name: value for name, value in values.items() if value})

    @property
    def words(self) -> str:
        """Return the filter as a reader would say it: "trainings, in Lund, May 2027"."""
        parts = []
        if self.kind:
            parts.append(str(kinds()[self.kind].kind_words))
        if self.town:
            parts.append(town_words(self.town))
        if self.month:
            parts.append(formats.month(_first_day(self.month)))
        return ", ".join(parts)

    def takes(self, one: Candidate) -> bool:
        return (
            (not self.kind or one.kind == self.kind)
            and (not self.town or self.town in one.towns)
            and (not self.month or self.month in months_of(one))
        )


def read_filter(values: Mapping[str, str]) -> Filter:
    kind, month = values.get(KIND, ""), values.get(MONTH, "")
    return Filter(
        kind=kind if kind in kinds() else "",
        town=values.get(PLACE, "").replace("\0", "")[:80].strip(),
        month=month if _is_month(month) else "",
        past=values.get(PAST, "") == "1",
    )


def town_words(town: str) -> str:
    return pgettext("place", "Online") if town == ONLINE else town


def kind_choices(chosen: Filter) -> list[Choice]:
    return [
        ("", gettext("All kinds"), not chosen.kind),
        *((kind, str(model.kind_words), kind == chosen.kind) for kind, model in kinds().items()),
    ]


def town_choices(found: Iterable[Candidate], chosen: Filter) -> list[Choice]:
    """Return the towns that have events, and the chosen one, so that the answer can name it."""
    towns = {town for one in found for town in one.towns} | {chosen.town}
    ordered = sorted(towns - {""}, key=lambda town: sort_key(town_words(town)))
    return [
        ("", gettext("All places"), not chosen.town),
        *((town, town_words(town), town == chosen.town) for town in ordered),
    ]


def month_choices(found: Iterable[Candidate], chosen: Filter) -> list[Choice]:
    months = {month for one in found for month in months_of(one)} | {chosen.month}
    return [
        ("", gettext("All months"), not chosen.month),
        *(
            (month, formats.month(_first_day(month)), month == chosen.month)
            for month in sorted(months - {""}, reverse=chosen.past)
        ),
    ]


def months_of(one: Candidate) -> list[str]:
    """Return the months an event touches, from its first day to its last."""
    first, last = _local_month(one.starts_at), _local_month(one.ends_at)
    months = []
    while first <= last:
        months.append(f"{first:%Y-%m}")
        first = (first.replace(day=28) + _WEEK).replace(day=1)
    return months


_WEEK = date(2000, 1, 8) - date(2000, 1, 1)


def _local_month(moment: datetime) -> date:
    return timezone.localtime(moment).date().replace(day=1)


def _first_day(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def _is_month(text: str) -> bool:
    try:
        return len(text) == len("2027-05") and bool(_first_day(text))
    except ValueError:
        return False
