"""Movements that have been read before, looked up in portions that a database takes."""

from collections.abc import Iterable

from registrations.models import BankMovement, Refund
from registrations.words import MovementKind

CHUNK = 500


def by_key(keys: set[str]) -> dict[str, BankMovement]:
    return {one.key: one for one in rows_by("key", keys)}


def rows_by(name: str, values: set[str]) -> list[BankMovement]:
    wanted = sorted(values)
    found: list[BankMovement] = []
    for start in range(0, len(wanted), CHUNK):
        part = {f"{name}__in": wanted[start : start + CHUNK]}
        found += BankMovement.objects.filter(**part).select_related("file").order_by("pk")
    return found


def taken_back(payments: Iterable[int | None]) -> set[int]:
    """Return those of the payments that the bank has taken back."""
    wanted = sorted({pk for pk in payments if pk is not None})
    rows = Refund.objects.filter(movement__kind=MovementKind.REVERSAL).order_by()
    found: set[int] = set()
    for start in range(0, len(wanted), CHUNK):
        part = rows.filter(payment__in=wanted[start : start + CHUNK])
        found.update(part.values_list("payment", flat=True))
    return found
