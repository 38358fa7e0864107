"""Our accounts as files name them: a bankgiro and the account that it pays into are one place."""

from dataclasses import dataclass

from registrations.models import BankAccount


@dataclass(frozen=True)
class Accounts:
    """The accounts we know, by number."""

    currencies: dict[str, str]
    places: dict[str, str]

    def is_ours(self, number: str) -> bool:
        return number in self.currencies

    def place_of(self, number: str) -> str:
        """Return the number of the account in which money to a number lands."""
        return self.places.get(number, number)

    def numbers_of(self, number: str) -> set[str]:
        """Return every number whose money lands in the same account."""
        place = self.place_of(number)
        return {number, place} | {one for one, at in self.places.items() if at == place}


def known_accounts(*, is_locked: bool = False) -> Accounts:
    """Return our accounts; `is_locked`: held until the transaction ends, so files come singly."""
    rows = BankAccount.objects.order_by("pk")
    found = list(rows.select_for_update(no_key=True) if is_locked else rows)
    by_pk = {one.pk: one.number for one in found}
    return Accounts(
        currencies={one.number: one.currency for one in found if one.is_active},
        places={
            one.number: by_pk[one.belongs_to_id] for one in found if one.belongs_to_id is not None
        },
    )
