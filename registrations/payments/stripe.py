"""Stripe as a provider: hosted Checkout Sessions; the only module that imports its library.

Facts from stripe 16: objects are no dicts, a client tries once unless told otherwise, and request
options are a dict of their own. Nothing of a person but the payer's e-mail goes there.
"""

import json
import logging
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, TypeVar
from urllib.parse import urlsplit

import stripe
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from django.utils.translation import get_language

from registrations.models import Checkout, Refund
from registrations.payments.backends import (
    CURRENCY,
    BalanceFact,
    DisputeFact,
    Facts,
    Hint,
    ProviderRefused,
    ProviderUnreachable,
    RefundFact,
    Session,
)
from registrations.payments.keys import LOOPBACK, STRIPE_BASES, is_live

logger = logging.getLogger(__name__)

SECONDS = 10
API_VERSION = stripe.api_version
# The provider forgets a key after a day.
KEY_IS_SAFE = timedelta(hours=23)
EVENTS = (
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
    "charge.refunded",
    "refund.created",
    "refund.updated",
    "refund.failed",
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.closed",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.funds_reinstated",
    "radar.early_fraud_warning.created",
)
# Methods whose money comes days later keep a seat that long.
EXCLUDED_METHODS = ("customer_balance", "sepa_debit", "bacs_debit", "us_bank_account")
_REFUSED = (stripe.InvalidRequestError, stripe.CardError, stripe.IdempotencyError)

Answer = TypeVar("Answer")


class StripeBackend:
    """Stripe, by the keys of this installation."""

    name = "stripe"
    is_remote = True

    @property
    def is_live(self) -> bool:
        return is_live(settings.STRIPE_API_KEY)

    def request_for(self, checkout: Checkout, lines: list[tuple[str, int, int]]) -> dict[str, Any]:
        from registrations.payments.checkouts import return_address  # noqa: PLC0415 (it imports us)

        registration = checkout.payer.registration
        address = return_address(checkout)
        metadata = {"checkout": str(checkout.uuid), "site": settings.PAYMENTS_SITE}
        return {
            "mode": "payment",
            "submit_type": "book",
            "locale": "sv" if get_language() == "sv" else "en",
            "line_items": [
                {
                    "quantity": number,
                    "price_data": {
                        "currency": CURRENCY,
                        "unit_amount": ore,
                        "product_data": {"name": text[:250]},
                    },
                }
                for text, ore, number in lines
            ],
            "client_reference_id": registration.reference,
            "metadata": metadata,
            "payment_intent_data": {
                "description": f"{registration.offering.title[:200]} {registration.reference}",
                "metadata": metadata,
            },
            "payment_method_options": {"swish": {"reference": registration.reference}},
            "customer_email": checkout.payer.email or registration.contact_email,
            "success_url": address,
            "cancel_url": address,
            "expires_at": int(checkout.expires_at.timestamp()),
            "adaptive_pricing": {"enabled": False},
            "excluded_payment_method_types": list(EXCLUDED_METHODS),
        }

    def start(self, checkout: Checkout) -> Session:
        session = call(
            lambda: client().v1.checkout.sessions.create(
                _in_one_order(checkout.request), {"idempotency_key": f"pay-{checkout.uuid}"}
            )
        )
        return Session(session.id, session.url or "", _moment(session.expires_at))

    def expire(self, checkout: Checkout) -> bool:
        try:
            call(
                lambda: client().v1.checkout.sessions.expire(
                    str(checkout.session_id),
                    {},
                    {"idempotency_key": f"expire-{checkout.uuid}-{checkout.failures}"},
                )
            )
        except ProviderRefused:
            return False
        return True

    def fetch(self, checkout: Checkout) -> Facts:
        session = call(
            lambda: client().v1.checkout.sessions.retrieve(
                str(checkout.session_id),
                {"expand": ["payment_intent.latest_charge.balance_transaction"]},
            )
        )
        intent = _object(session, "payment_intent")
        charge = _object(intent, "latest_charge")
        metadata = session.metadata.to_dict() if session.metadata else {}
        is_paid = session.payment_status == "paid"
        return Facts(
            session_id=session.id,
            state=str(session.status),
            is_paid=is_paid,
            amount_ore=session.amount_total or 0,
            currency=str(session.currency),
            is_live=session.livemode,
            site=str(metadata.get("site", "")),
            checkout_uuid=str(metadata.get("checkout", "")),
            payment_id=str(intent.id) if intent is not None else "",
            has_failed=_has_failed(session, intent),
            received_ore=intent.amount_received if is_paid and intent is not None else 0,
            received_at=_moment(charge.created) if charge is not None else None,
            refunds=tuple(_refunds_of(intent.id)) if is_paid and intent is not None else (),
            dispute=_dispute_of(charge) if charge is not None else None,
            balance=_balance(_object(charge, "balance_transaction")),
        )

    def refund(self, refund: Refund, *, now: datetime) -> RefundFact:
        """Give money back; one already made is found again, whatever became of its key."""
        if refund.asked_at is not None and now - refund.asked_at > KEY_IS_SAFE:
            found = _made_refund(refund)
            if found is not None:
                return found
        try:
            return _refund_fact(call(lambda: _make_refund(refund)))
        except ProviderRefused:
            found = _made_refund(refund)
            if found is None:
                raise
            return found

    def verify(self, body: bytes, signature: str) -> Hint | None:
        for secret in settings.STRIPE_WEBHOOK_SECRETS:
            try:
                return _hint(stripe.Webhook.construct_event(body, signature, secret))
            except stripe.SignatureVerificationError:
                continue
            except (TypeError, AttributeError, LookupError) as problem:
                raise ValueError("no notice of Stripe's") from problem
        raise ValueError("not signed with any of our secrets")

    def checkout_uuid_of(self, payment_id: str) -> str:
        sessions = call(
            lambda: client().v1.checkout.sessions.list({"payment_intent": payment_id, "limit": 1})
        )
        for session in sessions.data:
            metadata = session.metadata.to_dict() if session.metadata else {}
            if metadata.get("site") == settings.PAYMENTS_SITE:
                return str(metadata.get("checkout", ""))
        return ""

    def hints_since(self, moment: datetime) -> Iterator[Hint]:
        """Return the notices since a moment; Stripe keeps them for 30 days."""
        params: Any = {
            "types": list(EVENTS),
            "created": {"gte": int(moment.timestamp())},
            "limit": 100,
        }
        hints = [
            hint
            for event in _pages(lambda: client().v1.events.list(params))
            if (hint := _hint(event)) is not None
        ]
        yield from reversed(hints)

    def balance_of_payout(self, payout_id: str) -> list[BalanceFact]:
        params: Any = {"payout": payout_id, "limit": 100}
        lines = _pages(lambda: client().v1.balance_transactions.list(params))
        return [fact for line in lines if (fact := _balance(line)) is not None]

    def payouts_since(self, moment: datetime) -> Iterator[tuple[str, date]]:
        params: Any = {"created": {"gte": int(moment.timestamp())}, "limit": 100}
        for payout in _pages(lambda: client().v1.payouts.list(params)):
            yield payout.id, timezone.localdate(_moment(payout.arrival_date))


def api_base() -> str:
    """Return where Stripe is; anything but Stripe or this machine itself is refused."""
    base = str(settings.STRIPE_API_BASE or STRIPE_BASES[0])
    if base not in STRIPE_BASES and urlsplit(base).hostname not in LOOPBACK:
        raise ImproperlyConfigured("STRIPE_API_BASE may only be this machine itself.")
    return base


def client() -> stripe.StripeClient:
    """Return Stripe's own client with this installation's key."""
    if not settings.STRIPE_API_KEY:
        raise ImproperlyConfigured("Set STRIPE_API_KEY.")
    return _client_for(settings.STRIPE_API_KEY, api_base())


@lru_cache(maxsize=4)
def _client_for(key: str, base: str) -> stripe.StripeClient:
    return stripe.StripeClient(
        key,
        base_addresses={"api": base},
        max_network_retries=1,
        http_client=stripe.RequestsClient(timeout=SECONDS),
    )


def call(ask: Callable[[], Answer]) -> Answer:
    """Ask Stripe. Raises ProviderRefused for a lasting no, ProviderUnreachable otherwise."""
    try:
        return ask()
    except _REFUSED as problem:
        raise ProviderRefused(str(problem)) from problem
    except stripe.StripeError as problem:
        if isinstance(problem, stripe.AuthenticationError | stripe.PermissionError):
            logger.error("Stripe does not accept the key: %s", problem.user_message)
        raise ProviderUnreachable(str(problem)) from problem


def _in_one_order(request: dict[str, Any]) -> Any:
    """Return the parameters as every repeat sends them: a database may keep them in any order."""
    return json.loads(json.dumps(request, sort_keys=True))


def _pages(ask: Callable[[], Any]) -> Iterator[Any]:
    """Return every object of a list, page by page."""
    page = call(ask)
    while True:
        yield from page.data
        if not page.has_more:
            return
        page = call(page.next_page)


def _object(parent: Any, name: str) -> Any:
    """Return an expanded object of another, or None where there is none or only its id."""
    child = parent[name] if parent is not None and name in parent else None
    return None if child is None or isinstance(child, str) else child


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, tz=UTC)


def _has_failed(session: Any, intent: Any) -> bool:
    """Tell whether the bank has said no after the payer had finished."""
    if session.status != "complete" or session.payment_status == "paid" or intent is None:
        return False
    return intent.status in {"requires_payment_method", "canceled"}


def _refunds_of(payment_id: str) -> list[RefundFact]:
    params: Any = {
        "payment_intent": payment_id,
        "limit": 100,
        "expand": ["data.balance_transaction"],
    }
    refunds = list(_pages(lambda: client().v1.refunds.list(params)))
    return [_refund_fact(refund) for refund in reversed(refunds)]


def _make_refund(refund: Refund) -> Any:
    return client().v1.refunds.create(
        {
            "payment_intent": refund.payment.external_id,
            "amount": refund.amount_ore,
            "reason": "requested_by_customer",
            "metadata": {"refund": str(refund.uuid)},
            "expand": ["balance_transaction"],
        },
        {"idempotency_key": f"refund-{refund.uuid}"},
    )


def _made_refund(refund: Refund) -> RefundFact | None:
    """Return the refund if Stripe has made it already."""
    made = _refunds_of(refund.payment.external_id)
    return next((one for one in made if one.uuid == str(refund.uuid)), None)


def _refund_fact(refund: Any) -> RefundFact:
    metadata = refund.metadata.to_dict() if refund.metadata else {}
    return RefundFact(
        external_id=refund.id,
        uuid=str(metadata.get("refund", "")),
        amount_ore=refund.amount,
        state=str(refund.status or "pending"),
        reason=str(refund.reason or ""),
        made_at=_moment(refund.created),
        balance=_balance(_object(refund, "balance_transaction")),
    )


def _dispute_of(charge: Any) -> DisputeFact | None:
    if not charge.disputed:
        return None
    params: Any = {"charge": charge.id, "limit": 1}
    disputes = call(lambda: client().v1.disputes.list(params)).data
    if not disputes:
        return None
    dispute = disputes[0]
    due_by = dispute.evidence_details.due_by
    outcomes = {"won": "won", "lost": "lost", "warning_closed": "won", "prevented": "won"}
    return DisputeFact(
        external_id=dispute.id,
        amount_ore=dispute.amount,
        opened_at=_moment(dispute.created),
        due_at=_moment(due_by) if due_by else None,
        outcome=outcomes.get(str(dispute.status), ""),
    )


def _balance(line: Any) -> BalanceFact | None:
    if line is None:
        return None
    return BalanceFact(
        external_id=line.id,
        kind=str(line.type),
        amount_ore=line.amount,
        fee_ore=line.fee,
        happened_at=_moment(line.created),
    )


def _hint(event: Any) -> Hint | None:
    """Return what an event is about; only ids are taken from it."""
    if event.type not in EVENTS:
        return None
    about = event.data.object
    is_session = about.object == "checkout.session"
    has_metadata = "metadata" in about and about.metadata
    metadata = about.metadata.to_dict() if has_metadata else {}
    site = str(metadata.get("site", ""))
    if site and site != settings.PAYMENTS_SITE:
        return None
    if event.api_version != stripe.api_version:
        logger.info("A notice has the API version %s", event.api_version)
    return Hint(
        event_id=event.id,
        kind=event.type,
        object_id=about.id,
        happened_at=_moment(event.created),
        is_live=event.livemode,
        api_version=str(event.api_version or ""),
        session_id=about.id if is_session else "",
        payment_id=_payment_id(about),
        checkout_uuid=str(metadata.get("checkout", "")),
        site=site,
    )


def _payment_id(about: Any) -> str:
    found = getattr(about, "payment_intent", None)
    if found is None:
        return ""
    return found if isinstance(found, str) else str(found.id)
