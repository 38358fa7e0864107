"""Which account of the ledger a sum goes to: a table that the organisation edits, with dates."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext

from registrations.errors import DomainError
from registrations.models import BankAccount, BookAccount
from registrations.words import AccountRole, VatKind

Wanted = tuple[str, str, Decimal]


class AccountsMissing(DomainError):
    """Some sums have no account; says which are to be filled in, and from which day."""

    def __init__(self, missing: Iterable[tuple[Wanted, date]]) -> None:
        first: dict[Wanted, date] = {}
        for wanted, on in missing:
            first[wanted] = min(on, first.get(wanted, on))
        self.missing = first

    def __str__(self) -> str:
        words = ", ".join(_words(wanted, on) for wanted, on in sorted(self.missing.items()))
        return gettext("Accounts are missing: %(accounts)s.") % {"accounts": words}


def _words(wanted: Wanted, on: date) -> str:
    role, vat_kind, rate = wanted
    parts: list[str | Promise] = [AccountRole(role).label]
    if vat_kind:
        parts.append(VatKind(vat_kind).label)
    if rate:
        parts.append(f"{rate:f} %")
    return gettext("%(account)s (on %(day)s)") % {
        "account": " · ".join(str(part) for part in parts),
        "day": on.isoformat(),
    }


class Chart:
    """The accounts as they stand, read once; remembers what was asked for and is missing."""

    def __init__(self) -> None:
        self._rows: dict[Wanted, list[BookAccount]] = defaultdict(list)
        self.names: dict[str, str] = {}
        for row in BookAccount.objects.order_by("from_on"):
            self._rows[row.role, row.vat_kind, row.vat_rate.normalize()].append(row)
            self.names[row.number] = row.name
        self._of_bank = dict(
            BankAccount.objects.exclude(book_account="").values_list("number", "book_account")
        )
        self.missing: list[tuple[Wanted, date]] = []

    def account_for(
        self, role: AccountRole, *, on: date, vat_kind: str = "", vat_rate: Decimal | int = 0
    ) -> str:
        """Return the account that holds on a day; "" where none does, which is remembered."""
        wanted = (role, vat_kind, Decimal(vat_rate).normalize())
        number = ""
        for row in self._rows.get(wanted, ()):
            if row.from_on <= on:
                number = row.number
        if not number:
            self.missing.append((wanted, on))
        return number

    def account_of_bank(self, number: str, *, on: date) -> str:
        """Return where the money of one bank account lies: its own account, or the bank's."""
        own = self._of_bank.get(number, "")
        return own or self.account_for(AccountRole.BANK, on=on)

    def role_of(self, number: str) -> set[str]:
        """Return what an account is for, by any row and day."""
        return {row.role for rows in self._rows.values() for row in rows if row.number == number}

    def check(self) -> None:
        """Raise AccountsMissing where something asked for has no account."""
        if self.missing:
            raise AccountsMissing(self.missing)


def account_for(role: AccountRole, vat_kind: str, vat_rate: Decimal, on: date) -> str:
    """Return one account. Raises AccountsMissing."""
    chart = Chart()
    number = chart.account_for(role, vat_kind=vat_kind, vat_rate=vat_rate, on=on)
    chart.check()
    return number
