"""Stripe away, cut off, or done with the answer lost: no second session, refund or seat."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from registrations.actors import CONTACT
from registrations.cancellation import cancel
from registrations.errors import PaymentsUnreachable
from registrations.lapsing import lapse_due
from registrations.models import Checkout, Offering, Payment, Refund
from registrations.payments import expiry, refunds
from registrations.payments.backends import ProviderUnreachable
from registrations.payments.sync import sync
from registrations.words import CheckoutState, RefundState, Status
from tests.contracts.stripe_server import StripeServer
from tests.factories.payments import checkout_for, sign_up_online
from tests.factories.registrations import make_offering, sign_up_one

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]

HOW = pytest.mark.parametrize("how", ["503", "drop", "lost answer"])
# The client tries twice by itself.
BOTH_TRIES = 2


def minutes(number: int) -> datetime:
    return timezone.now() + timedelta(minutes=number)


@HOW
def test_create_fails_and_the_next_click_goes_on(
    stripe: StripeServer, offering: Offering, how: str
) -> None:
    registration = sign_up_online(offering)
    stripe.outages.fail_next("checkout.sessions.create", how, times=BOTH_TRIES)

    with pytest.raises(PaymentsUnreachable):
        checkout_for(registration)
    held = registration.participants.get().status
    checkout = checkout_for(registration)
    stripe.bank.pay(checkout.session_id)

    assert held == Status.HELD
    assert Checkout.objects.count() == len(stripe.bank.sessions) == 1
    assert registration.participants.get().status == Status.CONFIRMED


@HOW
def test_create_fails_and_nobody_comes_back_so_the_seat_goes_on(
    stripe: StripeServer, how: str
) -> None:
    offering = make_offering(size=1, fee=50_000)
    registration = sign_up_online(offering)
    waiter = sign_up_one(offering)
    stripe.outages.fail_next("checkout.sessions.create", how, times=BOTH_TRIES)
    with pytest.raises(PaymentsUnreachable):
        checkout_for(registration)

    just_over = minutes(30) + timedelta(seconds=20)
    expiry.expire_due(just_over)
    lapse_due(just_over)

    waiter.refresh_from_db()
    assert registration.participants.get().status == Status.LAPSED
    assert waiter.status == Status.OFFERED
    assert [one["status"] for one in stripe.bank.sessions] == ["expired"]


@HOW
def test_expire_fails_and_the_seat_is_kept_until_stripe_has_said_so(
    stripe: StripeServer, how: str
) -> None:
    offering = make_offering(size=1, fee=50_000)
    registration = sign_up_online(offering)
    waiter = sign_up_one(offering)
    checkout_for(registration)
    stripe.outages.fail_next("checkout.sessions.expire", how, times=BOTH_TRIES)

    expiry.expire_due(minutes(31))
    lapse_due(minutes(31))
    kept = registration.participants.get().status
    expiry.expire_due(minutes(60))
    lapse_due(minutes(60))

    waiter.refresh_from_db()
    assert kept == Status.HELD
    assert registration.participants.get().status == Status.LAPSED
    assert waiter.status == Status.OFFERED


@HOW
def test_payer_who_pays_while_expire_fails_keeps_the_seat(stripe: StripeServer, how: str) -> None:
    offering = make_offering(size=1, fee=50_000)
    registration = sign_up_online(offering)
    waiter = sign_up_one(offering)
    checkout = checkout_for(registration)
    stripe.webhooks.hold()
    stripe.outages.fail_next("checkout.sessions.expire", how, times=BOTH_TRIES)
    if how != "lost answer":
        expiry.expire_due(minutes(31))
    stripe.bank.pay(checkout.session_id)

    expiry.expire_due(minutes(60))
    expiry.expire_due(minutes(90))
    lapse_due(minutes(90))

    waiter.refresh_from_db()
    assert registration.participants.get().status == Status.CONFIRMED
    assert waiter.status == Status.WAITING
    stripe.outages.up()


@HOW
def test_refund_fails_and_is_given_once(stripe: StripeServer, offering: Offering, how: str) -> None:
    registration = sign_up_online(offering)
    stripe.bank.pay(checkout_for(registration).session_id)
    cancel(participant_id=registration.participants.get().pk, actor=CONTACT)
    stripe.outages.fail_next("refunds.create", how, times=BOTH_TRIES)

    first = refunds.send_due(minutes(0))
    again = refunds.send_due(minutes(5))

    assert (first, again) == (0, 1)
    assert Refund.objects.get().state == RefundState.SUCCEEDED
    assert len(stripe.bank.refunds) == 1


def test_refund_whose_answer_was_lost_is_found_again_after_the_key_is_forgotten(
    stripe: StripeServer, offering: Offering
) -> None:
    registration = sign_up_online(offering)
    stripe.bank.pay(checkout_for(registration).session_id)
    refunds.refund_part(
        charge_id=registration.payers.get().charges.get().pk,
        gross_ore=10_000,
        reason="Sen lunch",
        actor=CONTACT,
    )
    stripe.outages.fail_next("refunds.create", "lost answer", times=BOTH_TRIES)
    stripe.webhooks.hold()
    refunds.send_due()
    stripe.clock.advance(timedelta(hours=25))

    refunds.send_due(minutes(25 * 60))

    assert Refund.objects.get().state == RefundState.SUCCEEDED
    assert [one["amount"] for one in stripe.bank.refunds] == [10_000]


@HOW
def test_retrieve_fails_and_nothing_has_changed(
    stripe: StripeServer, offering: Offering, how: str
) -> None:
    registration = sign_up_online(offering)
    checkout = checkout_for(registration)
    stripe.webhooks.hold()
    stripe.bank.pay(checkout.session_id)
    stripe.outages.fail_next("checkout.sessions.retrieve", how, times=BOTH_TRIES)

    with pytest.raises(ProviderUnreachable):
        sync(checkout.pk)
    between = registration.participants.get().status
    sync(checkout.pk)

    assert between == Status.HELD
    assert registration.participants.get().status == Status.CONFIRMED
    assert Payment.objects.count() == 1


def test_changed_charges_close_the_old_page_before_a_new_one_opens(
    stripe: StripeServer,
) -> None:
    offering = make_offering(size=5, fee=50_000)
    registration = sign_up_online(offering, number=2)
    first = checkout_for(registration)
    cancel(participant_id=registration.participants.get(number=2).pk, actor=CONTACT)

    second = checkout_for(registration)

    first.refresh_from_db()
    assert first.state == CheckoutState.EXPIRED
    assert second.amount_ore == first.amount_ore // 2
    assert [one["status"] for one in stripe.bank.sessions] == ["expired", "open"]


@pytest.mark.parametrize(
    "pay",
    [
        lambda stripe, checkout: stripe.bank.pay(checkout.session_id),
        lambda stripe, checkout: stripe.bank.pay(checkout.session_id, method="swish"),
        lambda stripe, checkout: stripe.bank.decline(checkout.session_id),
    ],
    ids=["card", "swish", "declined first"],
)
def test_every_method_ends_paid(
    stripe: StripeServer, offering: Offering, pay: Callable[[StripeServer, Checkout], object]
) -> None:
    registration = sign_up_online(offering)
    checkout = checkout_for(registration)

    pay(stripe, checkout)
    if stripe.bank.session(checkout.session_id)["status"] == "open":
        stripe.bank.pay(checkout.session_id)

    assert registration.participants.get().status == Status.CONFIRMED
