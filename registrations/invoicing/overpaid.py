"""Money outside the online payments: what a payer has paid, and what of it is too much."""

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from registrations import ledger
from registrations.models import Allocation, Payer, Payment


def paid_outside_ore(payer: Payer) -> int:
    """Return what has come from the payer by bank or by hand: on charges, and too much."""
    on_charges = Allocation.objects.filter(charge__payer=payer, payment__checkout__isnull=True)
    total = on_charges.aggregate(total=Coalesce(Sum("amount_ore"), 0))["total"]
    return int(total) + paid_too_much_ore(payer)


def paid_too_much_ore(payer: Payer) -> int:
    """Return what has come by bank or by hand and is owed no more: a person gives it back.

    Of a payment that also pays for others only what was taken off the payer's own charges.
    """
    is_payers = Q(payer=payer) | Q(allocations__charge__payer=payer)
    payments = Payment.objects.filter(is_payers, checkout__isnull=True).distinct()
    return sum(_too_much_of(payment, payer) for payment in payments)


def _too_much_of(payment: Payment, payer: Payer) -> int:
    free = ledger.free_ore(payment)
    if free <= 0 or not payment.allocations.exclude(charge__payer=payer).exists():
        return max(0, free)
    taken_off = payment.allocations.filter(charge__payer=payer, amount_ore__lt=0)
    released = taken_off.aggregate(total=Coalesce(Sum("amount_ore"), 0))["total"]
    return min(free, -int(released))
