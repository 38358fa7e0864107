"""The least that can be paid online; what costs less is refused while it can still be changed."""

from collections.abc import Iterable

from registrations.models import DiscountCode, Fee, Offering
from registrations.models.prices import Priced
from registrations.pricing import discount_on, price_of
from registrations.words import PaymentPolicy

# Stripe's own least sum in Swedish kronor.
LEAST_ORE = 300


def is_too_small(gross_ore: int) -> bool:
    return 0 < gross_ore < LEAST_ORE


def takes_online(offering: Offering) -> bool:
    return offering.payment != PaymentPolicy.INVOICE


def too_small_prices(offering: Offering) -> list[str]:
    """Return the names of what can be chosen and costs less than can be paid online."""
    fees = list(offering.fees.filter(is_offered=True))
    priced: list[Priced] = [*fees, *offering.extras.filter(is_offered=True)]
    small = [str(row) for row in priced if is_too_small(price_of(row).gross_ore)]
    for code in offering.discount_codes.filter(is_offered=True):
        names = lowered_too_far(code, code.fees.all() or fees)
        small += [f"{name} ({code})" for name in names]
    return small


def lowered_too_far(code: DiscountCode, fees: Iterable[Fee]) -> list[str]:
    """Return the names of fees that a code would leave with less than can be paid online."""
    return [
        fee.name
        for fee in fees
        if is_too_small(price_of(fee).gross_ore - discount_on(fee, code).gross_ore)
    ]
