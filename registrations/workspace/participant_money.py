"""How each participant's place is paid: worked out by the database, the same in list and filter."""

from collections.abc import Sequence
from typing import Any

from django.db.models import (
    Case,
    CharField,
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
from django.utils.translation import gettext, pgettext_lazy

from registrations import formats
from registrations.models import Allocation, Charge, Checkout, Participant, Payer
from registrations.words import CheckoutState, PaymentMethod, Status


class PaidState(TextChoices):
    """One word for how a place is paid; the first that fits, in this order."""

    LATER = "later", pgettext_lazy("payment", "Not charged yet")
    NOTHING = "nothing", pgettext_lazy("payment", "Nothing due")
    REFUNDED = "refunded", pgettext_lazy("payment", "Refunded")
    PAID = "paid", pgettext_lazy("payment", "Paid")
    PARTLY = "partly", pgettext_lazy("payment", "Partly paid")
    BANK = "bank", pgettext_lazy("payment", "Waiting for the bank")
    OPEN = "open", pgettext_lazy("payment", "Not paid")
    INVOICE = "invoice", pgettext_lazy("payment", "By invoice")


def with_paid_state(participants: QuerySet[Participant]) -> QuerySet[Any]:
    """Add `owed_ore`, `paid_ore` and `paid_state`."""
    charges = Charge.objects.filter(participant=OuterRef("pk")).order_by()
    paid = Allocation.objects.filter(charge__participant=OuterRef("pk")).order_by()
    payers = Payer.objects.filter(registration=OuterRef("registration"))
    waiting = Checkout.objects.filter(
        payer__registration=OuterRef("registration"), state=CheckoutState.PROCESSING
    )
    return participants.annotate(
        owed_ore=_total(charges.values("participant"), F("net_ore") + F("vat_ore")),
        paid_ore=_total(paid.values("charge__participant"), F("amount_ore")),
        was_paid=Exists(paid),
        is_charged=Exists(charges),
        pays_online=Exists(payers.filter(method=PaymentMethod.ONLINE)),
        is_at_the_bank=Exists(waiting),
    ).annotate(paid_state=_state())


def _total(rows: QuerySet[Any, Any], amount: object) -> Coalesce:
    total = rows.annotate(total=Sum(amount)).values("total")
    return Coalesce(Subquery(total, output_field=IntegerField()), 0)


def _state() -> Case:
    may_come = Q(status__in=(Status.APPLIED, Status.WAITING, Status.OFFERED))
    return Case(
        When(
            may_come & Q(is_charged=False, fee__amount_ore__gt=0), then=Value(PaidState.LATER.value)
        ),
        When(Q(owed_ore__lte=0, was_paid=True), then=Value(PaidState.REFUNDED.value)),
        When(owed_ore__lte=0, then=Value(PaidState.NOTHING.value)),
        When(paid_ore__gte=F("owed_ore"), then=Value(PaidState.PAID.value)),
        When(paid_ore__gt=0, then=Value(PaidState.PARTLY.value)),
        When(Q(is_at_the_bank=True), then=Value(PaidState.BANK.value)),
        When(Q(pays_online=True), then=Value(PaidState.OPEN.value)),
        default=Value(PaidState.INVOICE.value),
        output_field=CharField(),
    )


def payment_words(keys: Sequence[int]) -> dict[int, str]:
    """Return how each place is paid, in words, with one statement whatever their number."""
    rows = with_paid_state(Participant.objects.filter(pk__in=keys)).order_by()
    return {
        pk: _words(PaidState(state), owed, paid)
        for pk, state, owed, paid in rows.values_list("pk", "paid_state", "owed_ore", "paid_ore")
    }


def _words(state: PaidState, owed_ore: int, paid_ore: int) -> str:
    if state in {PaidState.LATER, PaidState.NOTHING, PaidState.REFUNDED}:
        return str(state.label)
    if state == PaidState.PARTLY:
        return gettext("%(paid)s of %(owed)s paid") % {
            "paid": formats.money(paid_ore),
            "owed": formats.money(owed_ore),
        }
    return gettext("%(state)s, %(sum)s") % {"state": state.label, "sum": formats.money(owed_ore)}
