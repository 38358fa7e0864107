"""Races for the last seat and the same money, by real threads, on each database."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from registrations.actors import CONTACT
from registrations.cancellation import cancel
from registrations.errors import DomainError
from registrations.lapsing import lapse_due
from registrations.models import Checkout, Document, Message, Payment, Refund
from registrations.payments import expiry, refunds, webhooks
from registrations.payments.checkouts import start_checkout
from registrations.payments.sync import sync
from registrations.signup_sheet import IfFull
from registrations.words import Happening, Status
from tests.concurrency.crowd import run_threads
from tests.contracts.fixtures import stripe_server
from tests.contracts.stripe_server import StripeServer
from tests.factories.payments import checkout_for, payer_of, sign_up_online, use_stripe
from tests.factories.registrations import make_offering
from tests.invariants import assert_always_true

__all__ = ["stripe_server"]

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def stripe(settings: Any, stripe_server: StripeServer) -> StripeServer:
    use_stripe(settings, stripe_server)
    return stripe_server


def quietly(job: Any) -> Any:
    """Let a refusal of the domain be an outcome and anything else an error."""
    try:
        return job()
    except DomainError as refusal:
        return type(refusal).__name__


def test_two_for_the_last_seat_make_one_session_and_one_is_told_before_paying(
    stripe: StripeServer,
) -> None:
    offering = make_offering(size=1, fee=50_000)

    def sign_up_and_pay() -> str:
        registration = sign_up_online(offering, if_full=IfFull.ASK)
        return str(checkout_for(registration).state)

    outcomes = run_threads([partial(quietly, sign_up_and_pay)] * 2)

    assert sorted(map(str, outcomes)) == ["NotEnoughSeats", "open"]
    assert len(stripe.bank.sessions) == 1
    assert_always_true()


def test_eight_clicks_at_once_open_one_page(stripe: StripeServer) -> None:
    registration = sign_up_online(make_offering(fee=50_000))
    start = partial(start_checkout, payer_id=payer_of(registration).pk)

    outcomes = run_threads([start] * 8)

    assert {str(outcome) for outcome in outcomes} == {str(Checkout.objects.get())}
    assert len(stripe.bank.sessions) == 1


def test_return_page_notices_and_tick_at_once_take_the_money_in_once(
    stripe: StripeServer,
) -> None:
    registration = sign_up_online(make_offering(size=3, fee=50_000), number=2)
    checkout = checkout_for(registration)
    stripe.bank.pay(checkout.session_id)
    body, headers = stripe.webhooks.signed(
        stripe.webhooks.last("checkout.session.completed"), secret="whsec_tests"
    )
    notice = partial(webhooks.receive, body, headers["Stripe-Signature"], backend_name="stripe")

    outcomes = run_threads([notice] * 3 + [partial(sync, checkout.pk)] * 3 + [expiry.ask_due] * 2)

    assert [one for one in outcomes if isinstance(one, Exception)] == []
    assert set(outcomes[:3]) == {200}
    assert Payment.objects.count() == Document.objects.count() == 1
    assert Message.objects.filter(kind=Happening.REGISTERED).count() == 1
    assert_always_true()


def test_paying_in_the_second_in_which_the_hold_ends_gives_the_seat_or_all_the_money_back(
    stripe: StripeServer,
) -> None:
    offering = make_offering(size=1, fee=50_000)
    registration = sign_up_online(offering)
    sign_up_online(offering)
    checkout = checkout_for(registration)
    later = timezone.now() + timedelta(minutes=31)

    def end_hold() -> None:
        expiry.expire_due(later)
        lapse_due(later)

    def pay() -> None:
        stripe.bank.pay(checkout.session_id, raced=True)
        sync(checkout.pk, now=later)

    outcomes = run_threads([end_hold, pay])

    assert outcomes == [None, None]
    is_seated = registration.participants.get().status == Status.CONFIRMED
    assert Refund.objects.count() == (0 if is_seated else 1)
    assert_always_true(later)


def test_refunds_sent_by_four_processes_at_once_leave_once(stripe: StripeServer) -> None:
    offering = make_offering(size=None, fee=50_000)
    for _ in range(5):
        registration = sign_up_online(offering)
        checkout = checkout_for(registration)
        stripe.bank.pay(checkout.session_id)
        sync(checkout.pk)
        cancel(participant_id=registration.participants.get().pk, actor=CONTACT)

    outcomes = run_threads([refunds.send_due] * 4)

    assert sum(map(int, map(str, outcomes))) == 5
    assert len(stripe.bank.refunds) == 5
    assert_always_true()


def test_numbers_of_receipts_have_no_gap_whatever_pays_at_once(stripe: StripeServer) -> None:
    checkouts = []
    for _ in range(12):
        checkout = checkout_for(sign_up_online(make_offering(fee=50_000)))
        stripe.bank.pay(checkout.session_id)
        checkouts.append(checkout)

    outcomes = run_threads([partial(sync, checkout.pk) for checkout in checkouts])

    numbers = sorted(Document.objects.values_list("number", flat=True))
    assert [one for one in outcomes if isinstance(one, Exception)] == []
    assert numbers == list(range(1, 13))
