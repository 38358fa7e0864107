"""What an offering's money comes to, for any number of offerings with a fixed number of statements.

Test money is never among the sums; it stands apart.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from registrations.external_refunds import BOOKED_BY_HAND
from registrations.invoicing.bank.reading import SOURCE as BANK_SOURCE
from registrations.models import Allocation, Charge, Checkout, Offering, Payment, Refund
from registrations.words import DEAD_REFUND
from registrations.workspace.payment_state import PaymentState, with_state

_OFFERING = "payer__registration__offering"


@dataclass
class MoneyTotals:
    """Sums in öre: owed + free = received − refunded + open. Received: online and by bank."""

    owed_ore: int = 0
    received_ore: int = 0
    bank_ore: int = 0
    refunded_ore: int = 0
    allocated_ore: int = 0
    disputed: int = 0
    disputed_ore: int = 0
    attention: int = 0
    test_received_ore: int = 0
    test_refunded_ore: int = 0

    @property
    def online_ore(self) -> int:
        return self.received_ore - self.bank_ore

    @property
    def open_ore(self) -> int:
        """What is owed and not yet paid."""
        return self.owed_ore - self.allocated_ore

    @property
    def free_ore(self) -> int:
        """Money that pays nothing yet: a Decision says what becomes of it."""
        return self.received_ore - self.refunded_ore - self.allocated_ore

    @property
    def is_empty(self) -> bool:
        return not (self.owed_ore or self.received_ore or self.test_received_ore)


def totals_of(offerings: Iterable[int]) -> dict[int, MoneyTotals]:
    """Return the sums of each offering."""
    keys = list(offerings)
    found: dict[int, MoneyTotals] = defaultdict(MoneyTotals)
    found.update({key: MoneyTotals() for key in keys})
    charges = Charge.objects.filter(payer__registration__offering__in=keys)
    for key, ore in _sums(charges, _OFFERING, F("net_ore") + F("vat_ore")):
        found[key].owed_ore += ore
    _add_payments(found, keys)
    _add_allocations(found, keys)
    _add_troubles(found, keys)
    return dict(found)


def offering_totals(offering: Offering) -> MoneyTotals:
    return totals_of([offering.pk])[offering.pk]


def _sums(rows: QuerySet[Any], *by: Any) -> list[tuple[Any, ...]]:
    *fields, amount = by
    return list(rows.order_by().values_list(*fields).annotate(total=Sum(amount)))


def _add_payments(found: dict[int, MoneyTotals], keys: list[int]) -> None:
    payments = Payment.objects.filter(payer__registration__offering__in=keys)
    for key, is_live, source, ore in _sums(payments, _OFFERING, "is_live", "source", "amount_ore"):
        if is_live:
            found[key].received_ore += ore
            found[key].bank_ore += ore if source == BANK_SOURCE else 0
        else:
            found[key].test_received_ore += ore
    offering = f"payment__{_OFFERING}"
    refunds = Refund.objects.filter(payment__payer__registration__offering__in=keys)
    for key, ore in _sums(refunds.filter(BOOKED_BY_HAND), offering, "amount_ore"):
        # It was for nothing here.
        found[key].received_ore -= ore
        found[key].bank_ore -= ore
    living = refunds.exclude(Q(state__in=DEAD_REFUND) | BOOKED_BY_HAND)
    for key, is_live, ore in _sums(living, offering, "payment__is_live", "amount_ore"):
        if is_live:
            found[key].refunded_ore += ore
        else:
            found[key].test_refunded_ore += ore


def _add_allocations(found: dict[int, MoneyTotals], keys: list[int]) -> None:
    """Take what test money covers off what is owed, and count what real money covers."""
    offering = f"charge__{_OFFERING}"
    rows = Allocation.objects.filter(charge__payer__registration__offering__in=keys)
    for key, is_live, ore in _sums(rows, offering, "payment__is_live", "amount_ore"):
        if is_live:
            found[key].allocated_ore += ore
        else:
            found[key].owed_ore -= ore


def _add_troubles(found: dict[int, MoneyTotals], keys: list[int]) -> None:
    checkouts = with_state(
        Checkout.objects.filter(payer__registration__offering__in=keys, is_live=True)
    )
    troubled = checkouts.filter(pay_state__in=[PaymentState.DISPUTED, PaymentState.ATTENTION])
    rows = (
        troubled.order_by()
        .values_list(_OFFERING, "pay_state")
        .annotate(number=Count("pk"), ore=Sum("amount_ore"))
    )
    for key, state, number, ore in rows:
        if state == PaymentState.DISPUTED:
            found[key].disputed, found[key].disputed_ore = number, ore
        else:
            found[key].attention = number
