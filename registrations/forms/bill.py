"""The sum of what is chosen in a sign-up form, by line and by VAT rate."""

from collections import Counter
from dataclasses import dataclass

from registrations.forms.menu import ExtraOption, FeeOption
from registrations.models import Charge
from registrations.pricing import VatTotal, vat_totals


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


def bill_of(options: list[FeeOption | ExtraOption]) -> Bill:
    """Add up the chosen fees and extras; each is rounded as its charge will be."""
    counted = Counter(options)
    lines = tuple(
        BillLine(option.name, number, option.money.net_ore * number)
        for option, number in counted.items()
        if option.costs
    )
    charges = [
        Charge(
            net_ore=option.money.net_ore,
            vat_ore=option.money.vat_ore,
            vat_rate=option.money.vat_rate,
        )
        for option in options
    ]
    return Bill(lines, tuple(vat_totals(charges)))
