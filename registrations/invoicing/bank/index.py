"""Movements of other formats, found by what they can be met by, without comparing all with all."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from registrations.invoicing.bank.accounts import Accounts
from registrations.invoicing.bank.signs import signs_of_movement
from registrations.models import BankMovement


class Index:
    """Movements of other formats by what they can be met by; each list is walked once in all."""

    def __init__(self, movements: Iterable[BankMovement], accounts: Accounts) -> None:
        self.by_key: dict[tuple[str, str], BankMovement] = {}
        self._by_sign: dict[tuple[str, str, str, bool], list[BankMovement]] = defaultdict(list)
        self._alike: dict[tuple[str, bool, str | None], list[BankMovement]] = defaultdict(list)
        self._by_reference: dict[tuple[str, str], list[BankMovement]] = defaultdict(list)
        for movement in sorted(movements, key=lambda one: -one.pk):
            for form, key in movement.other_keys.items():
                self.by_key[form, key] = movement
            self._add(movement, accounts.place_of(movement.account))

    def _add(self, movement: BankMovement, place: str) -> None:
        fingerprint, signs = movement.fingerprint, signs_of_movement(movement)
        references = {sign for sign in signs if sign.startswith("r:")}
        name = next((sign for sign in signs if sign.startswith("p:")), "")
        for sign in signs:
            self._by_sign[fingerprint, place, sign, bool(references)].append(movement)
        for reference in references:
            self._by_reference[fingerprint, reference].append(movement)
        self._alike[fingerprint, bool(references), name].append(movement)
        self._alike[fingerprint, bool(references), None].append(movement)

    def by_sign(
        self, fingerprint: str, place: str, sign: str, *, is_other: bool
    ) -> Sequence[list[BankMovement]]:
        """Return lists of those that bear a sign; `is_other`: only of those without references."""
        without = self._by_sign.get((fingerprint, place, sign, False), [])
        bearing = self._by_sign.get((fingerprint, place, sign, True), [])
        return [without] if is_other else [bearing, without]

    def not_told_apart(self, fingerprint: str, signs: set[str]) -> Iterable[list[BankMovement]]:
        """Yield lists of those that neither a reference nor a name tells apart from the signs."""
        references = sorted(sign for sign in signs if sign.startswith("r:"))
        name = next((sign for sign in signs if sign.startswith("p:")), None)
        for reference in references:
            yield self._by_reference.get((fingerprint, reference), [])
        for has_references in (False,) if references else (False, True):
            for one in (name, "") if name else (None,):
                yield self._alike.get((fingerprint, has_references, one), [])


def first_free(lists: Sequence[list[BankMovement]], is_free: Any) -> BankMovement | None:
    """Return the first that is free; what is not will never be again, and leaves its list."""
    for found in lists:
        while found and not is_free(found[-1]):
            found.pop()
        if found:
            return found[-1]
    return None
