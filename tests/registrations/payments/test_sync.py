"""What Stripe says becomes one state, whatever the order, the repeats and the losses."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registrations.actors import CONTACT, SYSTEM
from registrations.cancellation import cancel
from registrations.lapsing import lapse_due
from registrations.models import (
    Checkout,
    Decision,
    Document,
    LogEntry,
    Message,
    Offering,
    Payment,
    Refund,
)
from registrations.payments import expiry, reconciliation, refunds
from registrations.payments.stripe import EVENTS
from registrations.words import (
    CheckoutState,
    DecisionKind,
    DocumentKind,
    Happening,
    LateMoney,
    RefundState,
    Status,
)
from tests.contracts.objects import Thing
from tests.contracts.stripe_server import StripeServer
from tests.factories.payments import checkout_for, sign_up_online
from tests.factories.registrations import make_fee, make_offering, sign_up_one
from tests.invariants import assert_always_true

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]

GROSS = 62_500


def later(minutes: int = 45) -> Any:
    return timezone.now() + timedelta(minutes=minutes)


def messages_of(happening: Happening) -> int:
    return Message.objects.filter(kind=happening).count()


def happen(stripe: StripeServer, checkout: Checkout) -> None:
    """Let a Checkout be paid late by the bank, refunded in part elsewhere, disputed and won."""
    stripe.bank.pay(checkout.session_id, delayed=True)
    stripe.bank.settle(checkout.session_id, ok=True)
    stripe.bank.dashboard_refund(checkout.session_id, 10_000)
    stripe.bank.close_dispute(stripe.bank.dispute(checkout.session_id), "won")


def picture(checkout: Checkout) -> dict[str, Any]:
    """Return all that the notices of one Checkout have led to."""
    checkout.refresh_from_db()
    registration = checkout.payer.registration
    return {
        "state": checkout.state,
        "dispute": checkout.dispute_outcome,
        "participants": list(registration.participants.values_list("status", flat=True)),
        "payments": list(Payment.objects.values_list("amount_ore", flat=True)),
        "refunds": list(Refund.objects.values_list("amount_ore", "state")),
        "documents": list(Document.objects.order_by("pk").values_list("kind", "net_ore")),
        "open": list(
            Decision.objects.filter(settled_at=None).order_by("kind").values_list("kind", flat=True)
        ),
        "told": sorted(Message.objects.values_list("kind", flat=True)),
    }


def test_every_order_of_five_notices_leads_to_one_state(
    stripe: StripeServer, offering: Offering
) -> None:
    found = []
    for number, order in enumerate(permutations(range(5))):
        repeated = (*order, order[number % 5])
        with rolled_back():
            stripe.webhooks.hold()
            checkout = checkout_for(sign_up_online(offering))
            happen(stripe, checkout)
            deliver(stripe, repeated)
            found.append(picture(checkout))
            stripe.webhooks.release()

    assert [one for one in found if one != found[0]] == []
    assert found[0]["participants"] == [Status.CONFIRMED]
    assert found[0]["refunds"] == [(10_000, RefundState.SUCCEEDED)]


@given(order=st.lists(st.integers(0, 8), max_size=16))
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_notices_lost_or_repeated_then_reconciled_lead_to_one_state(
    stripe: StripeServer, offering: Offering, order: list[int]
) -> None:
    with rolled_back():
        stripe.webhooks.hold()
        checkout = checkout_for(sign_up_online(offering))
        happen(stripe, checkout)
        deliver(stripe, order)
        reconciliation.reconcile(since=timezone.now() - timedelta(days=1))

        found = picture(checkout)
        assert_always_true()

    assert found["state"] == CheckoutState.PAID
    assert found["dispute"] == "won"
    assert found["participants"] == [Status.CONFIRMED]
    assert found["payments"] == [GROSS]
    assert found["refunds"] == [(10_000, RefundState.SUCCEEDED)]
    assert found["documents"] == [
        (DocumentKind.RECEIPT, 50_000),
        (DocumentKind.CREDIT_NOTE, -8_000),
    ]
    assert found["told"].count(Happening.REGISTERED) == 1


def test_late_payment_whose_seat_has_gone_is_refunded_once_with_one_message(
    stripe: StripeServer,
) -> None:
    offering = make_offering(size=1, fee=50_000)
    registration = sign_up_online(offering)
    checkout = checkout_for(registration)
    lose_seat(stripe, checkout)
    sign_up_one(offering, now=later())

    for _ in range(3):
        pay_expired(stripe, checkout)
    refunds.send_due(later())
    refunds.send_due(later(60))

    assert registration.participants.get().status == Status.LAPSED
    assert [(one.amount_ore, one.state) for one in Refund.objects.all()] == [
        (GROSS, RefundState.SUCCEEDED)
    ]
    assert len(stripe.bank.refunds) == 1
    assert messages_of(Happening.SEAT_GONE) == 1
    assert messages_of(Happening.REGISTERED) == 1


def test_late_payment_takes_the_seat_if_it_is_still_free(
    stripe: StripeServer, offering: Offering
) -> None:
    registration = sign_up_online(offering)
    checkout = checkout_for(registration)
    lose_seat(stripe, checkout)

    pay_expired(stripe, checkout)

    assert registration.participants.get().status == Status.CONFIRMED
    assert not Refund.objects.exists()
    assert Document.objects.get().gross_ore == GROSS


def test_late_payment_waits_for_a_person_where_the_offering_says_so(stripe: StripeServer) -> None:
    offering = make_offering(size=1, fee=50_000, late_money=LateMoney.DECIDE)
    checkout = checkout_for(sign_up_online(offering))
    lose_seat(stripe, checkout)
    sign_up_one(offering, now=later())

    pay_expired(stripe, checkout)

    payment = Payment.objects.get()
    assert not Refund.objects.exists()
    assert Decision.objects.get(kind=DecisionKind.STRAY_MONEY).payment == payment
    refunds.refund_free_money(payment_id=payment.pk, reason="Fullt", actor=SYSTEM)
    refunds.send_due()
    assert Refund.objects.get().state == RefundState.SUCCEEDED
    assert not Decision.objects.filter(settled_at=None).exists()


def test_cancelled_and_then_paid_all_the_same_gives_the_money_back(
    stripe: StripeServer, offering: Offering
) -> None:
    registration = sign_up_online(offering)
    checkout = checkout_for(registration)
    cancel(participant_id=registration.participants.get().pk, actor=CONTACT)

    stripe.bank.pay(checkout.session_id)
    refunds.send_due()

    assert Refund.objects.get().amount_ore == GROSS
    assert messages_of(Happening.SEAT_GONE) == 1
    assert not Document.objects.exists()


def test_cancelling_a_paid_seat_gives_back_what_the_terms_leave(
    stripe: StripeServer, offering: Offering
) -> None:
    registration = sign_up_online(offering)
    stripe.bank.pay(checkout_for(registration).session_id)

    cancel(participant_id=registration.participants.get().pk, actor=CONTACT)
    refunds.send_due()

    credit = Document.objects.get(kind=DocumentKind.CREDIT_NOTE)
    assert Refund.objects.get().state == RefundState.SUCCEEDED
    assert credit.credits == Document.objects.get(kind=DocumentKind.RECEIPT)
    assert credit.gross_ore == -GROSS


def test_bank_that_says_no_after_days_lets_the_seat_go(
    stripe: StripeServer, offering: Offering
) -> None:
    registration = sign_up_online(offering)
    checkout = checkout_for(registration)
    stripe.bank.pay(checkout.session_id, delayed=True)
    expiry.expire_due(later(120))
    lapse_due(later(120))
    while_waiting = registration.participants.get().status

    stripe.bank.settle(checkout.session_id, ok=False)
    lapse_due(later(120))

    checkout.refresh_from_db()
    assert while_waiting == Status.HELD
    assert checkout.state == CheckoutState.FAILED
    assert registration.participants.get().status == Status.LAPSED


def test_refund_that_fails_at_the_bank_becomes_a_decision(
    stripe: StripeServer, offering: Offering
) -> None:
    registration = sign_up_online(offering)
    stripe.bank.pay(checkout_for(registration).session_id)
    stripe.bank.refund_status = "pending"
    cancel(participant_id=registration.participants.get().pk, actor=CONTACT)
    refunds.send_due()
    pending = Refund.objects.get().state

    stripe.bank.settle_refund(stripe.bank.refunds[0], "failed")

    assert pending == RefundState.PENDING
    assert Refund.objects.get().state == RefundState.FAILED
    assert Decision.objects.get(kind=DecisionKind.REFUND).payment == Payment.objects.get()


def test_lost_dispute_opens_the_charge_again_and_asks_a_person(
    stripe: StripeServer, offering: Offering
) -> None:
    registration = sign_up_online(offering)
    checkout = checkout_for(registration)
    stripe.bank.pay(checkout.session_id)
    dispute = stripe.bank.dispute(checkout.session_id)
    asked = Decision.objects.get(kind=DecisionKind.DISPUTE)

    stripe.bank.close_dispute(dispute, "lost")

    checkout.refresh_from_db()
    assert asked.due_on is not None
    assert checkout.dispute_outcome == "lost"
    assert registration.participants.get().status == Status.CONFIRMED
    assert Refund.objects.get().is_external
    assert Decision.objects.filter(kind=DecisionKind.DISPUTE, settled_at=None).exists()


def test_group_is_confirmed_by_one_payment_and_its_contact_told_once(stripe: StripeServer) -> None:
    offering = make_offering(size=5, fee=50_000)
    registration = sign_up_online(offering, number=3)

    stripe.bank.pay(checkout_for(registration).session_id)

    statuses = set(registration.participants.values_list("status", flat=True))
    to_contact = Message.objects.filter(to=registration.contact_email, kind=Happening.REGISTERED)
    assert statuses == {Status.CONFIRMED}
    assert Payment.objects.get().amount_ore == 3 * GROSS
    assert to_contact.count() == 1
    assert Document.objects.get().lines.count() == 3


def test_free_place_of_a_group_is_confirmed_before_the_rest_is_paid(stripe: StripeServer) -> None:
    offering = make_offering(size=5, fee=50_000)
    free = make_fee(offering, quotas=list(offering.quotas.all()), amount_ore=0)
    registration = sign_up_online(offering)

    sign_up_online(offering, fee=free)

    assert registration.participants.get().status == Status.HELD
    assert offering.participants.filter(status=Status.CONFIRMED).count() == 1


def test_130_payments_without_a_single_notice_are_found_by_reconciling(
    stripe: StripeServer,
) -> None:
    offering = make_offering(size=None, fee=50_000)
    stripe.webhooks.hold()
    for _ in range(130):
        stripe.bank.pay(checkout_for(sign_up_online(offering)).session_id)
    stripe.webhooks.lose_all()

    report = reconciliation.reconcile(since=timezone.now() - timedelta(days=1))

    assert not report.failed
    assert len(report.changed) == 130
    assert offering.participants.filter(status=Status.CONFIRMED).count() == 130


def test_session_of_another_site_is_not_taken_in(stripe: StripeServer, offering: Offering) -> None:
    registration = sign_up_online(offering)
    checkout = checkout_for(registration)
    Checkout.objects.update(request={"metadata": {"site": "another"}})
    stripe.bank.pay(checkout.session_id)

    expiry.ask_due(later())

    checkout.refresh_from_db()
    assert checkout.attention == "site"
    assert not Payment.objects.exists()


def test_installation_with_a_new_name_takes_in_what_it_began_under_the_old_one(
    stripe: StripeServer, offering: Offering, settings: Any
) -> None:
    checkout = checkout_for(sign_up_online(offering))
    settings.PAYMENTS_SITE = "renamed"

    stripe.bank.pay(checkout.session_id)
    expiry.ask_due(later())

    assert Payment.objects.get().amount_ore == GROSS


def test_late_payer_who_gets_the_seat_back_is_told_so(
    stripe: StripeServer, offering: Offering
) -> None:
    checkout = checkout_for(sign_up_online(offering))
    lose_seat(stripe, checkout)

    pay_expired(stripe, checkout)

    assert messages_of(Happening.REGISTERED) == 1
    assert messages_of(Happening.SEAT_GONE) == 0


def lose_seat(stripe: StripeServer, checkout: Checkout) -> None:
    """Let the hold end: Stripe closes the session, and the seat is let go."""
    expiry.expire_due(later())
    lapse_due(later())
    assert checkout.payer.registration.participants.get().status == Status.LAPSED


def pay_expired(stripe: StripeServer, checkout: Checkout) -> None:
    """Let the money come all the same, as when the bank was already at it when we closed."""
    if stripe.bank.session(checkout.session_id)["status"] == "expired":
        stripe.bank.pay(checkout.session_id, raced=True)
    stripe.webhooks.resend(stripe.webhooks.last("checkout.session.completed"))


def deliver(stripe: StripeServer, order: Any) -> None:
    """Hand over the notices of the last Checkout by number; what is not named is lost."""
    payment_id = stripe.bank.sessions[-1]["payment_intent"]
    events = [
        event
        for event in stripe.webhooks.events
        if event["type"] in EVENTS and event["data"]["object"]["payment_intent"] == payment_id
    ]

    def pick(waiting: list[Thing]) -> list[Thing]:
        return [events[index] for index in order if index < len(events)]

    stripe.webhooks.deliver_all(pick)
    stripe.webhooks.lose_all()


@contextmanager
def rolled_back() -> Iterator[None]:
    """Undo what the block wrote, so that each order starts from the same database."""
    point = transaction.savepoint()
    yield
    transaction.savepoint_rollback(point)


def test_log_has_one_entry_for_each_payment(stripe: StripeServer, offering: Offering) -> None:
    stripe.bank.pay(checkout_for(sign_up_online(offering)).session_id)
    stripe.webhooks.resend(stripe.webhooks.last("checkout.session.completed"))

    assert LogEntry.objects.filter(happening=Happening.PAID).count() == 1
