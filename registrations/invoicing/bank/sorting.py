"""What a counted movement is to us: a payment, a payout, money out, or something to look at."""

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import F, Sum

from registrations.invoicing.bank.accounts import Accounts
from registrations.invoicing.bank.counting import Verdict
from registrations.invoicing.bank.entries import CREDIT, DEBIT, Entry
from registrations.invoicing.bank.reasons import Aside
from registrations.models import BalanceLine, BankMovement
from registrations.words import MovementKind

KRONOR = "SEK"
# A booking before or after these is a fault in the file.
FIRST_DAY = date(2000, 1, 1)
DAYS_AHEAD = timedelta(days=7)
_STRIPE = re.compile(r"\bSTRIPE\b")


class Payouts:
    """Payouts that the card provider has told of and that no movement has been met with."""

    def __init__(self, days: Sequence[date]) -> None:
        lines = BalanceLine.objects.filter(payout_on__in=set(days)).exclude(payout_id="")
        sums = lines.order_by().values_list("payout_id", "payout_on")
        met = set(
            BankMovement.objects.filter(
                kind=MovementKind.PAYOUT, booked_on__in=set(days)
            ).values_list("reference", flat=True)
        )
        self._by_sum: dict[tuple[date, int], list[str]] = defaultdict(list)
        for payout, day, ore in sums.annotate(ore=Sum(F("amount_ore") - F("fee_ore"))):
            if payout not in met and day is not None:
                self._by_sum[day, ore].append(payout)

    def take(self, booked_on: date, ore: int) -> str:
        """Return the payout that a movement is; empty where none has its day and sum."""
        found = self._by_sum.get((booked_on, ore))
        return found.pop() if found else ""


def says_stripe(one: Entry | BankMovement) -> bool:
    words = f"{one.payer_name} {one.text} {one.reference}".upper()
    return _STRIPE.search(words) is not None


def kind_of(
    verdict: Verdict, accounts: Accounts, payouts: Payouts, *, is_ours: bool, today: date
) -> tuple[MovementKind, str]:
    """Return the kind of a new movement and its detail; `is_ours`: it names an invoice of ours."""
    entry = verdict.entry
    if why := verdict.why or entry.problem or _stranger(entry, accounts, today):
        return MovementKind.ASIDE, why
    if entry.direction == DEBIT:
        # What it takes back is looked for once all payments of the file are there.
        is_back = entry.is_reversal
        return (MovementKind.ASIDE, Aside.ORIGINAL) if is_back else (MovementKind.OUTGOING, "")
    if entry.is_reversal:
        return MovementKind.ASIDE, Aside.RETURNED
    if entry.is_sum:
        return MovementKind.ASIDE, Aside.NO_DETAILS
    if not is_ours:
        if payout := payouts.take(entry.booked_on, entry.amount_ore):
            return MovementKind.PAYOUT, payout
        if says_stripe(entry):
            return MovementKind.PAYOUT, Aside.PAYOUT
    return MovementKind.PAYMENT, ""


def _stranger(entry: Entry, accounts: Accounts, today: date) -> str:
    if not FIRST_DAY <= entry.booked_on <= today + DAYS_AHEAD:
        return Aside.DAY
    if not accounts.is_ours(entry.account):
        return Aside.ACCOUNT
    if entry.currency != KRONOR or accounts.currencies[entry.account] != KRONOR:
        return Aside.CURRENCY
    return "" if entry.direction in {CREDIT, DEBIT} else Aside.SIGN
