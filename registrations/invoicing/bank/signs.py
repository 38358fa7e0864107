"""The signs by which one payment is met in several formats: references, numbers, the name."""

import re
from collections.abc import Iterable

from registrations.invoicing.bank.entries import Entry
from registrations.models import BankMovement

_TOKEN = re.compile(r"[0-9A-ZÅÄÖ]{5,}")
SHORTEST_SIGN = 4


def signs_of(entry: Entry) -> set[str]:
    """Return what an entry can be met by in another format."""
    return _signs(
        [one.text for one in entry.references],
        entry.text,
        entry.payer_name,
        [entry.end_to_end_id, entry.number],
    )


def signs_of_movement(movement: BankMovement) -> set[str]:
    number = movement.key.split(":")[2] if movement.key.count(":") >= 2 else ""
    return _signs(
        [part["ref"] for part in movement.parts],
        movement.text,
        movement.payer_name,
        [movement.end_to_end_id, number if not number.startswith("=") else ""],
    )


def says_nothing(movement: BankMovement) -> bool:
    """Tell whether nothing but the bank's own numbers tells a movement apart: it may be a sum."""
    return all(sign.startswith("n:") for sign in signs_of_movement(movement))


def _signs(references: Iterable[str], text: str, name: str, numbers: Iterable[str]) -> set[str]:
    """Return signs: references ("r:"), numbers of the bank ("n:") and the name ("p:")."""
    found = {f"r:{_plain(one)}" for one in references if len(_plain(one)) >= SHORTEST_SIGN}
    tokens = _TOKEN.findall(text.upper())
    found |= {f"r:{token}" for token in tokens if any(sign.isdigit() for sign in token)}
    found |= {f"n:{_plain(one)}" for one in numbers if one}
    if _plain(name):
        found.add(f"p:{_plain(name)}")
    return found


def _plain(text: str) -> str:
    return "".join(sign for sign in text.upper() if sign.isalnum())


def contradict(mine: set[str], theirs: set[str]) -> bool:
    """Tell whether both bear references, and none of them is the same."""
    my_refs = {sign for sign in mine if sign.startswith("r:")}
    their_refs = {sign for sign in theirs if sign.startswith("r:")}
    if my_refs and their_refs:
        return not my_refs & their_refs
    my_names = {sign for sign in mine if sign.startswith("p:")}
    their_names = {sign for sign in theirs if sign.startswith("p:")}
    return bool(my_names and their_names and not my_names & their_names)
