"""Requests of the kind that the product sends, for the tests of the stand-in itself."""

import copy
import time
import uuid
from collections.abc import Callable
from typing import Any

import pytest
import stripe

Order = dict[str, Any]
Path = tuple[str | int, ...]
GONE = object()
LINE: Path = ("line_items", 0)
PRICE: Path = (*LINE, "price_data")
FEE = 125000
SOON = 31 * 60


def order(**changes: Any) -> Order:
    """A faultless order of one fee; `changes` replace whole fields."""
    made: Order = {
        "mode": "payment",
        "submit_type": "book",
        "locale": "sv",
        "line_items": [
            {
                "price_data": {
                    "currency": "sek",
                    "unit_amount": FEE,
                    "product_data": {"name": "Deltagaravgift"},
                },
                "quantity": 1,
            }
        ],
        "client_reference_id": "KL-2027-0001",
        "metadata": {"payment": "7b7e", "site": "tests"},
        "payment_intent_data": {
            "description": "KL-2027-0001",
            "metadata": {"payment": "7b7e"},
            "receipt_email": "payer@example.org",
        },
        "customer_email": "payer@example.org",
        "success_url": "https://example.org/r/abc/tack/",
        "cancel_url": "https://example.org/r/abc/",
        "expires_at": int(time.time()) + SOON,
        "adaptive_pricing": {"enabled": False},
        "excluded_payment_method_types": ["customer_balance", "sepa_debit"],
    }
    return made | changes


def order_with(path: Path, value: object) -> Order:
    """A faultless order in which the value at `path` is another, or GONE."""
    made = copy.deepcopy(order())
    *inner, last = path
    place: Any = made
    for step in inner:
        place = place.setdefault(step, {}) if isinstance(place, dict) else place[step]
    if value is GONE:
        del place[last]
    else:
        place[last] = value
    return made


def key() -> stripe.RequestOptions:
    return {"idempotency_key": str(uuid.uuid4())}


def refused(work: Callable[[], object]) -> Any:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        work()
    return caught.value
