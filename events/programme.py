"""A stored programme as plain rows, so that a page draws it without a template for each block."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Any

from registrations.formats import EN_DASH

Raw = Mapping[str, Any]


@dataclass(frozen=True)
class Track:
    """One session among those that run at the same time."""

    name: str
    title: str
    text: str
    room: str
    speakers: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """One line of a programme; `kind` is day, session, parallel or pause."""

    kind: str
    title: str
    starts: str = ""
    ends: str = ""
    text: str = ""
    room: str = ""
    speakers: tuple[str, ...] = ()
    tracks: tuple[Track, ...] = field(default=())

    @property
    def hours(self) -> str:
        start = clock_words(self.starts)
        return f"{start}{EN_DASH}{clock_words(self.ends)}" if self.ends else start


def clock_words(stored: str) -> str:
    """Return "9.00" for a stored "09:00:00"; times in a programme are local already."""
    if not stored:
        return ""
    moment = time.fromisoformat(stored)
    return f"{moment.hour}.{moment.minute:02}"


def speaker_ids(blocks: Iterable[Raw]) -> Iterator[int]:
    """Return the speakers that a programme names, in its order."""
    for block in blocks:
        value = block["value"]
        yield from items(value.get("speakers"))
        for track in items(value.get("tracks")):
            yield from items(track.get("speakers"))


def rows_of_programme(blocks: Iterable[Raw], names: Mapping[int, str]) -> list[Row]:
    """Return the rows; a speaker that was deleted is left out."""
    return [_row(block["type"], block["value"], names) for block in blocks]


def items(stored: Iterable[Any] | None) -> list[Any]:
    """Return the values of a stored list block."""
    return [
        item["value"] if isinstance(item, Mapping) and "value" in item else item
        for item in stored or []
    ]


def _row(kind: str, value: Raw, names: Mapping[int, str]) -> Row:
    return Row(
        kind=kind,
        title=value.get("heading") or value.get("title") or "",
        starts=str(value.get("starts") or ""),
        ends=str(value.get("ends") or ""),
        text=value.get("text") or "",
        room=value.get("room") or "",
        speakers=_named(value, names),
        tracks=tuple(_track(track, names) for track in items(value.get("tracks"))),
    )


def _track(value: Raw, names: Mapping[int, str]) -> Track:
    return Track(
        name=value.get("name") or "",
        title=value.get("title") or "",
        text=value.get("text") or "",
        room=value.get("room") or "",
        speakers=_named(value, names),
    )


def _named(value: Raw, names: Mapping[int, str]) -> tuple[str, ...]:
    return tuple(names[pk] for pk in items(value.get("speakers")) if pk in names)
