"""The decisions of one page with the ways that settle each, for the role that looks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Q, QuerySet, Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from registrations import formats
from registrations.invoicing.bank.credited import Freed, freed_by_credit, was_freed
from registrations.invoicing.bank.reading import SOURCE as BANK_SOURCE
from registrations.ledger import ABOUT_MONEY, can_refund
from registrations.models import Allocation, Charge, Decision, Payment, Refund
from registrations.words import DEAD_REFUND, DecisionKind
from registrations.workspace import access
from registrations.workspace.addresses import payment_url
from registrations.workspace.bank_rows import sum_words
from registrations.workspace.payment_page import stripe_url_of
from registrations.workspace.payment_state import OF_MONEY
from registrations.workspace.verbs import VERBS

# The verbs by which someone without a seat gets one.
GIVE_A_SEAT = ("godkann", "bekrafta", "aterkalla")
FROM_BANK = Q(kind=DecisionKind.BANK) | Q(payment__source=BANK_SOURCE)


@dataclass(frozen=True)
class Way:
    """A button that settles a decision: a link to its page, or a form that is sent."""

    words: str
    url: str
    is_post: bool = False
    # Sent with the form.
    outcome: str = ""


@dataclass
class DecisionRow:
    """A decision in words, with what may be done about it."""

    decision: Decision
    ways: list[Way] = field(default_factory=list)
    sum_words: str = ""
    # Instead of the kind's words, and who paid.
    title: str = ""
    who: str = ""
    # Why it is to be paid back.
    why: str = ""
    stripe_url: str = ""
    # Money that pays nothing is settled by what becomes of it, never by words alone.
    takes_words: bool = False


def visible_decisions(request: HttpRequest) -> QuerySet[Decision]:
    """Return the decisions of the user's offerings: all kinds, or only those about money.

    What the bank's files ask is for those who take such files in, whatever it is about.
    """
    of_offerings = Q(offering__in=access.visible_offerings(request))
    if access.user_may(request.user, access.IMPORT_BANK):
        of_offerings |= FROM_BANK
    found = Decision.objects.filter(of_offerings)
    if access.user_may(request.user, access.VIEW_DECISION):
        return found
    return found.filter(kind__in=[*OF_MONEY, DecisionKind.BANK])


def money_to_give_back() -> Q:
    """Match decisions about money that somebody waits to have back."""
    return Q(kind=DecisionKind.REFUND) | Q(was_freed(), kind=DecisionKind.STRAY_MONEY)


def may_settle(user: Any, decision: Decision) -> bool:
    """Tell whether the role may settle it: the bookkeeper what is about money, and no more."""
    if decision.kind == DecisionKind.BANK:
        return access.user_may(user, access.IMPORT_BANK)
    if decision.kind in OF_MONEY:
        return access.user_may(user, access.REFUND)
    return access.user_may(user, access.VIEW_DECISION, access.CHANGE_DECISION)


def rows_of(decisions: Sequence[Decision], user: Any) -> list[DecisionRow]:
    """Return the rows of one page, read with a fixed number of statements."""
    payments = {one.payment_id: one.payment for one in decisions if one.payment is not None}
    free = free_money([pk for pk in payments if pk])
    owed = _owed([payment.payer_id for payment in payments.values() if payment.payer_id])
    freed = freed_by_credit(payments) if payments else {}
    rows = [_row(decision, user, free, owed) for decision in decisions]
    for row in rows:
        _say_freed(row, freed.get(row.decision.payment_id or 0, []), user)
    return rows


def _say_freed(row: DecisionRow, freed: Sequence[Freed], user: Any) -> None:
    """Say of bank money that a credit set free that it is to be paid back, and to whom."""
    is_open = row.decision.settled_at is None and not row.takes_words
    if not freed or not is_open or row.decision.kind not in ABOUT_MONEY:
        return
    row.title = gettext("To pay back")
    row.who = next((one.buyer for one in freed if one.buyer), row.who)
    row.why = ", ".join(one.words for one in freed)
    if access.user_may(user, access.IMPORT_BANK, access.REFUND):
        url = reverse("workspace:bank_give_back", args=[row.decision.payment_id])
        row.ways.insert(0, Way(gettext("It is paid back to the payer"), url))


def _row(decision: Decision, user: Any, free: dict[int, int], owed: dict[int, int]) -> DecisionRow:
    row = DecisionRow(decision)
    payment = decision.payment
    if decision.movement is not None:
        row.sum_words = sum_words(decision.movement)
        row.ways = _ways_with_movement(decision, user)
        row.who = decision.movement.payer_name
    elif payment is not None:
        ore = free.get(payment.pk, 0)
        row.sum_words = formats.money(ore if decision.kind in ABOUT_MONEY else payment.amount_ore)
        if payment.source == BANK_SOURCE and hasattr(payment, "movement"):
            row.who = payment.movement.payer_name or payment.movement.text
            if decision.kind in ABOUT_MONEY and ore > 0:
                row.title = gettext("Payment to place")
        if payment.checkout is not None:
            row.stripe_url = stripe_url_of(payment.checkout)
        row.ways = _ways_with_money(
            decision, payment, user, ore, owed.get(payment.payer_id or 0, 0)
        )
        row.takes_words = decision.kind not in ABOUT_MONEY or ore <= 0
    else:
        row.takes_words = decision.kind != DecisionKind.FEE_CHECK
        row.ways = _ways_with_person(decision, user)
    row.takes_words = row.takes_words and may_settle(user, decision)
    return row


def _ways_with_money(
    decision: Decision, payment: Payment, user: Any, free_ore: int, open_ore: int
) -> list[Way]:
    if payment.source == BANK_SOURCE:
        return _ways_with_bank_money(payment, user, free_ore)
    if payment.checkout_id is None or not access.user_may(user, access.VIEW_PAYMENT):
        return []
    ways = []
    args = [payment.checkout_id, payment.pk]
    if decision.kind in ABOUT_MONEY and free_ore > 0 and access.user_may(user, access.REFUND):
        if can_refund(payment):
            words = (
                gettext("Try the refund of %(sum)s again")
                if decision.kind == DecisionKind.REFUND
                else gettext("Refund %(sum)s")
            )
            url = reverse("workspace:give_back", args=args)
            ways.append(Way(words % {"sum": formats.money(free_ore)}, url))
        if decision.kind == DecisionKind.REFUND:
            url = reverse("workspace:paid_by_hand", args=args)
            ways.append(Way(gettext("Given back in another way"), url))
        if open_ore > 0:
            url = reverse("workspace:put_on_debt", args=args)
            ways.append(Way(gettext("Put it on what is owed"), url, is_post=True))
    return [*ways, Way(gettext("Show the payment"), payment_url(payment.checkout_id))]


def _ways_with_movement(decision: Decision, user: Any) -> list[Way]:
    if not access.user_may(user, access.IMPORT_BANK):
        return []
    url = reverse("workspace:bank_settle", args=[decision.movement_id])
    return [Way(gettext("Look at the movement"), url)]


def _ways_with_bank_money(payment: Payment, user: Any, free_ore: int) -> list[Way]:
    if not access.user_may(user, access.IMPORT_BANK):
        return []
    words = gettext("Place it on invoices") if free_ore > 0 else gettext("Show the payment")
    return [Way(words, reverse("workspace:bank_place", args=[payment.pk]))]


def _ways_with_person(decision: Decision, user: Any) -> list[Way]:
    if decision.kind == DecisionKind.FEE_CHECK:
        return _ways_with_fee(decision, user)
    if decision.kind == DecisionKind.NO_SEAT:
        return _ways_with_no_seat(decision, user)
    return []


def _ways_with_no_seat(decision: Decision, user: Any) -> list[Way]:
    """Give someone who was let in the seat after all; without, the words say what was decided."""
    participant = decision.participant
    if participant is None or not access.user_may(user, access.WORK):
        return []
    return [
        Way(str(VERBS[key].words), reverse("workspace:act", args=[participant.pk, key]))
        for key in GIVE_A_SEAT
        if VERBS[key].fits(participant)
    ]


def _ways_with_fee(decision: Decision, user: Any) -> list[Way]:
    if not access.user_may(user, access.WORK) or decision.participant_id is None:
        return []
    url = reverse("workspace:act", args=[decision.participant_id, "andra-avgift"])
    ways = [Way(gettext("Not right: change the fee"), url)]
    if may_settle(user, decision):
        settle = reverse("workspace:settle", args=[decision.pk])
        ways.insert(0, Way(gettext("It is right"), settle, True, gettext("The fee is right")))
    return ways


def free_money(payments: list[int]) -> dict[int, int]:
    """Return what of each payment is neither on a charge nor given or to be given back."""
    free = dict(Payment.objects.filter(pk__in=payments).values_list("pk", "amount_ore"))
    allocated = Allocation.objects.filter(payment__in=payments)
    refunded = Refund.objects.filter(~Q(state__in=DEAD_REFUND), payment__in=payments)
    for rows in (allocated, refunded):
        for pk, ore in rows.order_by().values_list("payment").annotate(ore=Sum("amount_ore")):
            free[pk] -= ore
    return free


def _owed(payers: list[int]) -> dict[int, int]:
    """Return what each payer owes and has not paid."""
    charges = Charge.objects.filter(payer__in=payers).order_by().values_list("payer")
    owed = dict(charges.annotate(ore=Sum(F("net_ore") + F("vat_ore"))))
    paid = Allocation.objects.filter(charge__payer__in=payers).order_by()
    for payer, ore in paid.values_list("charge__payer").annotate(ore=Sum("amount_ore")):
        owed[payer] -= ore
    return owed
