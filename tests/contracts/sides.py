"""The two servers that must do the same: the stand-in always, Stripe's sandbox with a key."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
import stripe

from tests.contracts.orders import PRICE, order_with
from tests.contracts.stripe_server import StripeServer

SANDBOX = "STRIPE_SANDBOX_KEY"


@dataclass(frozen=True)
class Side:
    """One of the two servers: a client of it, and a way to get an intent of so many öre paid."""

    client: stripe.StripeClient
    pay: Callable[[int], str]
    stands_in: bool


def stand_in() -> Iterator[Side]:
    with StripeServer() as server, server.expecting_refusals():
        client = server.client(retries=2)

        def pay(amount: int) -> str:
            session = client.v1.checkout.sessions.create(
                order_with((*PRICE, "unit_amount"), amount)
            )
            return server.bank.pay(session)["payment_intent"]

        yield Side(client, pay, stands_in=True)
    assert server.drifts == []


def sandbox() -> Iterator[Side]:
    key = os.environ.get(SANDBOX)
    if not key:
        pytest.skip(f"{SANDBOX} is not set: a person with a Stripe account runs this part")
    assert "_test_" in key, "Only a key of a sandbox may be used here."
    client = stripe.StripeClient(key, max_network_retries=2)

    def pay(amount: int) -> str:
        # Nothing but a browser can pay a hosted page, so a card of Stripe's pays an intent.
        intent = client.v1.payment_intents.create(
            {
                "amount": amount,
                "currency": "sek",
                "confirm": True,
                "payment_method": "pm_card_visa",
                "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
            }
        )
        return intent.id

    yield Side(client, pay, stands_in=False)


@pytest.fixture(params=[stand_in, sandbox], ids=["stand-in", "sandbox"])
def side(request: pytest.FixtureRequest) -> Iterator[Side]:
    yield from request.param()
