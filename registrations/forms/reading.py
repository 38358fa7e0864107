"""Reads the sign-up form's raw data: how many people, what was typed, which button was pressed."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

Raw = MultiValueDict[str, str]

ADD, REMOVE, COUNT, CODE, SEND = "add", "remove", "count", "code", "send"


def count_of(data: Mapping[str, str]) -> int:
    """Return the number of people a form claims; whatever is no plain number counts as one."""
    text = data.get("people", "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def part(data: QueryDict, prefix: str) -> Raw:
    """Return the fields whose names start with `prefix-`, without it."""
    start = f"{prefix}-"
    return MultiValueDict(
        {name[len(start) :]: values for name, values in data.lists() if name.startswith(start)}
    )


def prefixed(raw: Raw, prefix: str) -> Raw:
    return MultiValueDict({f"{prefix}-{name}": values for name, values in raw.lists()})


def people_of(data: QueryDict, most: int) -> list[Raw]:
    """Return what was typed about each person, for `most` people at the most."""
    return [part(data, f"p{number}") for number in range(1, min(count_of(data), most) + 1)]


def action_of(data: Mapping[str, str]) -> tuple[str, int]:
    """Return the pressed button and, for a removal, whose it was."""
    name, _colon, number = data.get("action", SEND).partition(":")
    if name == REMOVE and number.isascii() and number.isdigit() and len(number) < 4:
        return REMOVE, int(number)
    return (name, 0) if name in {ADD, COUNT, CODE} else (SEND, 0)


def key_of(data: Mapping[str, str], name: str) -> UUID | None:
    """Return a key that the form carries, or nothing where it was tampered with."""
    try:
        return UUID(data.get(name, ""))
    except ValueError:
        return None


def kept(prefix: str, raw: Raw, *, checked: bool) -> dict[str, Any]:
    """Return a form's data: to be checked when sent, otherwise only shown again."""
    if checked:
        return {"data": prefixed(raw, prefix)}
    return {"initial": {name: raw.getlist(name) if name == "extras" else raw[name] for name in raw}}
