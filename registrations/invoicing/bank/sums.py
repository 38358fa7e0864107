"""Sums of a day or an entry, and the details that make them up, from files of other formats."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from registrations.invoicing.bank.accounts import Accounts
from registrations.invoicing.bank.entries import Entry
from registrations.models import BankMovement

FEWEST_PARTS = 2


class Groups:
    """Details that other formats told of, gathered as the entries and days that they make up."""

    def __init__(self, lumps: Sequence[Entry], accounts: Accounts, form: str) -> None:
        self.accounts = accounts
        self._by_entry: dict[tuple[Any, ...], list[BankMovement]] = defaultdict(list)
        self._by_day: dict[tuple[Any, ...], list[BankMovement]] = defaultdict(list)
        self._taken: set[int] = set()
        numbers = {n for one in lumps for n in accounts.numbers_of(one.account)}
        days = {one.booked_on for one in lumps}
        rows = BankMovement.objects.filter(
            account__in=numbers, booked_on__in=days, is_sum=False
        ).exclude(file__format=form)
        self._form = form
        for movement in rows.select_related("file").order_by("pk"):
            head = (movement.booked_on, movement.direction)
            number = movement.account
            self._by_entry[*head, number, movement.file_id, movement.entry].append(movement)
            self._by_day[*head, number].append(movement)

    def take(self, entry: Entry) -> list[BankMovement]:
        """Return the details that make an entry's sum; empty where none do."""
        numbers = self.accounts.numbers_of(entry.account)
        for groups in (self._by_entry, self._by_day):
            for key, found in groups.items():
                if key[:2] != (entry.booked_on, entry.direction) or key[2] not in numbers:
                    continue
                if len(found) < FEWEST_PARTS and not (
                    entry.entry and found[0].entry == entry.entry
                ):
                    continue
                if self._is_whole(found, entry):
                    self._taken.update(one.pk for one in found)
                    return found
        return []

    def _is_whole(self, found: Sequence[BankMovement], entry: Entry) -> bool:
        is_taken = any(
            one.pk in self._taken or f"sum {self._form}" in one.other_keys for one in found
        )
        return not is_taken and sum(one.amount_ore for one in found) == entry.amount_ore
