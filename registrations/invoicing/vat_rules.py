"""The dated VAT rules: which holds for a kind of sale on a day, and what that means for a price."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from registrations import formats
from registrations.documents import seller_on
from registrations.languages import in_language
from registrations.models import Extra, Fee, Offering, VatRule
from registrations.words import Supply, VatKind

# What a new fee of each kind of event is proposed as; the rules themselves are rows.
USUAL_COMPONENT = {
    Supply.ADMISSION: "conference",
    Supply.TRAINING: "conference",
    Supply.ONLINE: "conference",
    Supply.TRIP: "trip",
}


@dataclass(frozen=True)
class Treatment:
    """How a sale stands to VAT."""

    vat_kind: VatKind
    vat_rate: Decimal

    @property
    def words(self) -> str:
        if self.vat_kind == VatKind.TAXED:
            return f"{self.vat_rate.normalize():f}\u00a0%"
        return str(self.vat_kind.label)


class VatRules:
    """All rules, read once."""

    def __init__(self, rules: Sequence[VatRule] | None = None) -> None:
        self.rules = list(VatRule.objects.all()) if rules is None else list(rules)

    def rule_on(self, component: str, day: date) -> VatRule | None:
        """Return the rule of a kind of sale that holds on a day: the latest begun, if not ended."""
        begun = [one for one in self.rules if one.component == component and one.from_on <= day]
        rule = max(begun, key=lambda one: one.from_on, default=None)
        return rule if rule and (rule.until_on is None or day <= rule.until_on) else None

    def on(self, day: date) -> list[VatRule]:
        """Return the rules that hold on a day, in the bookkeeper's order."""
        components = dict.fromkeys(one.component for one in self.rules)
        found = (self.rule_on(component, day) for component in components)
        return [rule for rule in found if rule is not None]

    def rates(self) -> list[Decimal]:
        """Return every rate of sales with VAT that some rule has had, highest first."""
        taxed = {one.vat_rate for one in self.rules if one.vat_kind == VatKind.TAXED}
        return sorted(taxed - {Decimal(0)}, reverse=True)

    def changes(self, component: str, *, after: date, until: date) -> list[VatRule]:
        """Return the rules that begin after a day and no later than another, with another VAT."""
        former = self.rule_on(component, after)
        found = []
        begun = (one for one in self.rules if one.component == component)
        for rule in sorted(begun, key=lambda one: one.from_on):
            if after < rule.from_on <= until and _differs(former, rule):
                found.append(rule)
                former = rule
        return found


def _differs(former: VatRule | None, rule: VatRule) -> bool:
    return former is None or treatment_of(former) != treatment_of(rule)


def treatment_of(rule: VatRule) -> Treatment:
    return Treatment(VatKind(rule.vat_kind), rule.vat_rate)


def rule_name(rule: VatRule) -> str:
    return in_language(rule, "name")


def day_of_supply(offering: Offering) -> date:
    """Return the day whose rules hold: the event's first, or today while it has no date."""
    starts_at = offering.first_starts_at
    return timezone.localdate(starts_at) if starts_at else timezone.localdate()


def is_outside_vat() -> bool:
    """Tell whether the seller of today has no VAT number, and so sells outside VAT."""
    seller = seller_on(timezone.localdate())
    return seller is not None and not seller.vat_number


OUTSIDE = Treatment(VatKind.OUTSIDE, Decimal(0))


def proposed(rule: VatRule, *, outside: bool) -> Treatment:
    """Return how a sale of this kind stands to VAT; a seller outside VAT has none on anything."""
    return OUTSIDE if outside else treatment_of(rule)


def vat_warnings(offering: Offering) -> list[str]:
    """Return what to look at: rules that change before the event, prices that differ from them."""
    priced = _priced(offering)
    if not any(one.vat_component for one in priced):
        return []
    rules, day, outside = VatRules(), day_of_supply(offering), is_outside_vat()
    if outside:
        return []
    return [*_changing(priced, rules, day), *_differing(priced, rules, day)]


def _priced(offering: Offering) -> list[Fee | Extra]:
    fees = offering.fees.filter(is_offered=True, amount_ore__gt=0)
    return [*fees, *offering.extras.filter(is_offered=True, amount_ore__gt=0)]


def _changing(priced: Iterable[Fee | Extra], rules: VatRules, day: date) -> list[str]:
    today = timezone.localdate()
    components = dict.fromkeys(one.vat_component for one in priced if one.vat_component)
    return [
        _(
            "The VAT on “%(name)s” changes to %(vat)s on %(change)s, before the event: what holds"
            " on the day of the event is charged."
        )
        % {
            "name": rule_name(rule),
            "vat": treatment_of(rule).words,
            "change": formats.day(rule.from_on),
        }
        for component in components
        for rule in rules.changes(component, after=today, until=day)
    ]


def _differing(priced: Iterable[Fee | Extra], rules: VatRules, day: date) -> list[str]:
    found = []
    for one in priced:
        rule = rules.rule_on(one.vat_component, day) if one.vat_component else None
        own = Treatment(VatKind(one.vat_kind), one.vat_rate)
        if rule is None or one.vat_reason or own == treatment_of(rule):
            continue
        words = _("“%(name)s” has %(own)s, but on %(day)s the rule for “%(rule)s” is %(vat)s.")
        found.append(
            words
            % {
                "name": one.name,
                "own": own.words,
                "day": formats.day(day),
                "rule": rule_name(rule),
                "vat": treatment_of(rule).words,
            }
        )
    return found
