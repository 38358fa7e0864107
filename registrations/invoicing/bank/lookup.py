"""Movements that have been read before, looked up in portions that a database takes."""

from registrations.models import BankMovement

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
