"""Money out takes a payment back only where the bank marks it so; else a person is asked."""

from datetime import timedelta
from typing import Any

import pytest

from registrations.actors import SYSTEM
from registrations.invoicing.bank import leaving, reversals
from registrations.invoicing.bank.reasons import Aside
from registrations.invoicing.bank.refusals import AlreadySettled
from registrations.models import BankMovement, Decision, Document, Payment, Refund
from registrations.words import MovementKind
from tests.factories.bank import DAY, csv_mapping, csv_of, paying, read, read_body
from tests.factories.billing import standing_of
from tests.factories.camt import File, Movement, camt
from tests.invariants import assert_always_true

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]


def debit(ore: int, **fields: Any) -> Movement:
    given: dict[str, Any] = {
        "number": "OUT1",
        "booked_on": DAY + timedelta(days=1),
        "direction": "DBIT",
    }
    return Movement(ore=ore, **given | fields)


def read_out(one: Movement, message_id: str = "S2") -> BankMovement:
    """Read money out of a statement, and return what became of it."""
    read(one, message="camt.053", message_id=message_id)
    return BankMovement.objects.get(direction="DBIT")


def is_asked(movement: BankMovement) -> bool:
    return Decision.objects.filter(movement=movement, settled_at__isnull=True).exists()


@pytest.mark.parametrize("ore", [50_000, 125_000])
def test_rent_with_a_payers_own_number_takes_nothing_back(document: Document, ore: int) -> None:
    read(paying(document, end_to_end_id="1", payer="Eslövs kommun"))

    body = camt(File([debit(ore, text="Hyra", payer="Fastighets AB", end_to_end_id="1")]))
    read_body(body.replace(b"<Dbtr>", b"<Cdtr>").replace(b"</Dbtr>", b"</Cdtr>"))

    rent = BankMovement.objects.get(direction="DBIT")
    assert (rent.kind, rent.payer_name) == (MovementKind.OUTGOING, "Fastighets AB")
    assert not is_asked(rent)
    assert standing_of(document).open_ore == 0
    assert_always_true()


@pytest.mark.parametrize("number", ["B7", "OUT1"])
def test_money_out_with_a_payments_number_and_sum_is_asked_about(
    document: Document, number: str
) -> None:
    read(paying(document, number="B7", end_to_end_id="E7"))

    out = read_out(debit(125_000, number=number, end_to_end_id="" if number == "B7" else "E7"))

    assert (out.kind, out.detail) == (MovementKind.ASIDE, Aside.MAYBE_BACK)
    assert is_asked(out)
    assert standing_of(document).open_ore == 0
    assert not Refund.objects.exists()
    assert_always_true()


def test_money_out_that_a_person_says_is_the_payment_takes_it_back(document: Document) -> None:
    read(paying(document, end_to_end_id="E7"))
    out = read_out(debit(125_000, end_to_end_id="E7"))

    reversals.take_back_as_said(movement_id=out.pk, actor=SYSTEM)

    out.refresh_from_db()
    assert out.kind == MovementKind.REVERSAL
    assert not is_asked(out)
    assert standing_of(document).open_ore == 125_000
    with pytest.raises(AlreadySettled):
        reversals.take_back_as_said(movement_id=out.pk, actor=SYSTEM)
    assert_always_true()


def test_money_given_back_by_hand_is_what_the_bank_tells_of(document: Document) -> None:
    read(paying(document, ore=175_000, end_to_end_id="E7"))
    by_hand = leaving.give_back(
        payment_id=Payment.objects.get().pk, ore=50_000, reason="För mycket", actor=SYSTEM
    )

    out = read_out(debit(50_000, text="Retur", end_to_end_id="E7"))

    assert (out.kind, out.refund) == (MovementKind.OUTGOING, by_hand)
    assert standing_of(document).open_ore == 0
    assert Refund.objects.get() == by_hand
    assert_always_true()


def test_money_given_back_by_hand_settles_what_was_asked(document: Document) -> None:
    read(paying(document, references=[], end_to_end_id="E7"))
    out = read_out(debit(125_000, end_to_end_id="E7"))
    leaving.give_back(
        payment_id=Payment.objects.get().pk, ore=125_000, reason="Fel mottagare", actor=SYSTEM
    )

    reversals.take_back_due()

    out.refresh_from_db()
    assert (out.kind, out.detail) == (MovementKind.OUTGOING, "")
    assert out.refund == Refund.objects.get()
    assert not is_asked(out)
    assert_always_true()


def test_marked_reversal_of_what_was_given_back_by_hand_is_that(document: Document) -> None:
    read(paying(document, references=[], number="B7"))
    leaving.give_back(
        payment_id=Payment.objects.get().pk, ore=125_000, reason="Fel mottagare", actor=SYSTEM
    )

    out = read_out(debit(125_000, number="B7", is_reversal=True))

    assert (out.kind, out.refund) == (MovementKind.REVERSAL, Refund.objects.get())
    assert_always_true()


def test_return_with_its_reason_is_a_reversal(document: Document) -> None:
    read(paying(document, end_to_end_id="E7"))

    body = camt(File([debit(125_000, end_to_end_id="E7")], message_id="M2"))
    read_body(body.replace(b"<RmtInf>", b"<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf><RmtInf>"))

    assert BankMovement.objects.get(direction="DBIT").kind == MovementKind.REVERSAL
    assert standing_of(document).open_ore == 125_000
    assert_always_true()


@pytest.mark.parametrize("fields", [{"end_to_end_id": "E7"}, {"number": "B7"}])
def test_marked_reversal_of_less_than_its_payment_is_asked_about(
    document: Document, fields: dict[str, str]
) -> None:
    read(paying(document, number="B7", end_to_end_id="E7"))

    out = read_out(debit(50_000, is_reversal=True, **fields))

    payment = BankMovement.objects.get(direction="CRDT")
    assert (out.kind, out.detail) == (MovementKind.ASIDE, Aside.MAYBE_BACK)
    assert out.other_keys["like"] == payment.pk
    assert Decision.objects.get(movement=out).detail == Aside.MAYBE_BACK
    assert standing_of(document).open_ore == 0
    assert not Refund.objects.exists()
    assert_always_true()


def test_part_that_a_person_says_goes_back_opens_as_much(document: Document) -> None:
    read(paying(document, end_to_end_id="E7"))
    out = read_out(debit(50_000, is_reversal=True, end_to_end_id="E7"))

    reversals.take_back_as_said(movement_id=out.pk, actor=SYSTEM)

    assert not is_asked(out)
    assert standing_of(document).open_ore == 50_000
    assert_always_true()


@pytest.mark.parametrize("text", ["Faktura F2026-0001", "Faktura {} Eslöv", "Tack"])
def test_payment_taken_back_is_not_taken_in_again_from_a_csv(document: Document, text: str) -> None:
    """The bank has the money no more: told of in other words it is asked about, not proposed."""
    read(paying(document, number="B7"), debit(125_000, number="B7", is_reversal=True))
    row = Movement(125_000, "", DAY, text=text.format(document.full_number))

    file = read_body(csv_of([row]), csv_mapping())

    again = file.movements.get()
    assert (again.kind, again.detail) == (MovementKind.ASIDE, Aside.MAYBE_SAME)
    assert Payment.objects.count() == 1
    assert_always_true()
