"""What a person does with a movement put aside: takes it in, or says that it is nothing."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from registrations.actors import Actor
from registrations.errors import ReasonNeeded
from registrations.invoicing.bank import reversals
from registrations.invoicing.bank.accounts import Accounts, known_accounts
from registrations.invoicing.bank.asked import asked_about
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
    invoices = _invoices_named_by([movement])
    with locked_payers(payers_of(invoices.values())):
        held = _held(BankMovement.objects.filter(pk=movement_id))
        taken = _take_in_all(held, invoices, known_accounts(), actor, now or timezone.now())
    if taken:
        assert taken[0].payment is not None  # noqa: S101 - it has just been given one
        return taken[0].payment
    movement.refresh_from_db()
    is_settled = movement.payment_id is not None or movement.refund_id is not None
    raise AlreadySettled if is_settled else NotAPayment


def _held(movements: QuerySet[BankMovement, BankMovement]) -> list[BankMovement]:
    """Return movements as they are now, held until the transaction ends."""
    return list(movements.select_for_update(no_key=True).order_by("pk"))


def _take_in_all(
    held: Sequence[BankMovement],
    invoices: Mapping[str, Document],
    accounts: Accounts,
    actor: Actor,
    now: datetime,
) -> list[BankMovement]:
    """Take in those of the movements that can be; `invoices`: what they name, held as well."""
    found = [one for one in held if can_take_in(one, accounts)]
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

    What a person must still look at for another reason stays aside, and what one has left out
    stays so. Of an account that is not in use nothing is taken in.
    """
    now = now or timezone.now()
    account, _is_new = BankAccount.objects.get_or_create(
        number=number, defaults={"name": name[:80]}
    )
    found = list(_waiting_for(number).order_by("pk"))
    taken = sum(
        _sort_again(found[start : start + BATCH], actor=actor, now=now)
        for start in range(0, len(found), BATCH)
    )
    reversals.take_back_due(now=now, actor=actor)
    return account, taken


def _waiting_for(number: str) -> QuerySet[BankMovement, BankMovement]:
    """Return what is asked about since the account that it came to is not known."""
    return BankMovement.objects.filter(
        asked_about(), account=number, kind=MovementKind.ASIDE, detail=Aside.ACCOUNT
    )


def _sort_again(movements: Sequence[BankMovement], *, actor: Actor, now: datetime) -> int:
    """Let movements of one account be what they had been with it known.

    Returns how many are payments. Somebody may meanwhile have said what one is: that holds.
    """
    pks = [one.pk for one in movements]
    invoices = _invoices_named_by(movements)
    with locked_payers(payers_of(invoices.values())):
        held = _held(BankMovement.objects.filter(pk__in=pks))
        # Read only now that they are held: to leave one out changes no row of its own.
        waiting = list(_waiting_for(held[0].account).filter(pk__in=pks).order_by("pk"))
        accounts, payouts = known_accounts(), Payouts([one.booked_on for one in waiting])
        money = []
        for one in waiting:
            if detail := _still_aside(one, accounts):
                _write_detail(one, detail)
            elif one.direction != CREDIT:
                _write_outgoing(one, actor=actor, now=now)
            elif any(digits in invoices for digits in _digits_in(one)) or not _is_payout(
                one, payouts, actor=actor, now=now
            ):
                money.append(one)
        return len(_take_in_all(money, invoices, accounts, actor, now)) if money else 0


def _still_aside(movement: BankMovement, accounts: Accounts) -> str:
    """Return why a person must look at a movement although its account is written down."""
    if not accounts.is_ours(movement.account):
        return Aside.ACCOUNT
    if movement.currency != KRONOR or accounts.currencies[movement.account] != KRONOR:
        return Aside.CURRENCY
    if movement.is_reversal:
        return Aside.RETURNED if movement.direction == CREDIT else Aside.ORIGINAL
    return Aside.NO_DETAILS if movement.is_sum and movement.direction == CREDIT else ""


def _write_detail(movement: BankMovement, detail: str) -> None:
    BankMovement.objects.filter(pk=movement.pk).update(detail=detail)
    asked = Decision.objects.filter(movement=movement, settled_at__isnull=True)
    asked.update(detail=detail)


def _write_outgoing(movement: BankMovement, *, actor: Actor, now: datetime) -> None:
    found = BankMovement.objects.filter(pk=movement.pk)
    found.update(kind=MovementKind.OUTGOING, detail="")
    _settle([movement], TAKEN_IN, actor=actor, now=now)


def _is_payout(movement: BankMovement, payouts: Payouts, *, actor: Actor, now: datetime) -> bool:
    """Write that a movement is a payout of the card provider's, where it is or looks like one."""
    payout = payouts.take(movement.booked_on, movement.amount_ore)
    if not payout and not says_stripe(movement):
        return False
    found = BankMovement.objects.filter(pk=movement.pk)
    found.update(kind=MovementKind.PAYOUT)
    if payout:
        found.update(reference=payout, detail="")
        _settle([movement], TAKEN_IN, actor=actor, now=now)
    else:
        _write_detail(movement, Aside.PAYOUT)
    return True


def _settle(movements: Sequence[BankMovement], outcome: str, *, actor: Actor, now: datetime) -> int:
    return Decision.objects.filter(
        kind=DecisionKind.BANK, movement__in=movements, settled_at__isnull=True
    ).update(settled_at=now, settled_by=actor.user, outcome=outcome[:250])
