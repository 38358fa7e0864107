"""Proves the accounts of the whole database (DESIGN, rule 5), and names the rows that disagree.

Each check is one query that returns only what is wrong, so that sound accounts are read in a
constant number of queries, however much money has passed.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import chain
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from registrations import ledger, proof_bank, proof_documents
from registrations.models import (
    Allocation,
    Charge,
    Checkout,
    CheckoutLine,
    Decision,
    DiscountCode,
    Participant,
    Payer,
    Payment,
    Refund,
)
from registrations.proof_rows import Disagreement, disagreements, sum_of
from registrations.words import DEAD_REFUND, LIVE, ChargeKind, CheckoutState


class MoneyDisagrees(Exception):
    """The accounts do not add up; the message says where first."""


def prove_money(now: datetime | None = None) -> Iterator[Disagreement]:
    """Yield every row that disagrees, found as it is read; nothing where all is well."""
    now = now or timezone.now()
    return chain.from_iterable(check(now) for check in CHECKS)


def first_disagreement(now: datetime | None = None) -> str | None:
    """Return the first row that disagrees, in words, or None where all is well."""
    found = next(prove_money(now), None)
    return None if found is None else str(found)


def prove_nightly(now: datetime) -> None:
    """Run the proof as a step of the tick. Raises MoneyDisagrees, so that the step shows it."""
    if found := first_disagreement(now):
        raise MoneyDisagrees(found)


def _charges(now: datetime) -> Iterator[Disagreement]:
    rows = Charge.objects.filter(reverses__isnull=True).annotate(
        left_net=F("net_ore") + sum_of(Charge.objects.all(), "reverses", "net_ore"),
        left_vat=F("vat_ore") + sum_of(Charge.objects.all(), "reverses", "vat_ore"),
        paid=sum_of(Allocation.objects.all(), "charge"),
    )
    return chain(
        disagreements(
            rows.filter(Q(left_net__lt=0) | Q(left_vat__lt=0)),
            lambda charge: (
                f"lowered by more than it was: {charge.gross_ore} öre, of which"
                f" {charge.left_net} net and {charge.left_vat} VAT are left."
            ),
        ),
        disagreements(
            rows.filter(Q(paid__lt=0) | Q(paid__gt=F("left_net") + F("left_vat"))),
            lambda charge: (
                f"{charge.paid} öre are allocated to it, but"
                f" {charge.left_net + charge.left_vat} are left of it."
            ),
        ),
    )


def _lowerings(now: datetime) -> Iterator[Disagreement]:
    rows = Charge.objects.filter(reverses__isnull=False)
    other_vat = ~Q(vat_rate=F("reverses__vat_rate")) | ~Q(vat_kind=F("reverses__vat_kind"))
    return disagreements(
        rows.filter(
            ~Q(payer=F("reverses__payer"))
            # What rounds to whole kronor has no VAT, whatever it rounds.
            | (other_vat & ~Q(kind=ChargeKind.ROUNDING))
            | Q(reverses__reverses__isnull=False)
        ),
        lambda charge: (
            f"lowers charge {charge.reverses_id} by {-charge.gross_ore} öre, but has another payer,"
            " VAT rate or kind of VAT, or that charge lowers another itself."
        ),
    )


def _payments(now: datetime) -> Iterator[Disagreement]:
    rows = Payment.objects.annotate(
        allocated=sum_of(Allocation.objects.all(), "payment"),
        refunded=sum_of(Refund.objects.exclude(state__in=DEAD_REFUND), "payment"),
        free=F("amount_ore") - F("allocated") - F("refunded"),
        is_asked=Exists(
            Decision.objects.filter(
                payment=OuterRef("pk"), settled_at__isnull=True, kind__in=ledger.ABOUT_MONEY
            )
        ),
    )

    def words(payment: Any) -> str:
        return (
            f"{payment.amount_ore} öre came, {payment.allocated} are allocated,"
            f" {payment.refunded} refunded, {payment.free} free"
        )

    return chain(
        disagreements(
            rows.filter(Q(free__lt=0) | Q(refunded__gt=F("amount_ore"))),
            lambda payment: f"{words(payment)}: more went out than came in.",
        ),
        disagreements(
            rows.filter(free__gt=0, is_asked=False),
            lambda payment: f"{words(payment)}, and no open decision is about it.",
        ),
        disagreements(
            rows.filter(~Q(is_live=F("checkout__is_live")), checkout__isnull=False),
            lambda payment: f"real and test money are mixed with checkout {payment.checkout_id}.",
        ),
    )


def _releases(now: datetime) -> Iterator[Disagreement]:
    """A payment never takes more back from a charge than it had put on it."""
    pairs = Allocation.objects.order_by("payment", "charge").values("payment", "charge")
    for pair in pairs.annotate(total=Sum("amount_ore")).filter(total__lt=0).iterator():
        yield Disagreement(
            "Payment",
            pair["payment"],
            f"took {-pair['total']} öre more from charge {pair['charge']} than it had put there.",
        )


def _payers(now: datetime) -> Iterator[Disagreement]:
    rows = Payer.objects.annotate(
        owed=sum_of(Charge.objects.all(), "payer", "net_ore")
        + sum_of(Charge.objects.all(), "payer", "vat_ore"),
        settled=sum_of(Allocation.objects.all(), "charge__payer"),
    )
    return disagreements(
        rows.filter(Q(owed__lt=0) | Q(settled__lt=0) | Q(settled__gt=F("owed"))),
        lambda payer: f"owes {payer.owed} öre in all, and {payer.settled} are settled.",
    )


def _checkouts(now: datetime) -> Iterator[Disagreement]:
    rows = Checkout.objects.annotate(
        listed=sum_of(CheckoutLine.objects.all(), "checkout"),
        has_payment=Exists(Payment.objects.filter(checkout=OuterRef("pk"))),
    )
    return chain(
        disagreements(
            rows.exclude(listed=F("amount_ore")),
            lambda checkout: (
                f"asks for {checkout.amount_ore} öre, and its lines for {checkout.listed}."
            ),
        ),
        disagreements(
            rows.filter(state=CheckoutState.PAID, has_payment=False),
            lambda checkout: f"is paid, but none of its {checkout.amount_ore} öre are booked.",
        ),
    )


def _codes(now: datetime) -> Iterator[Disagreement]:
    live = Participant.objects.filter(status__in=LIVE, discount=OuterRef("pk")).order_by()
    uses = live.values("discount").annotate(n=Count("pk")).values("n")
    rows = DiscountCode.objects.annotate(live=Coalesce(Subquery(uses), 0))
    return disagreements(
        rows.exclude(live=F("used")),
        lambda code: f"says {code.used} uses, but {code.live} participants have it.",
    )


CHECKS: tuple[Callable[[datetime], Iterator[Disagreement]], ...] = (
    _charges,
    _lowerings,
    _payments,
    _releases,
    _payers,
    _checkouts,
    _codes,
    proof_documents.receipts,
    proof_documents.sums_of_documents,
    proof_documents.numbers,
    proof_documents.files,
    proof_bank.sums_said,
    proof_bank.reminder_fees,
    proof_bank.movements,
    proof_bank.exports,
)
