"""Takes in what the provider tells beside the payment: refunds, disputes and its fees."""

from datetime import datetime

from django.utils import timezone

from registrations import ledger
from registrations.actors import SYSTEM
from registrations.charges import reverse_parts
from registrations.models import (
    Allocation,
    BalanceLine,
    Charge,
    Checkout,
    Decision,
    Payment,
    Refund,
)
from registrations.payments.backends import BalanceFact, DisputeFact, Facts, RefundFact
from registrations.trace import Trace, record
from registrations.words import DEAD_REFUND, DecisionKind, Happening, RefundState

_FINAL = {RefundState.FAILED, RefundState.CANCELED}


def take_refunds(payment: Payment, facts: Facts, *, now: datetime) -> None:
    """Make our refunds agree with the provider's; one made there alone is credited here."""
    for fact in facts.refunds:
        refund = _refund_of(payment, fact)
        if refund is None:
            refund = _import_refund(payment, fact, now)
        if refund is not None:
            take_refund(refund, fact, now=now)


def _refund_of(payment: Payment, fact: RefundFact) -> Refund | None:
    known = Refund.objects.filter(payment=payment)
    found = known.filter(external_id=fact.external_id).first()
    if found is None:
        found = next((one for one in known if str(one.uuid) == fact.uuid), None)
    return found


def take_refund(refund: Refund, fact: RefundFact, *, now: datetime) -> None:
    """Write how a refund stands; only a failure comes after success, and nothing after failure."""
    state = RefundState(fact.state) if fact.state in RefundState.values else RefundState.PENDING
    former = RefundState(refund.state)
    if fact.balance is not None:
        take_line(fact.balance, refund=refund)
    is_settled = former in _FINAL or (former == RefundState.SUCCEEDED and state not in _FINAL)
    if (is_settled or former == state) and refund.external_id:
        return
    refund.external_id = fact.external_id
    refund.state = former if is_settled else state
    if refund.state == RefundState.SUCCEEDED and refund.done_at is None:
        refund.done_at = now
    refund.claimed_until = None
    refund.save(update_fields=["external_id", "state", "done_at", "claimed_until"])
    if refund.state != former:
        _tell(refund, now)


def fail_refund(refund: Refund, problem: str, *, now: datetime) -> None:
    """Write that the provider will not give the money back: a person decides what then."""
    refund.state = RefundState.FAILED
    refund.last_error = problem[:500]
    refund.claimed_until = None
    refund.save(update_fields=["state", "last_error", "claimed_until"])
    _tell(refund, now)


def _tell(refund: Refund, now: datetime) -> None:
    happening = {
        RefundState.SUCCEEDED: Happening.REFUNDED,
        RefundState.FAILED: Happening.REFUND_FAILED,
        RefundState.CANCELED: Happening.REFUND_FAILED,
    }.get(RefundState(refund.state))
    payer = refund.payment.payer
    if happening is None or payer is None:
        return
    trace = Trace(
        happening=happening,
        offering_id=payer.registration.offering_id,
        registration=payer.registration,
        fields=[f"refund:{refund.pk}"],
    )
    record([trace], actor=SYSTEM, now=now)
    if refund.state in DEAD_REFUND:
        ledger.ask(DecisionKind.REFUND, refund.payment, detail=refund.last_error, now=now)


def _import_refund(payment: Payment, fact: RefundFact, now: datetime) -> Refund | None:
    """Take in a refund made at the provider: the charges it gave back are lowered, with credits."""
    if fact.state in _FINAL:
        return None
    _stop_waiting(payment, fact.amount_ore, now)
    missing = fact.amount_ore - ledger.free_ore(payment)
    parts: dict[Charge, int] = {}
    for charge, paid in _paid_charges(payment):
        if missing > 0:
            parts[charge] = min(paid, missing)
            missing -= parts[charge]
    if parts:
        reverse_parts(parts, now=now)
    ledger.ask(DecisionKind.ELSEWHERE, payment, detail=fact.external_id, now=now)
    given_ore = min(fact.amount_ore, ledger.free_ore(payment))
    if given_ore <= 0:
        return None
    return Refund.objects.create(
        payment=payment,
        amount_ore=given_ore,
        state=RefundState.PENDING,
        is_external=True,
        external_id=fact.external_id,
        reason=fact.reason[:250],
        created_at=now,
    )


def _stop_waiting(payment: Payment, ore: int, now: datetime) -> None:
    """Stop refunds of ours that have not left where the money went another way meanwhile."""
    paid = sum(paid for _charge, paid in _paid_charges(payment))
    waiting = Refund.objects.filter(payment=payment, state=RefundState.NEW, asked_at=None)
    for refund in waiting.order_by("-pk"):
        if ore <= paid + ledger.free_ore(payment):
            return
        refund.state, refund.last_error = RefundState.CANCELED, "given back at the provider"
        refund.done_at = now
        refund.save(update_fields=["state", "last_error", "done_at"])


def _paid_charges(payment: Payment) -> list[tuple[Charge, int]]:
    """Return the charges that a payment is on, the latest first, with the öre on each."""
    sums: dict[int, int] = {}
    for row in Allocation.objects.filter(payment=payment):
        sums[row.charge_id] = sums.get(row.charge_id, 0) + row.amount_ore
    charges = Charge.objects.in_bulk([pk for pk, ore in sums.items() if ore > 0])
    return [(charges[pk], sums[pk]) for pk in sorted(charges, reverse=True)]


def take_dispute(checkout: Checkout, payment: Payment, facts: Facts, *, now: datetime) -> None:
    """Flag a disputed payment; when it is lost the money is gone and the charges are open again."""
    dispute = facts.dispute
    if dispute is None:
        return
    if checkout.dispute_id != dispute.external_id:
        _open_dispute(checkout, payment, dispute, now)
    checkout.dispute_due_at = dispute.due_at or checkout.dispute_due_at
    if dispute.outcome and not checkout.dispute_outcome:
        checkout.dispute_outcome = dispute.outcome
        if dispute.outcome == "lost":
            _lose(payment, dispute, now)
        else:
            ledger.settle_decisions(
                payment, kind=DecisionKind.DISPUTE, actor=SYSTEM, now=now, outcome=dispute.outcome
            )


def _open_dispute(
    checkout: Checkout, payment: Payment, dispute: DisputeFact, now: datetime
) -> None:
    checkout.disputed_at, checkout.dispute_outcome = dispute.opened_at, ""
    checkout.dispute_id = dispute.external_id
    checkout.dispute_due_at = dispute.due_at
    registration = checkout.payer.registration
    trace = Trace(
        happening=Happening.DISPUTED,
        offering_id=registration.offering_id,
        registration=registration,
        fields=[f"payment:{payment.pk}"],
    )
    record([trace], actor=SYSTEM, now=now)
    ledger.ask(DecisionKind.DISPUTE, payment, now=now)
    if dispute.due_at is not None:
        Decision.objects.filter(
            kind=DecisionKind.DISPUTE, payment=payment, settled_at__isnull=True
        ).update(due_on=timezone.localdate(dispute.due_at))


def _lose(payment: Payment, dispute: DisputeFact, now: datetime) -> None:
    """Take the lost money off the charges it was on; a person decides about the seat."""
    _stop_waiting(payment, dispute.amount_ore, now)
    for charge, paid in _paid_charges(payment):
        missing = dispute.amount_ore - ledger.free_ore(payment)
        if missing > 0:
            Allocation.objects.create(
                payment=payment, charge=charge, amount_ore=-min(paid, missing), created_at=now
            )
    lost_ore = min(dispute.amount_ore, ledger.free_ore(payment))
    if lost_ore <= 0:
        return
    Refund.objects.get_or_create(
        external_id=dispute.external_id,
        defaults={
            "payment": payment,
            "amount_ore": lost_ore,
            "state": RefundState.SUCCEEDED,
            "is_external": True,
            "reason": "dispute lost",
            "created_at": now,
            "done_at": now,
        },
    )


def take_balance(payment: Payment, facts: Facts) -> None:
    if facts.balance is not None:
        take_line(facts.balance, payment=payment)


def take_line(
    fact: BalanceFact, *, payment: Payment | None = None, refund: Refund | None = None
) -> None:
    """Keep one line of the provider's account; its payout is known later."""
    line, is_new = BalanceLine.objects.get_or_create(
        external_id=fact.external_id,
        defaults={
            "payment": payment,
            "refund": refund,
            "kind": fact.kind,
            "amount_ore": fact.amount_ore,
            "fee_ore": fact.fee_ore,
            "happened_at": fact.happened_at,
            "payout_id": fact.payout_id,
            "payout_on": fact.payout_on,
        },
    )
    if not is_new and fact.payout_id and line.payout_id != fact.payout_id:
        BalanceLine.objects.filter(pk=line.pk).update(
            payout_id=fact.payout_id, payout_on=fact.payout_on
        )
