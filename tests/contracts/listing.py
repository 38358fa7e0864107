"""Lists as Stripe gives them: the newest first, filtered, paged by cursor in both directions."""

import fnmatch
from collections.abc import Callable
from typing import Any

from tests.contracts import objects
from tests.contracts.objects import Thing
from tests.contracts.refusals import Refusal, missing_object

USUAL_LIMIT, LARGEST_LIMIT = 10, 100
COMPARISONS: dict[str, Callable[[int, int], bool]] = {
    "gt": lambda one, other: one > other,
    "gte": lambda one, other: one >= other,
    "lt": lambda one, other: one < other,
    "lte": lambda one, other: one <= other,
}


def page_of(things: list[Thing], parameters: Thing, url: str) -> Thing:
    """One page of `things`, which come oldest first."""
    limit = parameters.get("limit", USUAL_LIMIT)
    if not 1 <= limit <= LARGEST_LIMIT:
        raise Refusal(
            f"Invalid limit: {limit}; it ranges between 1 and {LARGEST_LIMIT}",
            param="limit",
            code="parameter_invalid_integer",
        )
    after, before = parameters.get("starting_after"), parameters.get("ending_before")
    if after and before:
        raise Refusal("Only one of starting_after and ending_before may be given.")
    # The sort is stable: of two in the same second, the later one is the newer.
    newest_first = sorted(things, key=lambda thing: thing["created"])[::-1]
    if before:
        newer = newest_first[: position(newest_first, before, "ending_before")]
        return objects.listed(url, newer[-limit:], has_more=len(newer) > limit)
    start = position(newest_first, after, "starting_after") + 1 if after else 0
    rest = newest_first[start:]
    return objects.listed(url, rest[:limit], has_more=len(rest) > limit)


def position(things: list[Thing], identity: str, param: str) -> int:
    for index, thing in enumerate(things):
        if thing["id"] == identity:
            return index
    raise missing_object("object in this list", identity, param, status=400)


def was_created(thing: Thing, created: int | dict[str, int] | None) -> bool:
    if created is None:
        return True
    if isinstance(created, int):
        return thing["created"] == created
    return all(COMPARISONS[name](thing["created"], limit) for name, limit in created.items())


def matches(thing: Thing, parameters: Thing, names: tuple[str, ...]) -> bool:
    """Whether a thing bears the values asked for in the fields `names`."""
    return was_created(thing, parameters.get("created")) and all(
        thing.get(name) == parameters[name] for name in names if name in parameters
    )


def event_matches(event: Thing, parameters: Thing, *, oldest: int, delivered: bool) -> bool:
    types: list[str] = parameters.get("types", [])
    if "type" in parameters and types:
        raise Refusal("You may pass either type or types, but not both.", param="types")
    if len(types) > 20:
        raise Refusal("Array above maximum size of 20.", param="types")
    patterns = [parameters["type"]] if "type" in parameters else types
    wanted: Any = parameters.get("delivery_success", delivered)
    return (
        event["created"] >= oldest
        and wanted == delivered
        and (not patterns or any(fnmatch.fnmatchcase(event["type"], one) for one in patterns))
        and was_created(event, parameters.get("created"))
    )
