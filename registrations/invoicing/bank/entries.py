"""What a bank's file tells, whatever its format: entries with day, sum, sender and references."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext_lazy as _

from registrations.errors import DomainError
from registrations.words import BankFormat

CREDIT, DEBIT = "CRDT", "DBIT"
# The largest sum that a Payment holds.
LARGEST_ORE = 2**31 - 1
LIMIT_BYTES = 32 * 1024 * 1024
# More digits, or an exponent, are no sum of money, and cost more to reckon with than they may.
_SUM = re.compile(r"([0-9]{1,16})(?:\.([0-9]{1,5}))?")


class BankFileRefused(DomainError):
    message = _("The file cannot be read as a file from a bank.")


class BankFileTooLarge(BankFileRefused):
    message = _("The file is larger than 32 MB and was not read.")


@dataclass(frozen=True)
class Reference:
    """A reference that came with money, and how much of it the sender meant for that."""

    text: str
    ore: int | None = None


@dataclass(frozen=True)
class Entry:
    """One movement as a file tells of it; `problem` says why it cannot be understood."""

    account: str
    amount_ore: int
    currency: str
    direction: str
    booked_on: date
    number: str = ""
    entry: str = ""
    # The sum and the number of movements of the entry of the bank that holds this one.
    entry_ore: int = 0
    entry_parts: int = 1
    references: tuple[Reference, ...] = ()
    text: str = ""
    payer_name: str = ""
    end_to_end_id: str = ""
    is_reversal: bool = False
    is_sum: bool = False
    # Without anything that says who paid and for what, it may be the sum of several.
    is_bare: bool = False
    problem: str = ""

    @property
    def reference(self) -> str:
        return " ".join(one.text for one in self.references)[:140]

    @property
    def parts_hash(self) -> str:
        """Return a hash of all that tells it apart from others."""
        parts = (
            self.account,
            self.amount_ore,
            self.currency,
            self.direction,
            self.booked_on,
            self.is_reversal,
            self.entry,
            sorted((one.text, one.ore or 0) for one in self.references),
            self.text,
            self.payer_name,
            self.end_to_end_id,
            self.problem,
        )
        return hashlib.sha256(repr(parts).encode()).hexdigest()

    @property
    def fingerprint(self) -> str:
        return fingerprint_of(self.booked_on, self.amount_ore, self.currency, self.direction)


def fingerprint_of(booked_on: date, ore: int, currency: str, direction: str) -> str:
    """Return what the same movement has in whatever format it comes."""
    return hashlib.sha256(f"{booked_on}|{ore}|{currency}|{direction}".encode()).hexdigest()


@dataclass
class Contents:
    """A file as it was read: its entries, what it says of itself, and what is not booked yet."""

    format: BankFormat
    entries: Sequence[Entry]
    message_id: str = ""
    pending: int = 0
    # Number and sum of money in, as the file itself states them.
    stated: dict[str, int] = field(default_factory=dict)


def ore_of_digits(text: str) -> int | None:
    """Return öre for "1234.5"; None for what is no sum, or holds parts of an öre."""
    match = _SUM.fullmatch(text)
    if match is None:
        return None
    parts = (match[2] or "").ljust(5, "0")
    return int(match[1]) * 100 + int(parts[:2]) if not int(parts[2:]) else None


def compact(number: str) -> str:
    """Return an account's number as it is compared: letters and digits only."""
    return "".join(sign for sign in number.upper() if sign.isalnum())[:34]
