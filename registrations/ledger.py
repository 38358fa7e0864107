"""Money that came meets what is owed (DESIGN, rule 5): allocations, their release, refunds.

Per payment: amount = allocations + live refunds + unallocated, and unallocated money is refunded
or has an open Decision. Nothing here runs outside the Offering's lock.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from registrations import documents
from registrations.actors import SYSTEM, Actor
from registrations.models import (
    Allocation,
    Charge,
    Decision,
    Document,
    Payer,
    Payment,
    Refund,
)
from registrations.trace import Mail, Trace, record
from registrations.waking import wake_on_commit
from registrations.words import (
    DEAD_REFUND,
    DecisionKind,
    DocumentKind,
    Happening,
    LateMoney,
    PaymentMethod,
)

# While one of these is open, a person says what becomes of a payment's free money.
ORGANISER, BOOKKEEPER = "organiser", "bookkeeper"
ABOUT_MONEY = (DecisionKind.STRAY_MONEY, DecisionKind.WRONG_MONEY, DecisionKind.REFUND)


def lowered_ore(charges: Iterable[Charge]) -> dict[int, tuple[int, int]]:
    """Return what is left of each charge after its reversals and discounts: net and VAT, in öre."""
    left = {charge.pk: (charge.net_ore, charge.vat_ore) for charge in charges}
    sums = Charge.objects.filter(reverses__in=left).order_by().values_list("reverses")
    for pk, net, vat in sums.annotate(net=Sum("net_ore"), vat=Sum("vat_ore")):
        left[pk] = (left[pk][0] + net, left[pk][1] + vat)
    return left


def allocated_ore(charges: Iterable[Charge]) -> dict[int, int]:
    """Return what has been paid of each charge, in öre."""
    paid = {charge.pk: 0 for charge in charges}
    sums = Allocation.objects.filter(charge__in=paid).order_by().values_list("charge")
    paid |= dict(sums.annotate(total=Sum("amount_ore")))
    return paid


def open_charges(payer: Payer) -> list[tuple[Charge, int]]:
    """Return what the payer still owes, charge by charge, with the öre left to pay of each."""
    charges = list(
        Charge.objects.filter(payer=payer, reverses__isnull=True)
        .select_related("participant", "document_line")
        .order_by("pk")
    )
    return still_open(charges)


def still_open(charges: Iterable[Charge]) -> list[tuple[Charge, int]]:
    """Return those of the charges on which something is left to pay, with how many öre."""
    charges = list(charges)
    lowered, paid = lowered_ore(charges), allocated_ore(charges)
    found = [(charge, sum(lowered[charge.pk]) - paid[charge.pk]) for charge in charges]
    return [(charge, ore) for charge, ore in found if ore > 0]


def open_ore(payer: Payer) -> int:
    """Return what the payer still owes in all, in öre."""
    return sum(ore for _charge, ore in open_charges(payer))


def free_ore(payment: Payment) -> int:
    """Return what of a payment is neither on a charge nor given or to be given back, in öre."""
    allocated = payment.allocations.aggregate(total=Coalesce(Sum("amount_ore"), 0))["total"]
    refunds = payment.refunds.exclude(state__in=DEAD_REFUND)
    refunded = refunds.aggregate(total=Coalesce(Sum("amount_ore"), 0))["total"]
    return payment.amount_ore - int(allocated) - int(refunded)


def release(charges: Iterable[Charge], *, now: datetime) -> None:
    """Take money off charges that were lowered below what had been paid on them.

    The payments are held: one may pay charges of other Offerings too, where somebody may just be
    placing it and closing what was asked about its free money.
    """
    charges = list(charges)
    lowered, paid = lowered_ore(charges), allocated_ore(charges)
    too_much = {one: paid[one.pk] - sum(lowered[one.pk]) for one in charges}
    too_much = {charge: ore for charge, ore in too_much.items() if ore > 0}
    if too_much:
        hold_payments(too_much)
    for charge, ore in too_much.items():
        _release(charge, ore, now)


def hold_payments(charges: Iterable[Charge]) -> None:
    """Hold the payments that lie on charges: after the Offerings, before a number is taken."""
    on_them = Allocation.objects.filter(charge__in=list(charges)).values("payment")
    held = Payment.objects.select_for_update(no_key=True).filter(pk__in=on_them)
    list(held.order_by("pk").values_list("pk"))


def _release(charge: Charge, ore: int, now: datetime) -> None:
    sums = Allocation.objects.filter(charge=charge).order_by().values_list("payment")
    for payment_id, total in sorted(sums.annotate(total=Sum("amount_ore")), reverse=True):
        part = min(ore, total)
        if part > 0:
            Allocation.objects.create(
                payment_id=payment_id, charge=charge, amount_ore=-part, created_at=now
            )
            ore -= part


def settle(
    payer: Payer,
    *,
    now: datetime,
    actor: Actor = SYSTEM,
    reason: str = "",
    late_money: LateMoney = LateMoney.REFUND,
    first: Payment | None = None,
    held: Collection[int] = (),
) -> list[Refund]:
    """Put the payer's free money on what is owed, and give back or ask about what remains.

    A charge that is then covered and stands on no document gets its receipt, unless the payer is
    invoiced: it then waits for an invoice that says it is paid. Returns the refunds decided. Money
    about which a person has been asked stays where it is. `held`: the Offerings that the
    transaction holds, beside the payer's own.
    """
    held = {*held, payer.registration.offering_id}
    refunds = []
    for payment in _with_free_money(payer, first):
        covered = put_on(payment, _to_pay(payment, payer, held), now=now)
        if _gets_receipt(payment, payer):
            documents.issue_receipt(payment, covered, now=now, actor=actor)
        remains = free_ore(payment)
        if remains > 0:
            refund = _give_back(payment, remains, late_money, actor, reason, now)
            refunds += [refund] if refund else []
    _receipt_lowered(payer, now=now, actor=actor)
    return refunds


def _to_pay(payment: Payment, payer: Payer, held: Collection[int]) -> list[tuple[Charge, int]]:
    """Return what a payment may go to: what the payer owes, oldest first.

    Money from a bank pays an invoice, whoever of its buyer's registrations the charges are of, but
    only charges of Offerings that are held: others may just be lowered there.
    """
    if payment.checkout_id is not None:
        return open_charges(payer)
    invoices = Document.objects.filter(kind=DocumentKind.INVOICE, lines__charge__payer=payer)
    charges = Charge.objects.filter(
        Q(payer=payer) | Q(document_line__document__in=invoices),
        payer__registration__offering__in=held,
        reverses__isnull=True,
    )
    return still_open(charges.select_related("participant", "document_line").order_by("pk"))


def _gets_receipt(payment: Payment, payer: Payer) -> bool:
    return payment.checkout_id is not None or pays_online(payer)


def _receipt_lowered(payer: Payer, *, now: datetime, actor: Actor) -> None:
    """Give a receipt to charges that were paid in part and then lowered to what was paid."""
    paid_somehow = Charge.objects.filter(
        payer=payer,
        reverses__isnull=True,
        document_line__isnull=True,
        allocations__isnull=False,
    )
    charges = list(paid_somehow.select_related("document_line").distinct().order_by("pk"))
    lowered, paid = lowered_ore(charges), allocated_ore(charges)
    covered = [one for one in charges if 0 < paid[one.pk] == sum(lowered[one.pk])]
    if covered:
        payments = Payment.objects.filter(allocations__charge__in=covered)
        payment = payments.select_related("payer").latest("pk")
        if _gets_receipt(payment, payer):
            documents.issue_receipt(payment, covered, now=now, actor=actor)


def _with_free_money(payer: Payer, first: Payment | None) -> list[Payment]:
    asked = Decision.objects.filter(kind__in=ABOUT_MONEY, settled_at__isnull=True)
    # One payment may cover the charges of several payers.
    of_payer = Q(payer=payer) | Q(pk__in=_payments_on_charges_of(payer))
    payments = (
        Payment.objects.filter(of_payer)
        .exclude(pk__in=asked.filter(payment__isnull=False).values("payment"))
        .select_related("checkout", "payer__registration")
        .order_by("pk")
    )
    free = [payment for payment in payments if free_ore(payment) > 0]
    return sorted(free, key=lambda payment: payment != first)


def _payments_on_charges_of(payer: Payer) -> QuerySet[Allocation, Any]:
    return Allocation.objects.filter(charge__payer=payer).values("payment")


def put_on(
    payment: Payment, charges: Iterable[tuple[Charge, int]], *, now: datetime
) -> list[Charge]:
    """Put a payment's free money on charges, in their order, each up to the öre left to pay of it.

    Returns those that are now covered.
    """
    free = free_ore(payment)
    covered, rows = [], []
    for charge, ore in charges:
        part = min(free, ore)
        if part <= 0:
            break
        rows.append(Allocation(payment=payment, charge=charge, amount_ore=part, created_at=now))
        free -= part
        if part == ore:
            covered.append(charge)
    Allocation.objects.bulk_create(rows)
    return covered


def _give_back(
    payment: Payment,
    ore: int,
    late_money: LateMoney,
    actor: Actor,
    reason: str,
    now: datetime,
) -> Refund | None:
    if not can_refund(payment):
        ask(DecisionKind.STRAY_MONEY, payment, detail=reason, now=now)
        return None
    if late_money == LateMoney.DECIDE:
        ask(DecisionKind.STRAY_MONEY, payment, detail=reason, now=now)
        return None
    return decide_refund(payment, ore, actor=actor, reason=reason, now=now)


def can_refund(payment: Payment) -> bool:
    """Tell whether the provider lets us give money back: never while the payment is disputed."""
    checkout = payment.checkout
    return checkout is not None and not (checkout.disputed_at and not checkout.dispute_outcome)


def decide_refund(
    payment: Payment,
    ore: int,
    *,
    actor: Actor,
    reason: str,
    now: datetime,
    is_told: bool = False,
) -> Refund:
    """Write the row of a refund of free money; the tick asks the provider for it.

    `is_told`: by a mail of its own, where no credit and nothing else tells of it.
    """
    refund = Refund.objects.create(
        payment=payment,
        amount_ore=ore,
        reason=reason[:250],
        requested_by=actor.user,
        created_at=now,
        due_at=now,
    )
    payer = payment.payer
    if payer is not None:
        registration = payer.registration
        trace = Trace(
            happening=Happening.REFUND_ASKED,
            offering_id=registration.offering_id,
            registration=registration,
            reason=reason,
            fields=[f"refund:{refund.pk}"],
            mails=(
                [Mail(Happening.REFUND_ASKED, registration.contact_email, registration)]
                if is_told
                else ()
            ),
        )
        record([trace], actor=actor, now=now)
    settle_decisions(payment, kind=DecisionKind.STRAY_MONEY, actor=actor, now=now)
    wake_on_commit()
    return refund


def ask(kind: DecisionKind, payment: Payment, *, detail: str = "", now: datetime) -> None:
    """Open a Decision about a payment, once; money from the bank is the bookkeepers' to settle."""
    if Decision.objects.filter(kind=kind, payment=payment, settled_at__isnull=True).exists():
        return
    payer = payment.payer
    registration = payer.registration if payer is not None else None
    Decision.objects.create(
        kind=kind,
        offering_id=registration.offering_id if registration is not None else None,
        registration=registration,
        payment=payment,
        role=ORGANISER if payment.checkout_id is not None else BOOKKEEPER,
        detail=detail[:250],
        opened_at=now,
    )


def settle_decisions(
    payment: Payment, *, kind: DecisionKind, actor: Actor, now: datetime, outcome: str = ""
) -> None:
    """Close what was asked about a payment once its answer is a fact."""
    if kind == DecisionKind.STRAY_MONEY and free_ore(payment) > 0:
        return
    close_decisions(payment, kind=kind, actor=actor, now=now, outcome=outcome)


def close_decisions(
    payment: Payment, *, kind: DecisionKind, actor: Actor, now: datetime, outcome: str
) -> None:
    """Close what was asked about a payment, because a person has said what becomes of it."""
    Decision.objects.filter(kind=kind, payment=payment, settled_at__isnull=True).update(
        settled_at=now, settled_by=actor.user, outcome=outcome[:250]
    )


def pays_online(payer: Payer) -> bool:
    return payer.method == PaymentMethod.ONLINE
