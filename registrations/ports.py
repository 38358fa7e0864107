"""Where an app above registrations plugs in; each fills these in its AppConfig.ready."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise

from registrations.columns import Column
from registrations.models import LogEntry, Offering, Participant

StatusReceiver = Callable[[Participant, LogEntry], None]
# The columns that an app adds to the attendee list of an offering.
ListColumns = Callable[[Offering], Iterable[Column]]


@dataclass(frozen=True)
class Step:
    """One step of the tick: safe to run late, twice, and in several processes at once."""

    name: str
    run: Callable[[datetime], object]
    every: timedelta = timedelta(0)
    # How soon a step that failed is tried again, where its pause is longer.
    retry: timedelta = timedelta(minutes=1)


@dataclass(frozen=True)
class KeptField:
    """A field of personal data: what it is for, who reads it and until when it is kept."""

    model: str
    field: str
    purpose: str | Promise
    readers: str | Promise
    until: str | Promise


@dataclass(frozen=True)
class PurgePolicy:
    """The personal fields of an app and the function that removes those past their time."""

    name: str
    fields: tuple[KeptField, ...]
    purge: Callable[[datetime], int]


status_receivers: list[StatusReceiver] = []
tick_steps: list[Step] = []
purge_policies: list[PurgePolicy] = []
list_columns: list[ListColumns] = []


def tell_status_receivers(participant: Participant, entry: LogEntry) -> None:
    """Tell the apps above of a change of status, inside its transaction."""
    for receive in status_receivers:
        receive(participant, entry)
