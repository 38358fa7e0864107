"""Payments that the bank takes back: what they paid is open again, and the money has gone."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from registrations import ledger
from registrations.actors import SYSTEM, Actor
from registrations.external_refunds import BOOKED_BY_HAND, write_external
from registrations.invoicing.bank.asked import asked_about, is_left_out
from registrations.invoicing.bank.entries import DEBIT
from registrations.invoicing.bank.placing import locked_payment, release, trace_released
from registrations.invoicing.bank.reasons import Aside
from registrations.invoicing.bank.refusals import AlreadySettled
from registrations.invoicing.issuing import locked_payers
from registrations.models import BankMovement, Charge, Decision, Payment, Refund
from registrations.words import DEAD_REFUND, DecisionKind, MovementKind


def take_back_due(*, now: datetime | None = None, actor: Actor = SYSTEM) -> int:
    """Take back every payment whose reversal has come; one whose original is unknown waits.

    Money out that the bank does not call a reversal takes nothing back: payers number their
    payments "1" and "2", and so do we. Where it is like a payment of ours, a person is asked.
    What a person has left out takes nothing back either.
    """
    now = now or timezone.now()
    waiting = BankMovement.objects.filter(
        asked_about(), kind=MovementKind.ASIDE, detail=Aside.ORIGINAL
    )
    done = sum(take_back(pk, now=now, actor=actor) for pk in waiting.values_list("pk", flat=True))
    for debit in _naming():
        if not _link(debit, actor=actor, now=now) and debit.kind == MovementKind.OUTGOING:
            _ask_if_like(debit, now=now)
    return done


def _naming() -> list[BankMovement]:
    """Return the unmarked debits that bear the own number of a payment, in three statements."""
    debits = BankMovement.objects.filter(
        Q(kind=MovementKind.OUTGOING)
        | Q(asked_about(), kind=MovementKind.ASIDE, detail=Aside.MAYBE_BACK),
        refund__isnull=True,
    )
    rows = list(debits.exclude(end_to_end_id="", key__contains=":=").order_by("-pk")[:2000])
    ours = BankMovement.objects.filter(kind=MovementKind.PAYMENT)
    numbers = [one.end_to_end_id for one in rows if one.end_to_end_id]
    known = set(ours.filter(end_to_end_id__in=numbers).values_list("end_to_end_id", flat=True))
    keys = [_credit_key(one) for one in rows]
    named = set(ours.filter(key__in=keys).values_list("key", flat=True))
    return [one for one in rows if one.end_to_end_id in known or _credit_key(one) in named]


def _credit_key(debit: BankMovement) -> str:
    """Return the key of the payment that a debit has the bank's number of."""
    sign = f":{DEBIT}R:" if debit.is_reversal else f":{DEBIT}:"
    return debit.key.replace(sign, ":CRDT:", 1)


def _link(debit: BankMovement, *, actor: Actor, now: datetime) -> bool:
    """Let a debit be the money that a person has already written down as paid back."""
    given_back = Refund.objects.filter(is_external=True, movement__isnull=True)
    given_back = given_back.exclude(BOOKED_BY_HAND).filter(amount_ore=debit.amount_ore)
    by_hand = Q(payment__in=given_back.values("payment"))
    for way in _ways(debit):
        found = list(_before(debit).filter(way & by_hand).distinct()[:2])
        if len(found) == 1 and found[0].payment_id is not None:
            return _link_to(debit, found[0].payment_id, actor=actor, now=now)
    return False


def _link_to(debit: BankMovement, payment_id: int, *, actor: Actor, now: datetime) -> bool:
    with transaction.atomic():
        payment = locked_payment(payment_id)
        by_hand = payment.refunds.exclude(Q(state__in=DEAD_REFUND) | BOOKED_BY_HAND).filter(
            is_external=True, movement__isnull=True, amount_ore=debit.amount_ore
        )
        refund, waiting = by_hand.order_by("pk").first(), _locked(debit.pk)
        if refund is None or waiting is None:
            return False
        kind = MovementKind.REVERSAL if waiting.is_reversal else MovementKind.OUTGOING
        _write(waiting, refund, kind, actor=actor, now=now)
        return True


def _ask_if_like(debit: BankMovement, *, now: datetime) -> None:
    """Put money out aside that has the number, sum and name of a payment of ours."""
    found = [
        one
        for way in _ways(debit)
        for one in _before(debit).filter(way, amount_ore=debit.amount_ore)
        if one.payment is not None
        and _is_left(one.payment, debit.amount_ore)
        and _may_be_same_name(one.payer_name, debit.payer_name)
    ]
    if found:
        _ask(debit, found[0], now=now)


def _ask(movement: BankMovement, like: BankMovement, *, now: datetime) -> None:
    """Ask a person, once, whether a movement is a payment of ours that goes back."""
    with transaction.atomic():
        waiting = _locked(movement.pk)
        if waiting is None or waiting.detail == Aside.MAYBE_BACK:
            return
        waiting.kind, waiting.detail = MovementKind.ASIDE, Aside.MAYBE_BACK
        waiting.other_keys["like"] = like.pk
        waiting.save(update_fields=["kind", "detail", "other_keys"])
        asked = Decision.objects.filter(movement=waiting, settled_at__isnull=True)
        if not asked.update(detail=waiting.detail):
            Decision.objects.create(
                kind=DecisionKind.BANK,
                movement=waiting,
                role=ledger.BOOKKEEPER,
                detail=waiting.detail,
                opened_at=now,
            )


def _may_be_same_name(one: str, other: str) -> bool:
    return not one or not other or one.casefold() == other.casefold()


def take_back_as_said(*, movement_id: int, actor: Actor, now: datetime | None = None) -> None:
    """Take back the payment that money out is like: a person has said that it goes back.

    What the person has already written as paid back is not taken twice. Raises AlreadySettled.
    """
    now = now or timezone.now()
    movement = BankMovement.objects.get(pk=movement_id)
    like = BankMovement.objects.filter(pk=movement.other_keys.get("like") or 0).first()
    if not can_take_back(movement) or like is None or like.payment is None:
        raise AlreadySettled
    is_done = _link_to(movement, like.payment.pk, actor=actor, now=now)
    if not is_done and not _take_back_of(movement, like.payment, actor=actor, now=now):
        raise AlreadySettled


def can_take_back(movement: BankMovement) -> bool:
    """Tell whether a movement is put aside because it may be a payment that goes back."""
    return movement.kind == MovementKind.ASIDE and movement.detail == Aside.MAYBE_BACK


def take_back(movement_id: int, *, now: datetime, actor: Actor) -> bool:
    """Take back the payment that a movement reverses, once.

    False where it is not found, and where a person is asked as only a part of it would go back.
    """
    movement = BankMovement.objects.get(pk=movement_id)
    if _link(movement, actor=actor, now=now):
        return True
    original = _original_of(movement)
    if original is None or original.payment is None:
        return False
    if movement.amount_ore < original.amount_ore:
        # The bank says that it goes back, and not that a part of it does.
        _ask(movement, original, now=now)
        return False
    return _take_back_of(movement, original.payment, actor=actor, now=now)


def _take_back_of(
    movement: BankMovement, original: Payment, *, actor: Actor, now: datetime
) -> bool:
    charges = Charge.objects.filter(allocations__payment=original).distinct()
    with locked_payers(charges.values_list("payer", flat=True)):
        payment = locked_payment(original.pk)
        waiting = _locked(movement.pk)
        if waiting is None or not _is_left(payment, waiting.amount_ore):
            return False
        _take(waiting, payment, actor=actor, now=now)
        return True


def _locked(movement_id: int) -> BankMovement | None:
    """Lock a movement of which nothing has been written yet, and that nobody has left out."""
    rows = BankMovement.objects.select_for_update(no_key=True, of=("self",))
    found = rows.filter(pk=movement_id, refund__isnull=True).first()
    return None if found is None or is_left_out(found) else found


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
    refund = write_external(payment, ore, reason=reason, actor=actor, now=now)
    _write(movement, refund, MovementKind.REVERSAL, actor=actor, now=now)
    ledger.settle_decisions(
        payment,
        kind=DecisionKind.STRAY_MONEY,
        actor=actor,
        now=now,
        outcome="bank:taken_back",
    )


def _write(
    movement: BankMovement, refund: Refund, kind: MovementKind, *, actor: Actor, now: datetime
) -> None:
    """Write which money paid back a movement is, and close what was asked of it."""
    movement.refund, movement.kind, movement.detail = refund, kind, ""
    movement.save(update_fields=["refund", "kind", "detail"])
    Decision.objects.filter(
        kind=DecisionKind.BANK, movement=movement, settled_at__isnull=True
    ).update(settled_at=now, settled_by=actor.user, outcome="bank:taken_back")


def _original_of(movement: BankMovement) -> BankMovement | None:
    """Return the one payment that a movement can only mean; None where there is none, or two."""
    for way in _ways(movement):
        found = [
            one
            for one in _before(movement).filter(way)
            if one.payment is not None and _is_left(one.payment, movement.amount_ore)
        ]
        if len(found) == 1:
            return found[0]
        if found:
            return None
    return None


def _before(movement: BankMovement) -> QuerySet[BankMovement]:
    """Return the payments that a movement may be of: as early, and as large."""
    ours = BankMovement.objects.filter(
        kind=MovementKind.PAYMENT,
        currency=movement.currency,
        amount_ore__gte=movement.amount_ore,
        booked_on__lte=movement.booked_on,
    )
    return ours.select_related("payment").order_by("pk")


def _ways(movement: BankMovement) -> list[Q]:
    """Return how a movement names a payment, the surest first."""
    ways = [Q(key=_credit_key(movement))]
    if movement.end_to_end_id:
        ways.append(Q(end_to_end_id=movement.end_to_end_id))
    if movement.is_reversal and movement.reference:
        ways.append(Q(reference=movement.reference, amount_ore=movement.amount_ore))
    return ways


def _is_left(payment: Payment, ore: int) -> bool:
    """Tell whether so much of a payment has not gone back yet."""
    gone = sum(one.amount_ore for one in payment.refunds.exclude(state__in=DEAD_REFUND))
    return payment.amount_ore - gone >= ore
