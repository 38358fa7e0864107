"""Fixtures of the payment tests: a provider and an Offering that is paid online."""

from collections.abc import Iterator
from typing import Any

import pytest

from registrations.models import Offering
from registrations.payments import webhooks
from tests.contracts.fixtures import stripe_server
from tests.contracts.stripe_server import StripeServer
from tests.factories.payments import use_local_payments, use_stripe
from tests.factories.registrations import make_offering
from tests.invariants import assert_always_true

__all__ = ["stripe_server"]

SECRET = "whsec_tests"


def notify(body: bytes, headers: dict[str, str]) -> int:
    """Hand a notice to the product as its view does."""
    return webhooks.receive(body, headers["Stripe-Signature"], backend_name="stripe")


@pytest.fixture
def local(settings: Any, db: None) -> None:
    use_local_payments(settings)


@pytest.fixture
def stripe(settings: Any, db: None, stripe_server: StripeServer) -> Iterator[StripeServer]:
    """The stand-in as the provider, its notices going to the product at once."""
    use_stripe(settings, stripe_server, SECRET)
    stripe_server.webhooks.endpoint(notify, SECRET)
    yield stripe_server
    assert_always_true()


@pytest.fixture
def offering(db: None) -> Offering:
    return make_offering(size=2, fee=50_000)
