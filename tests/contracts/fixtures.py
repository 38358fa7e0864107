"""The fixture that gives a test its own stand-in for Stripe and holds it to the contract."""

from collections.abc import Iterator

import pytest

from tests.contracts.stripe_server import StripeServer


@pytest.fixture
def stripe_server() -> Iterator[StripeServer]:
    """A running stand-in; the test fails if any request or answer broke Stripe's contract."""
    with StripeServer() as server:
        yield server
    assert server.drifts == []
