"""Where a payment stands, in one word: worked out by the database, the same in list and page."""

from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Case,
    CharField,
    DateTimeField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import pgettext_lazy

from registrations.ledger import ABOUT_MONEY
from registrations.models import Checkout, Decision, Payment, Refund
from registrations.words import DEAD_REFUND, CheckoutState, DecisionKind, RefundState

# What a person may be asked about a payment; a bookkeeper may answer.
OF_MONEY = (*ABOUT_MONEY, DecisionKind.ELSEWHERE, DecisionKind.DISPUTE)
ON_ITS_WAY = (RefundState.NEW, RefundState.PENDING, RefundState.REQUIRES_ACTION)


class PaymentState(TextChoices):
    """One word for each payment; the first that fits, in this order."""

    DISPUTED = "disputed", pgettext_lazy("payment state", "Disputed")
    ATTENTION = "attention", pgettext_lazy("payment state", "Needs attention")
    PAID = "paid", pgettext_lazy("payment state", "Paid")
    PARTLY_REFUNDED = "partly_refunded", pgettext_lazy("payment state", "Partly refunded")
    REFUNDED = "refunded", pgettext_lazy("payment state", "Refunded")
    OPEN = "open", pgettext_lazy("payment state", "Open")
    BANK = "bank", pgettext_lazy("payment state", "Waiting for the bank")
    NOT_PAID = "not_paid", pgettext_lazy("payment state", "Not paid")


ICONS = {
    PaymentState.DISPUTED: "half",
    PaymentState.ATTENTION: "half",
    PaymentState.PAID: "tick",
    PaymentState.PARTLY_REFUNDED: "tick",
    PaymentState.REFUNDED: "struck",
    PaymentState.OPEN: "clock",
    PaymentState.BANK: "clock",
    PaymentState.NOT_PAID: "struck",
}


@dataclass(frozen=True)
class StateWords:
    """A state as it is shown: its word, its shape, and whether a refund has not arrived yet."""

    state: PaymentState
    is_on_its_way: bool = False

    @property
    def words(self) -> str:
        return str(self.state.label)

    @property
    def icon(self) -> str:
        return ICONS[self.state]


def _sum_of(rows: QuerySet[Payment] | QuerySet[Refund], checkout: str) -> Coalesce:
    total = rows.order_by().values(checkout).annotate(total=Sum("amount_ore")).values("total")
    return Coalesce(Subquery(total, output_field=IntegerField()), 0)


def with_state(checkouts: QuerySet[Checkout]) -> QuerySet[Any]:
    """Add `received_ore`, `refunded_ore`, `is_on_its_way`, `pay_state` and `shown_at`."""
    refunds = Refund.objects.filter(payment__checkout=OuterRef("pk"))
    decisions = Decision.objects.filter(
        payment__checkout=OuterRef("pk"), kind__in=OF_MONEY, settled_at__isnull=True
    )
    return checkouts.annotate(
        received_ore=_sum_of(Payment.objects.filter(checkout=OuterRef("pk")), "checkout"),
        refunded_ore=_sum_of(refunds.exclude(state__in=DEAD_REFUND), "payment__checkout"),
        is_on_its_way=Exists(refunds.filter(state__in=ON_ITS_WAY)),
        is_asked_about=Exists(decisions),
        is_answered=Exists(
            Decision.objects.filter(
                payment__checkout=OuterRef("pk"),
                kind=DecisionKind.WRONG_MONEY,
                settled_at__isnull=False,
            )
        ),
        shown_at=Coalesce("paid_at", "created_at", output_field=DateTimeField()),
    ).annotate(pay_state=_state())


def _state() -> Case:
    is_disputed = Q(disputed_at__isnull=False, dispute_outcome="")
    is_odd = ~Q(attention="") & Q(is_answered=False)
    is_lacking = Q(state=CheckoutState.PAID, received_ore=0)
    return Case(
        When(is_disputed, then=Value(PaymentState.DISPUTED.value)),
        When(
            is_odd | Q(is_asked_about=True) | is_lacking, then=Value(PaymentState.ATTENTION.value)
        ),
        When(Q(received_ore__gt=0, refunded_ore=0), then=Value(PaymentState.PAID.value)),
        When(
            Q(received_ore__gt=0, refunded_ore__lt=F("received_ore")),
            then=Value(PaymentState.PARTLY_REFUNDED.value),
        ),
        When(received_ore__gt=0, then=Value(PaymentState.REFUNDED.value)),
        When(state=CheckoutState.PROCESSING, then=Value(PaymentState.BANK.value)),
        When(
            state__in=[CheckoutState.NEW, CheckoutState.OPEN], then=Value(PaymentState.OPEN.value)
        ),
        default=Value(PaymentState.NOT_PAID.value),
        output_field=CharField(),
    )


def state_of(checkout: Any) -> StateWords:
    """Return the state of a Checkout read `with_state`."""
    return StateWords(PaymentState(checkout.pay_state), checkout.is_on_its_way)
