"""Prices: net, VAT and gross in öre, rounded half up in one place."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import F, Sum

from registrations.models import Charge, DiscountCode, Registration
from registrations.models.prices import Fee, Priced
from registrations.words import DiscountKind


@dataclass(frozen=True)
class Money:
    """An amount in öre without VAT, its VAT and the rate in per cent."""

    net_ore: int
    vat_ore: int
    vat_rate: Decimal

    @property
    def gross_ore(self) -> int:
        return self.net_ore + self.vat_ore


@dataclass(frozen=True)
class VatTotal:
    """The sum of charges at one VAT rate, in öre."""

    rate: Decimal
    net_ore: int
    vat_ore: int


def round_ore(amount: Decimal) -> int:
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def money_of(*, amount_ore: int, includes_vat: bool, vat_rate: Decimal) -> Money:
    """Split a price into net and VAT."""
    if includes_vat:
        vat = round_ore(Decimal(amount_ore) * vat_rate / (100 + vat_rate))
        return Money(amount_ore - vat, vat, vat_rate)
    return Money(amount_ore, round_ore(Decimal(amount_ore) * vat_rate / 100), vat_rate)


def price_of(priced: Priced) -> Money:
    """Return the price of a fee or extra."""
    return money_of(
        amount_ore=priced.amount_ore,
        includes_vat=priced.includes_vat,
        vat_rate=Decimal(priced.vat_rate),
    )


def share_of(money: Money, per_cent: int) -> Money:
    """Return `per_cent` of an amount, its VAT at the same rate."""
    net = round_ore(Decimal(money.net_ore) * per_cent / 100)
    return Money(net, round_ore(Decimal(net) * money.vat_rate / 100), money.vat_rate)


def discount_on(fee: Fee, code: DiscountCode) -> Money:
    """Return by how much a code lowers a fee, never below nothing; priced as the fee is."""
    if code.kind == DiscountKind.PER_CENT:
        amount = round_ore(Decimal(fee.amount_ore) * code.per_cent / 100)
    else:
        amount = min(code.amount_ore, fee.amount_ore)
    return money_of(
        amount_ore=amount, includes_vat=fee.includes_vat, vat_rate=Decimal(fee.vat_rate)
    )


def vat_totals(charges: Iterable[Charge]) -> list[VatTotal]:
    """Sum charges by VAT rate, highest rate first; rates that cancel out are left away."""
    sums: dict[Decimal, tuple[int, int]] = {}
    for charge in charges:
        net, vat = sums.get(charge.vat_rate, (0, 0))
        sums[charge.vat_rate] = (net + charge.net_ore, vat + charge.vat_ore)
    return [
        VatTotal(rate, net, vat)
        for rate, (net, vat) in sorted(sums.items(), reverse=True)
        if net or vat
    ]


def owed(registration: Registration) -> int:
    """Return what the registration owes in all, VAT included, in öre."""
    total = Charge.objects.filter(payer__registration=registration).aggregate(
        total=Sum(F("net_ore") + F("vat_ore"))
    )["total"]
    return total or 0
