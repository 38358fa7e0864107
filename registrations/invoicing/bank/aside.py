"""What a person does with a movement put aside: takes it in, or says that it is nothing."""

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
from registrations.models import BankAccount, BankMovement, Decision, Payment
from registrations.words import DecisionKind, MovementKind

TAKEN_IN = "bank:taken_in"


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
    now = now or timezone.now()
    movement = BankMovement.objects.get(pk=movement_id)
    texts = (movement.text, *(part["ref"] for part in movement.parts))
    invoices = invoices_by_ocr(digits_of(text) for text in texts)
    with locked_payers(payers_of(invoices.values())):
        movement = BankMovement.objects.select_for_update(no_key=True).get(pk=movement_id)
        if movement.payment_id is not None or movement.refund_id is not None:
            raise AlreadySettled
        if not can_take_in(movement, known_accounts()):
            raise NotAPayment
        movement.payment = payment_of(movement, now)
        movement.payment.save(force_insert=True)
        movement.kind = MovementKind.PAYMENT
        movement.detail = ""
        movement.save(update_fields=["kind", "payment", "detail"])
        place_sure(named_of([movement]), invoices, now=now)
        _settle(movement, TAKEN_IN, actor=actor, now=now)
        return movement.payment


def leave_out(*, movement_id: int, outcome: str, actor: Actor, now: datetime | None = None) -> None:
    """Write what a movement that is put aside was, and that it is no payment of ours.

    Raises ReasonNeeded and AlreadySettled.
    """
    if not outcome.strip():
        raise ReasonNeeded
    with transaction.atomic():
        movement = BankMovement.objects.select_for_update(no_key=True).get(pk=movement_id)
        if not _settle(movement, outcome, actor=actor, now=now or timezone.now()):
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
    taken = 0
    for movement in list(waiting.order_by("pk")):
        taken += _sort_again(movement, actor=actor, now=now)
    reversals.take_back_due(now=now, actor=actor)
    return account, taken


def _sort_again(movement: BankMovement, *, actor: Actor, now: datetime) -> bool:
    """Let a movement be what it would have been had its account been known; True for a payment."""
    detail = ""
    if movement.currency != KRONOR:
        detail = Aside.CURRENCY
    elif movement.is_reversal:
        detail = Aside.RETURNED if movement.direction == CREDIT else Aside.ORIGINAL
    elif movement.is_sum and movement.direction == CREDIT:
        detail = Aside.NO_DETAILS
    is_in = not detail and movement.direction == CREDIT
    if is_in and not _names_invoice(movement) and _is_payout(movement, actor=actor, now=now):
        return False
    if is_in:
        try:
            take_in(movement_id=movement.pk, actor=actor, now=now)
        except (AlreadySettled, NotAPayment):
            return False
        return True
    with transaction.atomic():
        if detail:
            BankMovement.objects.filter(pk=movement.pk).update(detail=detail)
            Decision.objects.filter(movement=movement, settled_at__isnull=True).update(
                detail=detail
            )
        else:
            BankMovement.objects.filter(pk=movement.pk).update(
                kind=MovementKind.OUTGOING, detail=""
            )
            _settle(movement, TAKEN_IN, actor=actor, now=now)
    return False


def _names_invoice(movement: BankMovement) -> bool:
    texts = (movement.text, *(part["ref"] for part in movement.parts))
    return bool(invoices_by_ocr(digits_of(text) for text in texts))


def _is_payout(movement: BankMovement, *, actor: Actor, now: datetime) -> bool:
    """Write that a movement is a payout of the card provider's, where it is or looks like one."""
    payout = Payouts([movement.booked_on]).take(movement.booked_on, movement.amount_ore)
    if not payout and not says_stripe(movement):
        return False
    with transaction.atomic():
        detail = "" if payout else Aside.PAYOUT
        found = BankMovement.objects.filter(pk=movement.pk)
        found.update(kind=MovementKind.PAYOUT, detail=detail)
        if payout:
            found.update(reference=payout)
            _settle(movement, TAKEN_IN, actor=actor, now=now)
        else:
            asked = Decision.objects.filter(movement=movement, settled_at__isnull=True)
            asked.update(detail=detail)
    return True


def _settle(movement: BankMovement, outcome: str, *, actor: Actor, now: datetime) -> int:
    return Decision.objects.filter(
        kind=DecisionKind.BANK, movement=movement, settled_at__isnull=True
    ).update(settled_at=now, settled_by=actor.user, outcome=outcome[:250])
