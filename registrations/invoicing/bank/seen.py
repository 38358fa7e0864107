"""What a person saw of a payment and of invoices when they decided, compared before it is done.

A press that comes twice, or after somebody else's, then meets another state than the page showed.
"""

from collections.abc import Mapping


def seen_of(free_ore: int, left: Mapping[int, int]) -> str:
    """Return as text what is free of a payment, and what is left to pay by invoice."""
    return ",".join(_parts(free_ore, left))


def is_as_seen(seen: str, free_ore: int, left: Mapping[int, int]) -> bool:
    """Tell whether a payment and these invoices stand as they were seen; others may differ."""
    return set(_parts(free_ore, left)) <= set(seen.split(","))


def _parts(free_ore: int, left: Mapping[int, int]) -> list[str]:
    return [f"free:{free_ore}", *(f"{pk}:{ore}" for pk, ore in left.items())]
