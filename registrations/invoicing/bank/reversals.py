"""Payments that the bank takes back: what they paid is open again, and the money has gone."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from registrations import ledger
from registrations.actors import SYSTEM, Actor
from registrations.external_refunds import write_external
from registrations.invoicing.bank.entries import DEBIT
from registrations.invoicing.bank.placing import locked_payment, release, trace_released
from registrations.invoicing.bank.reasons import Aside
from registrations.invoicing.issuing import locked_payers
from registrations.models import BankMovement, Charge, Decision, Payment
from registrations.words import DEAD_REFUND, DecisionKind, MovementKind


def take_back_due(*, now: datetime | None = None, actor: Actor = SYSTEM) -> int:
    """Take back every payment whose reversal has come; one whose original is unknown waits."""
    now = now or timezone.now()
    waiting = BankMovement.objects.filter(kind=MovementKind.ASIDE, detail=Aside.ORIGINAL)
    done = sum(take_back(pk, now=now, actor=actor) for pk in waiting.values_list("pk", flat=True))
    # A debit that names a payment of ours is that payment going back, whatever it is called.
    named = BankMovement.objects.filter(kind=MovementKind.OUTGOING, refund__isnull=True)
    return done + sum(take_back(pk, now=now, actor=actor) for pk in _naming(named))


def _naming(debits: QuerySet[BankMovement]) -> list[int]:
    """Return the debits that bear the own number of a payment, in two statements."""
    rows = list(debits.exclude(end_to_end_id="", key__contains=":=").order_by("-pk")[:2000])
    ours = BankMovement.objects.filter(kind=MovementKind.PAYMENT)
    numbers = [one.end_to_end_id for one in rows if one.end_to_end_id]
    known = set(ours.filter(end_to_end_id__in=numbers).values_list("end_to_end_id", flat=True))
    keys = {_credit_key(one): one.pk for one in rows}
    named = set(ours.filter(key__in=list(keys)).values_list("key", flat=True))
    return [one.pk for one in rows if one.end_to_end_id in known] + [keys[key] for key in named]


def _credit_key(debit: BankMovement) -> str:
    """Return the key of the payment that a debit has the bank's number of."""
    sign = f":{DEBIT}R:" if debit.is_reversal else f":{DEBIT}:"
    return debit.key.replace(sign, ":CRDT:", 1)


def take_back(movement_id: int, *, now: datetime, actor: Actor) -> bool:
    """Take back the payment that a movement reverses, once; False where it is not found."""
    movement = BankMovement.objects.get(pk=movement_id)
    original = _original_of(movement)
    if original is None:
        return False
    charges = Charge.objects.filter(allocations__payment=original).distinct()
    with locked_payers(charges.values_list("payer", flat=True)):
        payment = locked_payment(original.pk)
        waiting = BankMovement.objects.select_for_update(no_key=True).filter(
            pk=movement_id, refund__isnull=True
        )
        if not waiting.exists() or not _is_left(payment, movement.amount_ore):
            return False
        _take(movement, payment, actor=actor, now=now)
        return True


def _take(movement: BankMovement, payment: Payment, *, actor: Actor, now: datetime) -> None:
    ore = movement.amount_ore
    free = ledger.free_ore(payment)
    charges = list(
        Charge.objects.filter(allocations__payment=payment)
        .select_related("payer__registration")
        .distinct()
    )
    rows = release(payment, charges, now=now, ore=max(ore - free, 0))
    reason = movement.text or movement.reference or str(movement.booked_on)
    if rows:
        trace_released(payment, rows, reason=reason, actor=actor, now=now)
    movement.refund = write_external(payment, ore, reason=reason, actor=actor, now=now)
    movement.kind, movement.detail = MovementKind.REVERSAL, ""
    movement.save(update_fields=["refund", "kind", "detail"])
    Decision.objects.filter(
        kind=DecisionKind.BANK, movement=movement, settled_at__isnull=True
    ).update(settled_at=now, settled_by=actor.user, outcome="bank:taken_back")
    ledger.settle_decisions(
        payment,
        kind=DecisionKind.STRAY_MONEY,
        actor=actor,
        now=now,
        outcome="bank:taken_back",
    )


def _original_of(movement: BankMovement) -> Payment | None:
    """Return the one payment that a movement can only mean; None where there is none, or two."""
    ours = BankMovement.objects.filter(
        kind=MovementKind.PAYMENT,
        currency=movement.currency,
        amount_ore__gte=movement.amount_ore,
        booked_on__lte=movement.booked_on,
    )
    ways = [Q(key=_credit_key(movement))]
    if movement.end_to_end_id:
        ways.append(Q(end_to_end_id=movement.end_to_end_id))
    if movement.is_reversal and movement.reference:
        ways.append(Q(reference=movement.reference, amount_ore=movement.amount_ore))
    for way in ways:
        found = [
            one.payment
            for one in ours.filter(way).select_related("payment").order_by("pk")
            if one.payment is not None and _is_left(one.payment, movement.amount_ore)
        ]
        if len(found) == 1:
            return found[0]
        if found:
            return None
    return None


def _is_left(payment: Payment, ore: int) -> bool:
    """Tell whether so much of a payment has not gone back yet."""
    gone = sum(one.amount_ore for one in payment.refunds.exclude(state__in=DEAD_REFUND))
    return payment.amount_ore - gone >= ore
