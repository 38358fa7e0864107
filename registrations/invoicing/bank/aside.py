"""What a person does with a movement put aside: takes it in, or says that it is nothing."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from registrations.actors import Actor
from registrations.errors import ReasonNeeded
from registrations.invoicing.bank import reversals
from registrations.invoicing.bank.accounts import Accounts, known_accounts
from registrations.invoicing.bank.entries import CREDIT, LARGEST_ORE
from registrations.invoicing.bank.matching import digits_of, invoices_by_ocr
from registrations.invoicing.bank.placing import payers_of, place_sure
from registrations.invoicing.bank.reading import named_of, payment_of
from registrations.invoicing.bank.reasons import Aside
from registrations.invoicing.bank.refusals import AlreadySettled, NotAPayment
from registrations.invoicing.bank.sorting import KRONOR, Payouts, says_stripe
from registrations.invoicing.issuing import locked_payers
from registrations.models import BankAccount, BankMovement, Decision, Document, Payment
from registrations.words import DecisionKind, MovementKind

TAKEN_IN = "bank:taken_in"
BATCH = 500


def can_take_in(movement: BankMovement, accounts: Accounts) -> bool:
    """Tell whether a movement is money in kronor that came to an account of ours."""
    return (
        movement.payment_id is None
        and movement.refund_id is None
        and movement.direction == CREDIT
        and movement.currency == KRONOR
        and accounts.currencies.get(movement.account) == KRONOR
        and 0 < movement.amount_ore <= LARGEST_ORE
        and (movement.kind == MovementKind.ASIDE or movement.detail == Aside.PAYOUT)
    )


def take_in(*, movement_id: int, actor: Actor, now: datetime | None = None) -> Payment:
    """Take a movement in as a payment: a person has said that it is one.

    Raises NotAPayment and AlreadySettled.
    """
    movement = BankMovement.objects.get(pk=movement_id)
    taken = _take_in_all(
        [movement], _invoices_named_by([movement]), actor=actor, now=now or timezone.now()
    )
    if taken:
        assert taken[0].payment is not None  # noqa: S101 - it has just been given one
        return taken[0].payment
    movement.refresh_from_db()
    is_settled = movement.payment_id is not None or movement.refund_id is not None
    raise AlreadySettled if is_settled else NotAPayment


def _take_in_all(
    movements: Sequence[BankMovement],
    invoices: Mapping[str, Document],
    *,
    actor: Actor,
    now: datetime,
) -> list[BankMovement]:
    """Take in those movements that can be, in one transaction; `invoices`: what they name."""
    with locked_payers(payers_of(invoices.values())):
        rows = BankMovement.objects.select_for_update(no_key=True).order_by("pk")
        accounts = known_accounts()
        found = [
            one
            for one in rows.filter(pk__in=[one.pk for one in movements])
            if can_take_in(one, accounts)
        ]
        payments = Payment.objects.bulk_create([payment_of(one, now) for one in found])
        for movement, payment in zip(found, payments, strict=True):
            movement.payment, movement.kind, movement.detail = payment, MovementKind.PAYMENT, ""
        BankMovement.objects.bulk_update(found, ["kind", "payment", "detail"])
        place_sure(named_of(found), invoices, now=now)
        _settle(found, TAKEN_IN, actor=actor, now=now)
        return found


def _invoices_named_by(movements: Sequence[BankMovement]) -> dict[str, Document]:
    return invoices_by_ocr(digits for one in movements for digits in _digits_in(one))


def _digits_in(movement: BankMovement) -> list[str]:
    return [digits_of(text) for text in (movement.text, *(part["ref"] for part in movement.parts))]


def leave_out(*, movement_id: int, outcome: str, actor: Actor, now: datetime | None = None) -> None:
    """Write what a movement that is put aside was, and that it is no payment of ours.

    Raises ReasonNeeded and AlreadySettled.
    """
    if not outcome.strip():
        raise ReasonNeeded
    with transaction.atomic():
        movement = BankMovement.objects.select_for_update(no_key=True).get(pk=movement_id)
        if not _settle([movement], outcome, actor=actor, now=now or timezone.now()):
            raise AlreadySettled


def take_in_account(
    *, number: str, name: str, actor: Actor, now: datetime | None = None
) -> tuple[BankAccount, int]:
    """Write an account down as ours, and take in what was put aside because it was not known.

    What a person must still look at for another reason stays aside.
    """
    now = now or timezone.now()
    account, _is_new = BankAccount.objects.get_or_create(
        number=number, defaults={"name": name[:80]}
    )
    waiting = BankMovement.objects.filter(
        account=number, kind=MovementKind.ASIDE, detail=Aside.ACCOUNT
    )
    found = list(waiting.order_by("pk"))
    taken = sum(
        _sort_again(found[start : start + BATCH], actor=actor, now=now)
        for start in range(0, len(found), BATCH)
    )
    reversals.take_back_due(now=now, actor=actor)
    return account, taken


def _sort_again(movements: Sequence[BankMovement], *, actor: Actor, now: datetime) -> int:
    """Let movements be what they had been with their account known; return how many payments."""
    invoices = _invoices_named_by(movements)
    payouts = Payouts([one.booked_on for one in movements])
    money = []
    for one in movements:
        if detail := _still_aside(one):
            _write_detail(one, detail)
        elif one.direction != CREDIT:
            _write_outgoing(one, actor=actor, now=now)
        elif any(digits in invoices for digits in _digits_in(one)) or not _is_payout(
            one, payouts, actor=actor, now=now
        ):
            money.append(one)
    return len(_take_in_all(money, invoices, actor=actor, now=now)) if money else 0


def _still_aside(movement: BankMovement) -> str:
    """Return why a person must look at a movement although its account is known."""
    if movement.currency != KRONOR:
        return Aside.CURRENCY
    if movement.is_reversal:
        return Aside.RETURNED if movement.direction == CREDIT else Aside.ORIGINAL
    return Aside.NO_DETAILS if movement.is_sum and movement.direction == CREDIT else ""


def _write_detail(movement: BankMovement, detail: str) -> None:
    with transaction.atomic():
        BankMovement.objects.filter(pk=movement.pk).update(detail=detail)
        asked = Decision.objects.filter(movement=movement, settled_at__isnull=True)
        asked.update(detail=detail)


def _write_outgoing(movement: BankMovement, *, actor: Actor, now: datetime) -> None:
    with transaction.atomic():
        found = BankMovement.objects.filter(pk=movement.pk)
        found.update(kind=MovementKind.OUTGOING, detail="")
        _settle([movement], TAKEN_IN, actor=actor, now=now)


def _is_payout(movement: BankMovement, payouts: Payouts, *, actor: Actor, now: datetime) -> bool:
    """Write that a movement is a payout of the card provider's, where it is or looks like one."""
    payout = payouts.take(movement.booked_on, movement.amount_ore)
    if not payout and not says_stripe(movement):
        return False
    with transaction.atomic():
        detail = "" if payout else Aside.PAYOUT
        found = BankMovement.objects.filter(pk=movement.pk)
        found.update(kind=MovementKind.PAYOUT, detail=detail)
        if payout:
            found.update(reference=payout)
            _settle([movement], TAKEN_IN, actor=actor, now=now)
        else:
            asked = Decision.objects.filter(movement=movement, settled_at__isnull=True)
            asked.update(detail=detail)
    return True


def _settle(movements: Sequence[BankMovement], outcome: str, *, actor: Actor, now: datetime) -> int:
    return Decision.objects.filter(
        kind=DecisionKind.BANK, movement__in=movements, settled_at__isnull=True
    ).update(settled_at=now, settled_by=actor.user, outcome=outcome[:250])
