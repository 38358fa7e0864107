"""Money and what is owed, in any order: each krona is accounted for after each step."""

from collections.abc import Callable

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registrations import charges, ledger
from registrations.actors import SYSTEM
from registrations.errors import DomainError
from registrations.models import (
    Allocation,
    Charge,
    Checkout,
    Choice,
    Decision,
    DiscountCode,
    Document,
    Participant,
    Payer,
    Payment,
    Refund,
)
from registrations.payments import refunds
from registrations.payments.imports import fail_refund
from registrations.proof import prove_money
from registrations.words import (
    ChoiceState,
    DecisionKind,
    DocumentKind,
    LateMoney,
    RefundState,
)
from tests.factories.money import bring_money, payer_of
from tests.factories.payments import make_seller
from tests.factories.registrations import make_extra, make_offering, sign_up, sign_up_one

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]


class Account:
    """One payer with three places, a dinner and perhaps a code, and what may happen to it."""

    def __init__(self, *, code: int) -> None:
        make_seller()
        self.offering = make_offering(size=5, fee=33_333)
        self.dinner = make_extra(self.offering, amount_ore=5_551)
        if code:
            DiscountCode.objects.create(offering=self.offering, code="VÄN", per_cent=code)
        registration = sign_up(self.offering, number=3, discount_code="VÄN" if code else "")
        self.participants = list(registration.participants.order_by("number"))
        self.payer = payer_of(self.participants[0])

    def pay(self, pick: int, per_cent: int) -> None:
        """Bring a part of what is owed, or more than all of it."""
        owed = ledger.open_ore(self.payer)
        if owed or Checkout.objects.exists():
            ore = max(1, owed * per_cent // 100)
            late = LateMoney.DECIDE if pick % 2 else LateMoney.REFUND
            bring_money(self.participants[0], ore, late_money=late)

    def lower(self, pick: int, per_cent: int) -> None:
        standing = [one for person in self.participants for one in charges.standing_charges(person)]
        standing = [one for one in standing if one.gross_ore]
        if standing:
            one = standing[pick % len(standing)]
            part = max(1, one.gross_ore * min(per_cent, 100) // 100)
            charges.reverse_parts({one.charge: part}, now=timezone.now())
            ledger.settle(self.payer, now=timezone.now())

    def leave(self, pick: int, per_cent: int) -> None:
        person = self.participants[pick % 3]
        charges.undo_charges(person, actor=SYSTEM, now=timezone.now())

    def eat(self, pick: int, per_cent: int) -> None:
        person = self.participants[pick % 3]
        if not person.choices.exists():
            choice = Choice(participant=person, extra=self.dinner, state=ChoiceState.WISHED)
            choice.save()
            charges.charge_extra(person, choice, now=timezone.now())
            ledger.settle(self.payer, now=timezone.now())

    def send(self, pick: int, per_cent: int) -> None:
        self._refunds(RefundState.NEW).update(
            state=RefundState.SUCCEEDED if pick % 2 else RefundState.PENDING
        )

    def fail(self, pick: int, per_cent: int) -> None:
        for refund in self._refunds(RefundState.NEW, RefundState.PENDING)[:1]:
            fail_refund(refund, "the card is closed", now=timezone.now())

    def dispute(self, pick: int, per_cent: int) -> None:
        Checkout.objects.update(disputed_at=timezone.now() if pick % 2 else None)

    def give_back(self, pick: int, per_cent: int) -> None:
        for payment in self._free()[:1]:
            refunds.refund_free_money(payment_id=payment.pk, reason="", actor=SYSTEM)

    def use(self, pick: int, per_cent: int) -> None:
        for payment in self._free()[:1]:
            refunds.allocate_free_money(payment_id=payment.pk, actor=SYSTEM)

    def stop(self, pick: int, per_cent: int) -> None:
        for refund in self._refunds(RefundState.NEW)[:1]:
            refunds.hold_back(refund_id=refund.pk, reason="not yet", actor=SYSTEM)

    def _free(self) -> list[Payment]:
        return [one for one in Payment.objects.order_by("pk") if ledger.free_ore(one) > 0]

    def _refunds(self, *states: RefundState):  # type: ignore[no-untyped-def]  # a QuerySet
        return Refund.objects.filter(state__in=states).select_related(
            "payment__payer__registration", "payment__checkout"
        )


STEPS: tuple[Callable[[Account, int, int], None], ...] = (
    Account.pay,
    Account.pay,
    Account.lower,
    Account.leave,
    Account.eat,
    Account.send,
    Account.fail,
    Account.dispute,
    Account.give_back,
    Account.use,
    Account.stop,
)


Step = tuple[Callable[[Account, int, int], None], int, int]
WALKS = st.lists(
    st.tuples(st.sampled_from(STEPS), st.integers(0, 9), st.integers(1, 150)),
    min_size=1,
    max_size=12,
)
UNBOTHERED = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}


@pytest.fixture(params=[0, 17, 100], ids="{} per cent off".format)
def account(request: pytest.FixtureRequest) -> Account:
    return Account(code=request.param)


def walk(account: Account, steps: list[Step]) -> None:
    """Take the steps, prove the accounts after each, and leave everything as it was."""
    with transaction.atomic():
        for act, pick, per_cent in steps:
            try:
                with transaction.atomic():
                    act(account, pick, per_cent)
            except DomainError:
                continue
            assert [str(one) for one in prove_money()] == []
            assert all(ledger.free_ore(payment) >= 0 for payment in Payment.objects.all())
        transaction.set_rollback(True)


@settings(max_examples=15, **UNBOTHERED)
@given(steps=WALKS)
def test_every_krona_is_accounted_for_whatever_happens(account: Account, steps: list[Step]) -> None:
    walk(account, steps)


@pytest.mark.long
@settings(max_examples=400, **UNBOTHERED)
@given(steps=WALKS)
def test_every_krona_is_accounted_for_on_longer_walks(account: Account, steps: list[Step]) -> None:
    walk(account, steps)


def paid_place(ore: int = 0) -> tuple[Participant, Payment]:
    make_seller()
    participant = sign_up_one(make_offering(fee=100_000))
    return participant, bring_money(participant, ore or 125_000)


def test_exact_money_is_put_on_the_charge_and_receipted() -> None:
    participant, payment = paid_place()

    document = Document.objects.get()
    assert ledger.open_ore(payer_of(participant)) == 0
    assert ledger.free_ore(payment) == 0
    assert (document.kind, document.gross_ore) == (DocumentKind.RECEIPT, 125_000)


def test_part_of_the_money_leaves_the_rest_open_and_no_receipt() -> None:
    participant, _payment = paid_place(25_000)

    assert ledger.open_ore(payer_of(participant)) == 100_000
    assert not Document.objects.exists()


def test_rest_of_the_money_completes_the_charge_and_its_receipt() -> None:
    participant, _payment = paid_place(25_000)

    bring_money(participant, 100_000)

    assert Document.objects.get().gross_ore == 125_000
    assert Allocation.objects.count() == 2


def test_charge_that_is_lowered_to_what_was_paid_gets_its_receipt() -> None:
    participant, _payment = paid_place(25_000)
    with transaction.atomic():
        charges.reverse_parts({Charge.objects.get(): 100_000}, now=timezone.now())
        ledger.settle(payer_of(participant), now=timezone.now())

    receipt = Document.objects.get()
    assert (receipt.kind, receipt.gross_ore) == (DocumentKind.RECEIPT, 25_000)


def test_too_much_money_goes_back() -> None:
    _participant, payment = paid_place(130_000)

    assert Refund.objects.get().amount_ore == 5_000
    assert ledger.free_ore(payment) == 0


def test_too_much_money_is_asked_about_where_the_offering_says_so() -> None:
    participant, _payment = paid_place()

    again = bring_money(participant, 125_000, late_money=LateMoney.DECIDE)

    assert Decision.objects.get().kind == DecisionKind.STRAY_MONEY
    assert ledger.free_ore(again) == 125_000


def test_disputed_money_is_asked_about_and_not_given_back() -> None:
    participant, payment = paid_place()
    Checkout.objects.update(disputed_at=timezone.now())

    with transaction.atomic():
        charges.undo_charges(participant, actor=SYSTEM, now=timezone.now())

    assert not Refund.objects.exists()
    assert ledger.free_ore(payment) == 125_000
    assert Decision.objects.filter(kind=DecisionKind.STRAY_MONEY).count() == 1


def test_failed_refund_makes_its_money_free_again() -> None:
    _participant, payment = paid_place(130_000)
    refund = Refund.objects.select_related("payment__payer__registration").get()

    with transaction.atomic():
        fail_refund(refund, "the card is closed", now=timezone.now())

    assert ledger.free_ore(payment) == 5_000
    assert Decision.objects.get().kind == DecisionKind.REFUND


def test_settling_twice_changes_nothing() -> None:
    participant, _payment = paid_place(130_000)

    with transaction.atomic():
        ledger.settle(payer_of(participant), now=timezone.now())

    assert (Allocation.objects.count(), Refund.objects.count(), Document.objects.count()) == (
        1,
        1,
        1,
    )


def test_money_of_one_payer_never_pays_another() -> None:
    paid_place(130_000)
    other = sign_up_one(make_offering(fee=100_000))

    assert ledger.open_ore(payer_of(other)) == 125_000
    assert Payer.objects.count() == 2
