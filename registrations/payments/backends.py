"""What a payment provider must do, what it tells, and which one this installation uses."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from registrations.models import Checkout, Refund

CURRENCY = "sek"


class ProviderUnreachable(Exception):
    """The provider gave no answer; what was asked may or may not have been done."""


class ProviderRefused(Exception):
    """The provider answered that it will not do this; asking again gives the same answer."""


@dataclass(frozen=True)
class Session:
    """A page at the provider on which one Checkout can be paid."""

    session_id: str
    url: str
    expires_at: datetime


@dataclass(frozen=True)
class BalanceFact:
    """One line of the provider's account with us, in öre; `payout_id` once it was paid out."""

    external_id: str
    kind: str
    amount_ore: int
    fee_ore: int
    happened_at: datetime
    payout_id: str = ""
    payout_on: date | None = None


@dataclass(frozen=True)
class RefundFact:
    """A refund as the provider tells it; `uuid` is ours, or empty if made elsewhere."""

    external_id: str
    uuid: str
    amount_ore: int
    state: str
    reason: str
    made_at: datetime
    balance: BalanceFact | None = None


@dataclass(frozen=True)
class DisputeFact:
    """A payer's bank asks the money back; `outcome` is empty until it is closed."""

    external_id: str
    amount_ore: int
    opened_at: datetime
    due_at: datetime | None
    outcome: str = ""  # won or lost


@dataclass(frozen=True)
class Facts:
    """All that the provider knows of a Checkout now."""

    session_id: str
    state: str  # open, complete or expired
    is_paid: bool
    amount_ore: int
    currency: str
    is_live: bool
    site: str
    checkout_uuid: str
    payment_id: str = ""
    has_failed: bool = False
    received_ore: int = 0
    received_at: datetime | None = None
    refunds: tuple[RefundFact, ...] = ()
    dispute: DisputeFact | None = None
    balance: BalanceFact | None = None


@dataclass(frozen=True)
class Hint:
    """A verified notice: which Checkout it may be about. It is never believed further than that."""

    event_id: str
    kind: str
    object_id: str
    happened_at: datetime
    is_live: bool
    api_version: str = ""
    session_id: str = ""
    payment_id: str = ""
    checkout_uuid: str = ""
    site: str = ""


class Backend(Protocol):
    """A payment provider. Nothing here is called while a database lock is held."""

    name: str
    # Whether notices can be lost on the way here.
    is_remote: bool

    @property
    def is_live(self) -> bool:
        """Tell whether its money is real."""

    def request_for(self, checkout: Checkout, lines: list[tuple[str, int, int]]) -> dict[str, Any]:
        """Return the parameters of the session, to be stored before the first call."""

    def start(self, checkout: Checkout) -> Session:
        """Open the session, or return the one that the same call opened before."""

    def expire(self, checkout: Checkout) -> bool:
        """Close the session for payment; False where it is no longer open."""

    def fetch(self, checkout: Checkout) -> Facts:
        """Return how it stands."""

    def refund(self, refund: Refund, *, now: datetime) -> RefundFact:
        """Give money back, once however often it is asked."""

    def verify(self, body: bytes, signature: str) -> Hint | None:
        """Return what a notice is about, None where it is of no concern; ValueError if forged."""

    def checkout_uuid_of(self, payment_id: str) -> str:
        """Return our uuid of the Checkout that a payment came by, or nothing."""

    def hints_since(self, moment: datetime) -> Iterator[Hint]:
        """Return the notices since a moment, oldest first."""

    def balance_of_payout(self, payout_id: str) -> list[BalanceFact]:
        """Return the lines of one payout."""

    def payouts_since(self, moment: datetime) -> Iterator[tuple[str, date]]:
        """Return the payouts since a moment, with the day on which each reaches the bank."""


def backend_named(name: str) -> Backend:
    """Return a provider by the name that a Checkout or Payment keeps."""
    from registrations.payments import local, stripe  # noqa: PLC0415 (they import this module)

    if name == "stripe":
        return stripe.StripeBackend()
    if name == "local":
        return local.LocalBackend()
    raise ImproperlyConfigured(f"There is no payment backend named {name!r}.")


def current_backend() -> Backend:
    """Return the provider of new Checkouts."""
    return backend_named(settings.PAYMENTS_BACKEND)
