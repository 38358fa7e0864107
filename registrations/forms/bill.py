"""The sum of what is chosen in a sign-up form, by line and by VAT rate."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from registrations.forms.menu import ExtraOption, FeeOption
from registrations.models import Charge, DiscountCode
from registrations.pricing import Money, VatTotal, discount_on, vat_totals


@dataclass(frozen=True)
class BillLine:
    text: str
    number: int
    net_ore: int


@dataclass(frozen=True)
class Bill:
    lines: tuple[BillLine, ...]
    vat: tuple[VatTotal, ...]

    @property
    def net_ore(self) -> int:
        return sum(line.net_ore for line in self.lines)

    @property
    def gross_ore(self) -> int:
        return self.net_ore + sum(total.vat_ore for total in self.vat)


def bill_of(
    options: Sequence[FeeOption | ExtraOption],
    *,
    code: DiscountCode | None = None,
    lowered: Sequence[FeeOption] = (),
) -> Bill:
    """Add up the chosen fees and extras, with the code on the fees that it lowers.

    Each is rounded as its charge will be.
    """
    counted = Counter(options)
    lines = [
        BillLine(option.name, number, option.money.net_ore * number)
        for option, number in counted.items()
        if option.costs
    ]
    monies = [option.money for option in options]
    if code is not None and lowered:
        discounts = [_negative(discount_on(option.fee, code)) for option in lowered]
        words = _("Discount %(code)s") % {"code": code.code}
        lines.append(BillLine(words, 1, sum(money.net_ore for money in discounts)))
        monies += discounts
    charges = [
        Charge(net_ore=money.net_ore, vat_ore=money.vat_ore, vat_rate=money.vat_rate)
        for money in monies
    ]
    return Bill(tuple(lines), tuple(vat_totals(charges)))


def _negative(money: Money) -> Money:
    return Money(-money.net_ore, -money.vat_ore, money.vat_rate)
