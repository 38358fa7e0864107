"""The local test bank: a provider in one table of ours, for DEBUG only, in which no money moves."""

import hmac
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from registrations.models import Checkout, LocalSession, Refund
from registrations.payments.backends import (
    CURRENCY,
    BalanceFact,
    Facts,
    Hint,
    ProviderRefused,
    RefundFact,
    Session,
)

NAME = "local"
TOLERANCE = timedelta(minutes=5)
# Between the moment at which the bank closed a session and the one at which it took the money.
LATE_BY = timedelta(seconds=5)

OPEN, SLOW, LATE, PAID, EXPIRED = "open", "slow", "late", "paid", "expired"


class LocalBackend:
    """Plays a provider on the table LocalSession; refuses to exist unless DEBUG is on."""

    name = NAME
    is_live = False
    is_remote = False

    def __init__(self) -> None:
        if not settings.DEBUG:
            raise ImproperlyConfigured("The local test bank is for development (DEBUG) only.")

    def request_for(self, checkout: Checkout, lines: list[tuple[str, int, int]]) -> dict[str, Any]:
        return {"lines": [list(line) for line in lines]}

    def start(self, checkout: Checkout) -> Session:
        session, _is_new = LocalSession.objects.get_or_create(
            checkout_uuid=checkout.uuid,
            defaults={
                "session_id": f"local_{checkout.uuid.hex}",
                "amount_ore": checkout.amount_ore,
                "expires_at": checkout.expires_at,
            },
        )
        return Session(session.session_id, page_path(checkout), session.expires_at)

    def expire(self, checkout: Checkout) -> bool:
        """Close the session; a late one says so too, and takes the money all the same."""
        with transaction.atomic():
            session = _locked(checkout)
            if state_of(session) == LATE and session.notice_at is None:
                session.notice_at = timezone.now() + LATE_BY
                session.save(update_fields=["notice_at"])
                return True
            if state_of(session) != OPEN:
                return False
            session.state = EXPIRED
            session.save(update_fields=["state"])
            return True

    def fetch(self, checkout: Checkout) -> Facts:
        session = _session_of(checkout)
        state = state_of(session)
        is_paid = state == PAID
        return Facts(
            session_id=session.session_id,
            state=_FACT_STATES[state] if session.notice_at or state != LATE else "open",
            is_paid=is_paid,
            amount_ore=session.amount_ore,
            currency=CURRENCY,
            is_live=False,
            site=settings.PAYMENTS_SITE,
            checkout_uuid=str(session.checkout_uuid),
            payment_id=_payment_id(session) if is_paid else "",
            received_ore=session.amount_ore if is_paid else 0,
            received_at=_paid_at(session) if is_paid else None,
            refunds=tuple(_refunds_of(session)),
            balance=_balance_of(session) if is_paid else None,
        )

    def refund(self, refund: Refund, *, now: datetime) -> RefundFact:
        checkout = refund.payment.checkout
        if checkout is None:
            raise ProviderRefused("The payment did not come from here.")
        with transaction.atomic():
            session = _locked(checkout)
            key = str(refund.uuid)
            if key not in session.refunds:
                left = session.amount_ore - sum(row["ore"] for row in session.refunds.values())
                if state_of(session) != PAID or refund.amount_ore > left:
                    raise ProviderRefused("There is not that much to give back.")
                session.refunds[key] = {"ore": refund.amount_ore, "at": now.isoformat()}
                session.save(update_fields=["refunds"])
        return next(fact for fact in _refunds_of(session) if fact.uuid == key)

    def verify(self, body: bytes, signature: str) -> Hint | None:
        _check_signature(body, signature)
        try:
            notice = json.loads(body)
            return Hint(
                event_id=str(notice["id"]),
                kind=str(notice["kind"]),
                object_id=str(notice["session"]),
                happened_at=datetime.fromtimestamp(notice["created"], UTC),
                is_live=False,
                session_id=str(notice["session"]),
                checkout_uuid=str(notice["checkout"]),
                site=settings.PAYMENTS_SITE,
            )
        except (TypeError, LookupError, OverflowError, OSError, RecursionError) as problem:
            raise ValueError("The notice cannot be read.") from problem

    def checkout_uuid_of(self, payment_id: str) -> str:
        return ""

    def hints_since(self, moment: datetime) -> Iterator[Hint]:
        paid = LocalSession.objects.filter(paid_at__gte=moment).order_by("paid_at", "pk")
        for session in paid:
            body = notice_of(session)
            hint = self.verify(body, sign(body, timezone.now()))
            if hint is not None:
                yield hint

    def balance_of_payout(self, payout_id: str) -> list[BalanceFact]:
        return []

    def payouts_since(self, moment: datetime) -> Iterator[tuple[str, date]]:
        return iter(())


_FACT_STATES = {
    OPEN: "open",
    SLOW: "complete",
    LATE: "expired",
    PAID: "complete",
    EXPIRED: "expired",
}


def page_path(checkout: Checkout) -> str:
    """Return the bank's address for a Checkout, in the language of the registration.

    Written out, since the address is mounted only where DEBUG was on when the site started.
    """
    language = checkout.payer.registration.language
    prefix = "" if language == settings.LANGUAGE_CODE else f"/{language}"
    return f"{prefix}/betalning/prov/{checkout.uuid}/"


def state_of(session: LocalSession) -> str:
    """Return how a session stands now: time closes an open one, and pays one that takes time."""
    now = timezone.now()
    if session.state == OPEN and session.expires_at <= now:
        return EXPIRED
    if session.state in {SLOW, LATE} and session.notice_at and session.notice_at <= now:
        return PAID
    return session.state


def notice_of(session: LocalSession) -> bytes:
    """Return the notice that a session is paid: the same however often it is sent."""
    return json.dumps(
        {
            "id": f"local_event_{session.checkout_uuid.hex}",
            "kind": "session.paid",
            "created": int(_paid_at(session).timestamp()),
            "session": session.session_id,
            "checkout": str(session.checkout_uuid),
        }
    ).encode()


def sign(body: bytes, now: datetime) -> str:
    """Return the header of a notice: a time stamp, and a signature over both."""
    stamp = str(int(now.timestamp()))
    return f"t={stamp},v1={_digest(stamp, body)}"


def _digest(stamp: str, body: bytes) -> str:
    # In development SECRET_KEY is made at the first start and kept in the data folder.
    salt = "registrations.payments.local"
    return salted_hmac(salt, f"{stamp}.".encode() + body, algorithm="sha256").hexdigest()


def _check_signature(body: bytes, signature: str) -> None:
    parts = dict(part.partition("=")[::2] for part in signature.split(","))
    stamp, given = parts.get("t", ""), parts.get("v1", "")
    if not (stamp.isascii() and stamp.isdecimal() and len(stamp) < 12):
        raise ValueError("The notice has no time stamp.")
    if not hmac.compare_digest(given.encode(errors="replace"), _digest(stamp, body).encode()):
        raise ValueError("The signature does not hold.")
    if timezone.now().timestamp() - int(stamp) > TOLERANCE.total_seconds():
        raise ValueError("The notice is too old.")


def _session_of(checkout: Checkout) -> LocalSession:
    session = LocalSession.objects.filter(checkout_uuid=checkout.uuid).first()
    if session is None:
        raise ProviderRefused("There is no such session.")
    return session


def _locked(checkout: Checkout) -> LocalSession:
    sessions = LocalSession.objects.select_for_update().filter(checkout_uuid=checkout.uuid)
    session = sessions.first()
    if session is None:
        raise ProviderRefused("There is no such session.")
    return session


def _paid_at(session: LocalSession) -> datetime:
    return session.notice_at or session.paid_at or session.created_at


def _payment_id(session: LocalSession) -> str:
    return f"local_payment_{session.checkout_uuid.hex}"


def _balance_of(session: LocalSession) -> BalanceFact:
    return BalanceFact(
        external_id=f"local_line_{session.checkout_uuid.hex}",
        kind="charge",
        amount_ore=session.amount_ore,
        fee_ore=0,
        happened_at=_paid_at(session),
    )


def _refunds_of(session: LocalSession) -> Iterator[RefundFact]:
    for key, row in session.refunds.items():
        made_at = datetime.fromisoformat(row["at"])
        name = key.replace("-", "")
        yield RefundFact(
            external_id=f"local_refund_{name}",
            uuid=key,
            amount_ore=row["ore"],
            state="succeeded",
            reason="",
            made_at=made_at,
            balance=BalanceFact(f"local_line_{name}", "refund", -row["ore"], 0, made_at),
        )
