"""What the clock of the stand-in makes due, and what it makes forgotten."""

from datetime import timedelta

import pytest
import stripe
import time_machine

from tests.contracts.bank import NotPayable
from tests.contracts.orders import SOON, order
from tests.contracts.stripe_server import StripeServer


def test_a_key_is_forgotten_after_a_day(
    stripe_server: StripeServer, client: stripe.StripeClient
) -> None:
    asked = order(expires_at=stripe_server.clock.now() + 24 * 3600)
    first = client.v1.checkout.sessions.create(asked, {"idempotency_key": "k"})
    stripe_server.clock.advance(timedelta(hours=23))
    same = client.v1.checkout.sessions.create(asked, {"idempotency_key": "k"})
    stripe_server.clock.advance(timedelta(hours=1))
    later = order(expires_at=stripe_server.clock.now() + 3600)

    second = client.v1.checkout.sessions.create(later, {"idempotency_key": "k"})

    assert same.id == first.id
    assert second.id != first.id


def test_a_session_expires_when_its_time_is_over(
    stripe_server: StripeServer, client: stripe.StripeClient, session: stripe.checkout.Session
) -> None:
    stripe_server.clock.set(session.expires_at - 1)
    before = client.v1.checkout.sessions.retrieve(session.id).status
    stripe_server.clock.advance(timedelta(days=2))

    after = client.v1.checkout.sessions.retrieve(session.id)

    assert (before, after.status, after.url) == ("open", "expired", None)
    event = stripe_server.webhooks.last("checkout.session.expired")
    assert event["created"] == session.expires_at
    with pytest.raises(NotPayable):
        stripe_server.bank.pay(session)


def test_a_paid_session_does_not_expire(
    stripe_server: StripeServer, session: stripe.checkout.Session
) -> None:
    stripe_server.bank.pay(session)

    stripe_server.clock.advance(timedelta(days=2))

    assert stripe_server.bank.session(session)["status"] == "complete"
    assert "checkout.session.expired" not in stripe_server.webhooks.types


def test_the_clock_follows_a_travelled_time(clock: time_machine.Traveller) -> None:
    with StripeServer() as server:
        before = server.clock.now()
        clock.shift(SOON)

        assert server.clock.now() == before + SOON


def test_events_are_listed_for_thirty_days(
    stripe_server: StripeServer, client: stripe.StripeClient, session: stripe.checkout.Session
) -> None:
    stripe_server.bank.pay(session)
    wanted = {"types": ["checkout.session.completed"]}
    stripe_server.clock.advance(timedelta(days=30))
    then = client.v1.events.list(wanted).data
    stripe_server.clock.advance(timedelta(seconds=2))

    now = client.v1.events.list(wanted).data

    assert ([event.data.object["id"] for event in then], now) == ([session.id], [])
    assert client.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"
