"""The margin of a trip: what it was sold for, less what was bought in, and the VAT on the rest."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet, Sum

from registrations.models import BookAccount, BoughtIn, Charge, Offering
from registrations.pricing import round_ore
from registrations.words import NEVER_INVOICED, AccountRole, ChargeKind, VatKind


@dataclass(frozen=True)
class Margin:
    """The account of one trip in öre; `rate` is the VAT in per cent of the margin without VAT."""

    sales_ore: int
    bought_ore: int
    bought_outside_ore: int
    rate: Decimal

    @property
    def margin_ore(self) -> int:
        return self.sales_ore - self.bought_ore

    @property
    def untaxed_ore(self) -> int:
        """Return the part of the margin that falls on services supplied outside the EU."""
        if self.margin_ore <= 0 or not self.bought_ore:
            return 0
        share = Decimal(self.bought_outside_ore) / self.bought_ore
        return round_ore(self.margin_ore * share)

    @property
    def taxed_ore(self) -> int:
        """Return the part of the margin that has VAT in it; a loss has none."""
        return max(self.margin_ore - self.untaxed_ore, 0)

    @property
    def vat_ore(self) -> int:
        return round_ore(self.taxed_ore * self.rate / (100 + self.rate))

    @property
    def base_ore(self) -> int:
        """Return what the VAT return has in box 07."""
        return self.taxed_ore - self.vat_ore


def margin_of(offering: Offering, day: date) -> Margin:
    """Return the margin of a trip as it stands, at the rate of VAT that holds on a day."""
    bought = BoughtIn.objects.filter(offering=offering)
    return Margin(
        sales_ore=_sales_ore(offering),
        bought_ore=_sum(bought),
        bought_outside_ore=_sum(bought.filter(is_outside_eu=True)),
        rate=margin_rate(day),
    )


def margin_rate(day: date) -> Decimal:
    """Return the rate of VAT on a margin, as the accounts have it; 0 where they have none."""
    accounts = BookAccount.objects.filter(
        role=AccountRole.VAT, vat_kind=VatKind.MARGIN, from_on__lte=day
    )
    rate = accounts.order_by("-from_on", "-vat_rate").values_list("vat_rate", flat=True).first()
    return rate if rate is not None else Decimal(0)


def _sales_ore(offering: Offering) -> int:
    """Sum what stands of the sales; what was written off was sold all the same."""
    charges = Charge.objects.filter(
        payer__registration__offering=offering, vat_kind=VatKind.MARGIN
    ).exclude(kind__in=(ChargeKind.WRITE_OFF, *NEVER_INVOICED))
    return charges.aggregate(total=Sum("net_ore"))["total"] or 0


def _sum(rows: QuerySet[BoughtIn]) -> int:
    return rows.aggregate(total=Sum("amount_ore"))["total"] or 0
