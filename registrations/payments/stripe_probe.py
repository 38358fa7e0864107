"""Asks Stripe what this installation's key may do, without changing anything there."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from registrations.payments.backends import ProviderRefused, ProviderUnreachable
from registrations.payments.stripe import CURRENCY, call, client

# An id that no object has: what may be written is refused for want of the object, not of the right.
NOTHING = "does_not_exist"
LACKS_PERMISSION = 403


@dataclass(frozen=True)
class Permission:
    """A permission of a restricted key, as Stripe's Dashboard calls it, and how to try it."""

    name: str
    what_for: str
    try_it: Callable[[], Any]


PERMISSIONS = (
    Permission(
        "Checkout Sessions: Write",
        "opening and closing the page on which people pay",
        lambda: client().v1.checkout.sessions.expire(f"cs_test_{NOTHING}"),
    ),
    Permission(
        "Checkout Sessions: Read",
        "asking how a payment stands",
        lambda: client().v1.checkout.sessions.list({"limit": 1}),
    ),
    Permission(
        "PaymentIntents: Read",
        "reading what was paid",
        lambda: client().v1.payment_intents.list({"limit": 1}),
    ),
    Permission(
        "Charges and Refunds: Write",
        "giving money back",
        lambda: client().v1.refunds.create({"payment_intent": f"pi_{NOTHING}", "amount": 100}),
    ),
    Permission(
        "Charges and Refunds: Read",
        "seeing refunds made in the Dashboard",
        lambda: client().v1.refunds.list({"limit": 1}),
    ),
    Permission(
        "Disputes: Read", "seeing disputes", lambda: client().v1.disputes.list({"limit": 1})
    ),
    Permission(
        "Events: Read", "repairing after an outage", lambda: client().v1.events.list({"limit": 1})
    ),
    Permission(
        "Balance transactions: Read",
        "fees in the bookkeeper's export",
        lambda: client().v1.balance_transactions.list({"limit": 1}),
    ),
    Permission(
        "Payouts: Read",
        "payouts in the bookkeeper's export",
        lambda: client().v1.payouts.list({"limit": 1}),
    ),
)


def lacking() -> Iterator[Permission]:
    """Yield the permissions that the key lacks. Raises ProviderUnreachable."""
    for permission in PERMISSIONS:
        if not _is_allowed(permission.try_it):
            yield permission


def account_problems() -> list[str]:
    """Return what the account itself would stumble over, in sentences; needs no permission."""
    try:
        account = call(client().v1.accounts.retrieve_current)
    except ProviderUnreachable as problem:
        if _is_forbidden(problem):
            return []
        raise
    found = []
    if not account.charges_enabled:
        found.append("The account cannot take payments yet: finish it in Stripe's Dashboard.")
    if account.default_currency != CURRENCY:
        found.append(f"The account's currency is {account.default_currency}; payouts would change.")
    return found


def _is_allowed(try_it: Callable[[], Any]) -> bool:
    try:
        call(try_it)
    except ProviderRefused:
        return True
    except ProviderUnreachable as problem:
        if _is_forbidden(problem):
            return False
        raise
    return True


def _is_forbidden(problem: ProviderUnreachable) -> bool:
    return getattr(problem.__cause__, "http_status", None) == LACKS_PERMISSION
