"""What can be chosen in one Offering's sign-up now: fees, extras and questions, read once."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from registrations import formats
from registrations.documents import seller_on
from registrations.dues import ways_to_pay
from registrations.models import (
    CancellationStep,
    DiscountCode,
    Extra,
    ExtraQuota,
    Fee,
    Offering,
    Question,
    Quota,
)
from registrations.models.prices import Priced
from registrations.pricing import Money, price_of
from registrations.statements import MARK, Compiled
from registrations.words import PayerKind, PaymentMethod, VatKind

_FEES = Compiled(lambda offering_id: Fee.objects.filter(offering_id=offering_id), MARK)
_EXTRAS = Compiled(
    lambda offering_id: Extra.objects.filter(offering_id=offering_id, is_offered=True), MARK
)
_QUESTIONS = Compiled(
    lambda offering_id: Question.objects.filter(offering_id=offering_id, is_asked=True), MARK
)
_STEPS = Compiled(
    lambda offering_id: CancellationStep.objects.filter(offering_id=offering_id), MARK
)
_CODES = Compiled(
    lambda offering_id: (
        DiscountCode.objects.filter(offering_id=offering_id, is_offered=True)
        .order_by()
        .values_list("pk")
    ),
    MARK,
)
_EXTRA_QUOTAS = Compiled(
    lambda offering_id: (
        ExtraQuota.objects.filter(extra__offering_id=offering_id)
        .order_by()
        .values_list("extra_id", "units", "quota__size", "quota__taken")
    ),
    MARK,
)


def price_words(priced: Priced, payer_kind: str) -> str:
    """Return the price as the payer reads it: "1 950 kr exkl. moms", "500 kr inkl. moms"."""
    money = price_of(priced)
    if not money.net_ore:
        return formats.price(0)
    if not money.vat_ore:
        return formats.money(money.net_ore)
    if payer_kind == PayerKind.PERSON:
        return f"{formats.money(money.gross_ore)} {pgettext('price', 'incl. VAT')}"
    return f"{formats.money(money.net_ore)} {pgettext('price', 'excl. VAT')}"


@dataclass(frozen=True)
class FeeOption:
    fee: Fee
    money: Money

    @property
    def pk(self) -> int:
        return self.fee.pk

    @property
    def words(self) -> str:
        return price_words(self.fee, self.fee.payer_kind)

    @property
    def hint(self) -> str:
        last_day = formats.last_day(self.fee.closes_at)
        return _("Until %(day)s") % {"day": formats.day(last_day)} if last_day else ""

    @property
    def words_and_hint(self) -> str:
        return ". ".join(part for part in (self.words, self.hint) if part)

    @property
    def check(self) -> str:
        """Return what people at this fee are to show, where an organiser checks it."""
        return self.fee.check_words if self.fee.needs_check else ""

    @property
    def name(self) -> str:
        return self.fee.name

    @property
    def costs(self) -> bool:
        return self.money.gross_ore > 0

    @property
    def organisation_pays(self) -> bool:
        return self.fee.payer_kind == PayerKind.ORGANISATION

    @property
    def marks(self) -> str:
        """Return the classes by which the style sheet shows the invoice's fields when needed."""
        by = "pays-organisation" if self.organisation_pays else "pays-person"
        return f"{by} costs" if self.costs else by


@dataclass(frozen=True)
class ExtraOption:
    extra: Extra
    money: Money
    left: int | None
    payer_kinds: frozenset[str]

    @property
    def name(self) -> str:
        return self.extra.name

    @property
    def pk(self) -> int:
        return self.extra.pk

    @property
    def costs(self) -> bool:
        return self.money.gross_ore > 0

    @property
    def marks(self) -> str:
        return "costs" if self.costs else ""

    @property
    def words(self) -> str:
        with_vat = price_words(self.extra, PayerKind.PERSON)
        without_vat = price_words(self.extra, PayerKind.ORGANISATION)
        if self.payer_kinds == {PayerKind.PERSON} or with_vat == without_vat:
            return with_vat
        if self.payer_kinds == {PayerKind.ORGANISATION}:
            return without_vat
        return f"{without_vat} ({with_vat})"

    @property
    def hint(self) -> str:
        if self.left == 0:
            return _("Full. Tick it to wish for it: you get it if one becomes free.")
        if self.left is None or self.left > 12:
            return ""
        return ngettext("%(number)d left", "%(number)d left", self.left) % {"number": self.left}


class Menu:
    """The choices of one sign-up form; every list is read from the database at most once."""

    def __init__(self, offering: Offering, now: datetime | None = None) -> None:
        self.offering = offering
        self.now = now or timezone.now()

    @cached_property
    def fees(self) -> list[FeeOption]:
        fees = _FEES.instances(Fee, self.offering.pk)
        return [FeeOption(fee, price_of(fee)) for fee in fees if fee.is_open(self.now)]

    @cached_property
    def extras(self) -> list[ExtraOption]:
        extras = _EXTRAS.instances(Extra, self.offering.pk)
        left = extras_left(self.offering) if extras else {}
        kinds = frozenset(option.fee.payer_kind for option in self.fees)
        return [ExtraOption(extra, price_of(extra), left.get(extra.pk), kinds) for extra in extras]

    @cached_property
    def questions(self) -> list[Question]:
        return _QUESTIONS.instances(Question, self.offering.pk)

    @cached_property
    def steps(self) -> list[CancellationStep]:
        """Return what cancelling costs, or nothing where there is nothing to pay."""
        return _STEPS.instances(CancellationStep, self.offering.pk) if self.can_cost else []

    @cached_property
    def only_fee(self) -> FeeOption | None:
        return self.fees[0] if len(self.fees) == 1 else None

    @property
    def can_cost(self) -> bool:
        return any(fee.costs for fee in self.fees) or any(extra.costs for extra in self.extras)

    @property
    def has_margin(self) -> bool:
        """Tell whether something here is sold under the margin scheme: no VAT to reclaim."""
        priced = [*(one.fee for one in self.fees), *(one.extra for one in self.extras)]
        return any(one.amount_ore and one.vat_kind == VatKind.MARGIN for one in priced)

    @property
    def organisation_may_pay(self) -> bool:
        return self.can_cost and any(fee.organisation_pays for fee in self.fees)

    @property
    def organisation_always_pays(self) -> bool:
        """Tell whether every choice of fee leaves an organisation something to pay."""
        return all(fee.organisation_pays and fee.costs for fee in self.fees)

    @property
    def person_may_pay(self) -> bool:
        return self.can_cost and any(not fee.organisation_pays for fee in self.fees)

    @cached_property
    def ways(self) -> tuple[PaymentMethod, ...]:
        """Return the ways of paying that are open; none where nothing costs."""
        return ways_to_pay(self.offering) if self.can_cost else ()

    @property
    def takes_online(self) -> bool:
        return PaymentMethod.ONLINE in self.ways

    @property
    def cannot_be_paid(self) -> bool:
        """Tell whether the Offering wants online payment, which is not set up."""
        return self.can_cost and not self.ways

    @cached_property
    def has_codes(self) -> bool:
        return any(fee.costs for fee in self.fees) and bool(_CODES.rows(self.offering.pk))

    @cached_property
    def receipt_limit_ore(self) -> int | None:
        """Return the sum above which a receipt names its buyer, where receipts are issued."""
        seller = seller_on(timezone.localdate(self.now)) if self.takes_online else None
        return seller.simplified_limit_ore if seller else None

    def fee(self, pk: object) -> FeeOption | None:
        return next((option for option in self.fees if str(option.pk) == str(pk)), None)

    def extra(self, pk: object) -> ExtraOption | None:
        return next((option for option in self.extras if str(option.pk) == str(pk)), None)


def extras_left(offering: Offering) -> dict[int, int]:
    """Return how many more can take each extra that has a limit."""
    found: dict[int, int] = {}
    for extra_id, units, size, taken in _EXTRA_QUOTAS.rows(offering.pk):
        left = Quota(size=size, taken=taken).left
        if left is not None:
            found[extra_id] = min(left // units, found.get(extra_id, left // units))
    return found
