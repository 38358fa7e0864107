"""Notices to the product: sent, held, resent, reordered, lost, wrongly signed, stale or altered."""

import json
import random
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from stripe import WebhookSignature

from tests.contracts.objects import Thing
from tests.contracts.records import Records, Reference, identity_of

Target = str | Callable[[bytes, dict[str, str]], int]
Delivery = tuple[bytes, dict[str, str]]
SECRET = "whsec_standin"
TOO_OLD = 301
TIMEOUT = 10
LOOPBACKS = {"127.0.0.1", "::1", "localhost"}


@dataclass
class Endpoint:
    """Where notices go: an address, or a function of body and headers that returns the status."""

    target: Target
    secret: str
    types: tuple[str, ...]
    waiting: list[str] = field(default_factory=list)
    tried: set[str] = field(default_factory=set)

    def wants(self, kind: str) -> bool:
        return any(fnmatchcase(kind, pattern) for pattern in self.types)


@dataclass(frozen=True)
class Attempt:
    event: str
    type: str
    status: int | None


class Webhooks:
    """The events of a bank and their way to the endpoints; without an endpoint none goes out."""

    def __init__(self, records: Records) -> None:
        self.records = records
        self.endpoints: list[Endpoint] = []
        self.held = False
        self.attempts: list[Attempt] = []
        records.on_event = self.queue
        records.endpoints_for = lambda kind: sum(one.wants(kind) for one in self.endpoints)
        records.after_act = self.send_waiting

    @property
    def events(self) -> list[Thing]:
        """All events, the oldest first, whether sent or not."""
        with self.records.lock:
            return self.records.all("event")

    @property
    def types(self) -> list[str]:
        """The types of all events, the oldest first."""
        return [event["type"] for event in self.events]

    def last(self, kind: str) -> Thing:
        """The newest event of a type."""
        return [event for event in self.events if event["type"] == kind][-1]

    def endpoint(
        self, target: Target, secret: str = SECRET, types: Iterable[str] = ("*",)
    ) -> Endpoint:
        if isinstance(target, str):
            assert urlsplit(target).hostname in LOOPBACKS, f"{target} is not on this machine"
        endpoint = Endpoint(target, secret, tuple(types))
        self.endpoints.append(endpoint)
        return endpoint

    def hold(self) -> None:
        """Keep all notices back until `deliver_all` or `release`."""
        self.held = True

    def release(self) -> None:
        self.held = False
        self.send_waiting()

    def queue(self, event: Thing) -> None:
        for endpoint in self.endpoints:
            if endpoint.wants(event["type"]):
                endpoint.waiting.append(event["id"])

    def was_delivered(self, event: Thing) -> bool:
        return not any(event["id"] in endpoint.waiting for endpoint in self.endpoints)

    def send_waiting(self, *, addresses_only: bool = False) -> None:
        """Send once what waits, in order; what fails stays undelivered for `deliver_all`."""
        if self.held:
            return
        for endpoint in self.endpoints:
            if addresses_only and not isinstance(endpoint.target, str):
                continue
            for identity in self.take_untried(endpoint):
                self._send(endpoint, self.find(identity))

    def take_untried(self, endpoint: Endpoint) -> list[str]:
        """What nobody has sent yet; two threads never both get the same."""
        with self.records.lock:
            fresh = [identity for identity in endpoint.waiting if identity not in endpoint.tried]
            endpoint.tried.update(fresh)
            return fresh

    def deliver_all(
        self,
        order: str | Callable[[list[Thing]], list[Thing]] = "oldest first",
        *,
        repeat: int = 1,
        seed: int = 0,
        only: Iterable[str] = ("*",),
    ) -> list[Attempt]:
        """Send everything undelivered, held or failed: "oldest first", "newest first", "shuffled"
        or in an order of your own; each `repeat` times. What `only` leaves out stays undelivered.
        """
        before = len(self.attempts)
        for endpoint in self.endpoints:
            events = [self.find(identity) for identity in endpoint.waiting]
            patterns = tuple(only)
            events = [e for e in events if any(fnmatchcase(e["type"], one) for one in patterns)]
            for event in self.in_order(events * repeat, order, seed):
                self._send(endpoint, event)
        return self.attempts[before:]

    def in_order(
        self, events: list[Thing], order: str | Callable[[list[Thing]], list[Thing]], seed: int
    ) -> list[Thing]:
        if callable(order):
            return order(events)
        if order == "newest first":
            return events[::-1]
        if order == "shuffled":
            return random.Random(seed).sample(events, len(events))
        assert order == "oldest first", order
        return events

    def lose_all(self) -> None:
        """Let everything that waits never arrive; the events stay listed as undelivered."""
        for endpoint in self.endpoints:
            self.take_untried(endpoint)

    def resend(self, event: Reference, *, delivery: Delivery | None = None) -> list[Attempt]:
        """Send one event (again) to all endpoints; `delivery` may be a forged one."""
        before = len(self.attempts)
        for endpoint in self.endpoints:
            self._send(endpoint, self.find(event), delivery)
        return self.attempts[before:]

    def find(self, event: Reference) -> Thing:
        return self.records.find("event", identity_of(event))

    def payload(self, event: Reference) -> bytes:
        """The body of a notice, as it travels."""
        return json.dumps(self.find(event), indent=2, ensure_ascii=False).encode()

    def signed(
        self, event: Reference, *, secret: str | None = None, timestamp: int | None = None
    ) -> Delivery:
        """Body and headers; with another secret wrongly signed, with an old time stamp stale."""
        body = self.payload(event)
        secret = secret or (self.endpoints[0].secret if self.endpoints else SECRET)
        return body, self.headers(body, secret, timestamp)

    def stale(self, event: Reference) -> Delivery:
        return self.signed(event, timestamp=int(time.time()) - TOO_OLD)

    def wrongly_signed(self, event: Reference) -> Delivery:
        return self.signed(event, secret="whsec_of_somebody_else")

    def altered(self, event: Reference) -> Delivery:
        """A notice whose body was changed after it was signed."""
        body, headers = self.signed(event)
        return re.sub(rb'"created": \d+', b'"created": 1', body, count=1), headers

    def headers(self, body: bytes, secret: str, timestamp: int | None = None) -> dict[str, str]:
        """Signed headers for any body, so also for one that is no event of this bank."""
        signature = WebhookSignature.generate_signature_header(body.decode(), secret, timestamp)
        return {
            "Content-Type": "application/json; charset=utf-8",
            "Stripe-Signature": signature,
            "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
        }

    def _send(self, endpoint: Endpoint, event: Thing, delivery: Delivery | None = None) -> None:
        body = self.payload(event)
        delivery = delivery or (body, self.headers(body, endpoint.secret))
        status = post(endpoint.target, *delivery)
        self.attempts.append(Attempt(event["id"], event["type"], status))
        if status is not None and 200 <= status < 300 and event["id"] in endpoint.waiting:
            endpoint.waiting.remove(event["id"])
            event["pending_webhooks"] -= 1


def post(target: Target, body: bytes, headers: dict[str, str]) -> int | None:
    """The status of the answer, or None where there was none."""
    if not isinstance(target, str):
        return target(body, headers)
    address = urlsplit(target)
    connection = HTTPConnection(address.hostname or "", address.port, timeout=TIMEOUT)
    try:
        connection.request("POST", address.path or "/", body, headers)
        with connection.getresponse() as answer:
            return answer.status
    except (OSError, HTTPException):
        return None
    finally:
        connection.close()
