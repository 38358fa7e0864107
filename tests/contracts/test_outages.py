"""Failures on the way to the stand-in, and what a repeated call finds afterwards."""

from collections.abc import Callable
from typing import Any

import pytest
import stripe

from tests.contracts.orders import order
from tests.contracts.stripe_server import StripeServer

WRITES: dict[str, Callable[[stripe.StripeClient, str, str], Any]] = {
    "checkout.sessions.create": lambda client, session, intent: client.v1.checkout.sessions.create(
        order(), {"idempotency_key": "again"}
    ),
    "checkout.sessions.expire": lambda client, session, intent: client.v1.checkout.sessions.expire(
        session, options={"idempotency_key": "again"}
    ),
    "refunds.create": lambda client, session, intent: client.v1.refunds.create(
        {"payment_intent": intent, "amount": 100}, {"idempotency_key": "again"}
    ),
    "checkout.sessions.retrieve": lambda client, session, intent: (
        client.v1.checkout.sessions.retrieve(session)
    ),
}


def done(server: StripeServer, name: str) -> int:
    """How often the work of an operation has been done, beyond what the test prepared."""
    return {
        "checkout.sessions.create": len(server.bank.sessions) - 2,
        "checkout.sessions.expire": server.webhooks.types.count("checkout.session.expired"),
        "refunds.create": len(server.bank.refunds),
        "checkout.sessions.retrieve": 0,
    }[name]


FAILURES = {
    "429": stripe.RateLimitError,
    "503": stripe.APIError,
    "drop": stripe.APIConnectionError,
    "lost answer": stripe.APIConnectionError,
}


@pytest.mark.parametrize("how", FAILURES)
@pytest.mark.parametrize("name", WRITES)
def test_a_call_that_failed_on_its_way_is_done_once_when_repeated(
    stripe_server: StripeServer, client: stripe.StripeClient, name: str, how: str
) -> None:
    sessions = [client.v1.checkout.sessions.create(order()).id for _ in range(2)]
    intent = stripe_server.bank.pay(sessions[1])["payment_intent"]
    once = 0 if name == "checkout.sessions.retrieve" else 1
    stripe_server.outages.fail_next(name, how)
    work = WRITES[name]

    with pytest.raises(FAILURES[how]):
        work(client, sessions[0], intent)
    after_failure = done(stripe_server, name)
    answer = work(client, sessions[0], intent)

    assert after_failure == (once if how == "lost answer" else 0)
    assert done(stripe_server, name) == once
    assert stripe_server.outages.waiting == 0
    assert [call.status for call in stripe_server.calls_of(name)][-2:] == [
        int(how) if how.isdigit() else None,
        200,
    ]
    replayed = answer.last_response.headers.get("Idempotent-Replayed")
    assert replayed == ("true" if once and how == "lost answer" else None)


def test_the_package_repeats_a_lost_answer_itself(stripe_server: StripeServer) -> None:
    stripe_server.outages.fail_next("checkout.sessions.create", "lost answer")

    session = stripe_server.client(retries=1).v1.checkout.sessions.create(order())

    assert [one["id"] for one in stripe_server.bank.sessions] == [session.id]
    assert len(stripe_server.calls) == 2


def test_an_outcome_of_500_is_remembered_under_its_key(
    stripe_server: StripeServer, client: stripe.StripeClient
) -> None:
    asked = order()
    stripe_server.outages.fail_next("checkout.sessions.create", "500")

    for replayed in (None, "true"):
        with pytest.raises(stripe.APIError) as caught:
            client.v1.checkout.sessions.create(asked, {"idempotency_key": "k"})
        assert caught.value.http_status == 500
        assert caught.value.headers.get("Idempotent-Replayed") == replayed

    assert stripe_server.bank.sessions == []
    assert client.v1.checkout.sessions.create(asked, {"idempotency_key": "other"}).id


def test_a_server_that_is_down_answers_again_when_it_is_up(
    stripe_server: StripeServer, client: stripe.StripeClient, session: stripe.checkout.Session
) -> None:
    with stripe_server.outages.during("drop"):
        for _ in range(2):
            with pytest.raises(stripe.APIConnectionError):
                client.v1.checkout.sessions.retrieve(session.id)

    assert client.v1.checkout.sessions.retrieve(session.id).id == session.id


def test_a_failure_waits_for_its_own_operation(
    stripe_server: StripeServer, client: stripe.StripeClient, session: stripe.checkout.Session
) -> None:
    stripe_server.outages.fail_next("refunds.create", "drop")

    client.v1.checkout.sessions.retrieve(session.id)

    assert stripe_server.outages.waiting == 1
