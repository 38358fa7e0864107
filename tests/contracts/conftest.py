"""Fixtures that the tests of the stand-in share."""

import pytest
import stripe

from tests.contracts.fixtures import stripe_server
from tests.contracts.orders import order
from tests.contracts.sides import side
from tests.contracts.stripe_server import StripeServer

__all__ = ["side", "stripe_server"]


@pytest.fixture
def client(stripe_server: StripeServer) -> stripe.StripeClient:
    return stripe_server.client()


@pytest.fixture
def session(client: stripe.StripeClient) -> stripe.checkout.Session:
    return client.v1.checkout.sessions.create(order(), {"idempotency_key": "made"})
