"""What a person has said of a movement holds, whatever becomes known of its account later."""

import pytest
from django.utils import timezone

from registrations.actors import SYSTEM
from registrations.invoicing.bank import aside, reversals
from registrations.invoicing.bank.aside import leave_out, take_in_account
from registrations.invoicing.bank.reasons import Aside
from registrations.invoicing.bank.refusals import AlreadySettled
from registrations.models import BankAccount, BankMovement, Document, Payment
from registrations.words import MovementKind
from tests.factories.bank import DAY, paying, read
from tests.factories.billing import standing_of
from tests.factories.camt import Movement
from tests.invariants import assert_always_true

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
STRANGE = "55667788"


def reversal(document: Document, **file: str) -> BankMovement:
    """Read money out that the bank marks as taken back, and return what became of it."""
    read(paying(document, direction="DBIT", is_reversal=True), message_id="M2", **file)
    return BankMovement.objects.latest("pk")


def test_movement_left_out_is_not_taken_in_with_its_account(document: Document) -> None:
    read(paying(document), account=STRANGE)
    leave_out(movement_id=BankMovement.objects.get().pk, outcome="Not ours", actor=SYSTEM)

    _account, taken = take_in_account(number=STRANGE, name="Nytt", actor=SYSTEM)

    assert taken == 0
    assert not Payment.objects.exists()
    assert_always_true()


def test_reversal_left_out_takes_nothing_back_with_its_account(document: Document) -> None:
    read(paying(document))
    out = reversal(document, account=STRANGE)
    leave_out(movement_id=out.pk, outcome="Another club's", actor=SYSTEM)

    take_in_account(number=STRANGE, name="Nytt", actor=SYSTEM)

    assert standing_of(document).open_ore == 0
    assert_always_true()


def test_reversal_left_out_takes_nothing_back_when_its_payment_comes(document: Document) -> None:
    out = reversal(document)
    leave_out(movement_id=out.pk, outcome="Another club's", actor=SYSTEM)

    read(paying(document))

    assert standing_of(document).open_ore == 0
    assert_always_true()


def test_money_out_left_out_while_it_is_asked_about_is_not_taken_back(document: Document) -> None:
    read(paying(document, end_to_end_id="E7"))
    out = Movement(125_000, "OUT1", DAY, direction="DBIT", end_to_end_id="E7")
    read(out, message="camt.053", message_id="S2")
    movement = BankMovement.objects.latest("pk")
    assert movement.detail == Aside.MAYBE_BACK
    leave_out(movement_id=movement.pk, outcome="Rent", actor=SYSTEM)

    with pytest.raises(AlreadySettled):
        reversals.take_back_as_said(movement_id=movement.pk, actor=SYSTEM)

    assert standing_of(document).open_ore == 0


def test_second_press_leaves_what_was_said_meanwhile(document: Document) -> None:
    read(paying(document, end_to_end_id="E7"))
    out = Movement(125_000, "OUT1", DAY, direction="DBIT", end_to_end_id="E7")
    read(out, account=STRANGE, message="camt.053", message_id="S2")
    read_before = list(BankMovement.objects.filter(direction="DBIT"))
    take_in_account(number=STRANGE, name="Nytt", actor=SYSTEM)
    reversals.take_back_as_said(movement_id=read_before[0].pk, actor=SYSTEM)

    aside._sort_again(read_before, actor=SYSTEM, now=timezone.now())

    movement = BankMovement.objects.get(direction="DBIT")
    assert (movement.kind, movement.refund is None) == (MovementKind.REVERSAL, False)
    assert_always_true()


def test_account_not_in_use_takes_nothing_back(document: Document) -> None:
    BankAccount.objects.create(name="Gammalt", number=STRANGE, is_active=False)
    read(paying(document))
    out = reversal(document, account=STRANGE)

    take_in_account(number=STRANGE, name="Gammalt", actor=SYSTEM)

    out.refresh_from_db()
    assert (out.kind, out.detail) == (MovementKind.ASIDE, Aside.ACCOUNT)
    assert standing_of(document).open_ore == 0
    assert_always_true()


def test_kronor_on_an_account_in_another_currency_are_still_asked_about(
    document: Document,
) -> None:
    read(paying(document), account=STRANGE)
    BankAccount.objects.create(name="Euro", number=STRANGE, currency="EUR")

    take_in_account(number=STRANGE, name="Euro", actor=SYSTEM)

    movement = BankMovement.objects.get()
    assert (movement.kind, movement.detail) == (MovementKind.ASIDE, Aside.CURRENCY)
    assert not Payment.objects.exists()
