"""Prices and other sums typed and shown in kronor, and kept in öre."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from registrations import formats
from registrations.models import Extra, Fee
from registrations.pricing import price_of
from registrations.words import VatKind

LARGEST_PRICE_ORE = 100_000_000
# What the database holds.
LARGEST_ORE = 2**31 - 1
# More digits than that are too many whatever they are.
MOST_DIGITS = 12
_SUM = re.compile(r"(\d+)(?:[.,](\d{1,2}))?(?::-)?")
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")


def ore_of(text: str, *, is_price: bool = False) -> int:
    """Return öre for "1 950", "1950,00" or "1 950 kr"; raise ValidationError for anything else."""
    compact = _SPACES.sub("", text.lower()).removesuffix("kr").removeprefix("sek")
    match = _SUM.fullmatch(compact)
    if match is None:
        raise ValidationError(
            _("Write the price in kronor, such as 1 950 or 1 950,50.")
            if is_price
            else _("Write the sum in kronor, such as 1 950 or 1 950,50.")
        )
    ore = int(match[1][:MOST_DIGITS]) * 100 + int((match[2] or "0").ljust(2, "0"))
    if is_price and ore > LARGEST_PRICE_ORE:
        raise ValidationError(_("The price is too high."))
    if ore > LARGEST_ORE:
        raise ValidationError(_("The sum is too large."))
    return ore


def kronor(ore: int) -> str:
    """Return öre as they are typed: "1950" or "1950,50"."""
    whole, rest = divmod(ore, 100)
    return f"{whole},{rest:02}" if rest else str(whole)


class KronorField(forms.CharField):
    """A sum in kronor whose value is öre."""

    is_price = False
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return ore_of(text, is_price=self.is_price) if text else 0

    def prepare_value(self, value: Any) -> Any:
        return kronor(value) if isinstance(value, int) else value


class PriceField(KronorField):
    """A price in kronor whose value is öre."""

    is_price = True


class RateField(forms.TypedChoiceField):
    """The VAT rate, one of those that the VAT rules have, or the one the row already has."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=Decimal, **kwargs)

    def set_rates(self, rates: Iterable[Decimal]) -> None:
        self.rates = [plain_rate(rate) for rate in rates]
        self.choices = _rate_choices(self.rates)

    def clean(self, value: Any) -> Any:
        return super().clean(value) or Decimal(0)

    def to_python(self, value: Any) -> str:
        """Take 0 per cent as no rate: why there is none is said by the kind of VAT."""
        text: str = super().to_python(value)
        return "" if text.strip() in {"0", "0.00"} else text

    def prepare_value(self, value: Any) -> Any:
        text = plain_rate(value)
        if text == "0":
            return ""
        if text and text not in self.rates:
            self.choices = _rate_choices([*self.rates, text])
        return text


def _rate_choices(rates: Iterable[str]) -> list[tuple[str, Any]]:
    as_ruled = ("", _("As the kind of sale says"))
    return [as_ruled, *((rate, f"{rate}\u00a0%") for rate in rates)]


def plain_rate(value: Any) -> str:
    return f"{Decimal(value).normalize():f}" if value not in (None, "") else ""


def price_words(row: Fee | Extra) -> str:
    money = price_of(row)
    if not money.gross_ore:
        return formats.price(0)
    if row.vat_kind != VatKind.TAXED:
        return f"{formats.money(money.gross_ore)} ({VatKind(row.vat_kind).label})"
    return gettext("%(net)s + %(vat)s VAT = %(gross)s") % {
        "net": formats.money(money.net_ore),
        "vat": formats.money(money.vat_ore),
        "gross": formats.money(money.gross_ore),
    }
