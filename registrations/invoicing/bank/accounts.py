"""Our accounts as files name them: a bankgiro and the account that it pays into are one place."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from registrations.invoicing.identifiers import is_bankgiro, is_iban, is_plusgiro
from registrations.models import BankAccount

LONGEST_GIRO = 8
LONGEST_CLEARING_AND_ACCOUNT = 15


class WrongNumber(TextChoices):
    """What is wrong with an account's number, with a sentence for who typed it."""

    IBAN = "iban", _("The IBAN is not right: compare its letters and digits with the bank’s.")
    GIRO = "giro", _("A digit is wrong: no bankgiro and no plusgiro has this number.")
    KIND = "kind", _("Write a bankgiro, a plusgiro, an IBAN, or clearing and account number.")


def wrong_number(number: str) -> WrongNumber | None:
    """Return what is wrong with a number of digits and letters only; None where it can be right.

    Clearing and account number have check digits that differ from bank to bank: only their length
    is looked at.
    """
    if number[:2].isalpha():
        return None if is_iban(number) else WrongNumber.IBAN
    if not (number.isascii() and number.isdigit()):
        return WrongNumber.KIND
    if len(number) <= LONGEST_GIRO:
        is_giro = is_bankgiro(number) or is_plusgiro(number)
        return None if is_giro else WrongNumber.GIRO
    return None if len(number) <= LONGEST_CLEARING_AND_ACCOUNT else WrongNumber.KIND


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
