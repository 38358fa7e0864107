"""Notices of the stand-in: their signature, their order, their losses, and who takes them."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread, current_thread

import pytest
import stripe

from tests.contracts.orders import order
from tests.contracts.stripe_server import StripeServer
from tests.contracts.visits import visit

SECRET = "whsec_of_the_tests"
COMPLETED = "checkout.session.completed"


@pytest.fixture
def session(stripe_server: StripeServer) -> stripe.checkout.Session:
    return stripe_server.client().v1.checkout.sessions.create(order())


class Receiver:
    """Takes notices as the product would: verified, and answered with a status of the test's."""

    def __init__(self, status: int = 200) -> None:
        self.status = status
        self.received: list[stripe.Event] = []

    def __call__(self, body: bytes, headers: dict[str, str]) -> int:
        event = stripe.Webhook.construct_event(body, headers["Stripe-Signature"], SECRET)
        self.received.append(event)
        return self.status

    @property
    def types(self) -> list[str]:
        return [event.type for event in self.received]


@pytest.fixture
def receiver(stripe_server: StripeServer) -> Receiver:
    receiver = Receiver()
    stripe_server.webhooks.endpoint(receiver, SECRET, ["checkout.session.*", "charge.*"])
    return receiver


def test_a_notice_bears_a_signature_that_the_package_verifies(
    stripe_server: StripeServer, session: stripe.checkout.Session
) -> None:
    stripe_server.bank.pay(session)
    event = stripe_server.webhooks.last(COMPLETED)

    body, headers = stripe_server.webhooks.signed(event, secret=SECRET)

    verified = stripe.Webhook.construct_event(body, headers["Stripe-Signature"], SECRET)
    assert (verified.id, verified.type, verified.livemode) == (event["id"], COMPLETED, False)
    assert verified.api_version == stripe.api_version
    assert verified.data.object.payment_status == "paid"


@pytest.mark.parametrize("forged", ["stale", "wrongly_signed", "altered"])
def test_a_forged_notice_is_not_verified(
    stripe_server: StripeServer, session: stripe.checkout.Session, forged: str
) -> None:
    stripe_server.webhooks.endpoint(Receiver(), SECRET)
    stripe_server.bank.pay(session)
    event = stripe_server.webhooks.last(COMPLETED)

    body, headers = getattr(stripe_server.webhooks, forged)(event)

    assert json.loads(body)["id"] == event["id"]
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(body, headers["Stripe-Signature"], SECRET)


def test_notices_of_the_wanted_types_go_out_after_the_act(
    stripe_server: StripeServer, session: stripe.checkout.Session, receiver: Receiver
) -> None:
    stripe_server.bank.pay(session)

    assert receiver.types == ["charge.succeeded", COMPLETED]


def test_held_notices_arrive_in_the_asked_order_and_number(
    stripe_server: StripeServer, session: stripe.checkout.Session, receiver: Receiver
) -> None:
    stripe_server.webhooks.hold()
    stripe_server.bank.pay(session)
    held = receiver.types

    stripe_server.webhooks.deliver_all("newest first", repeat=2)

    assert held == []
    assert receiver.types == [COMPLETED, "charge.succeeded"] * 2
    assert stripe_server.webhooks.deliver_all() == []


def test_shuffled_notices_are_the_same_for_a_seed(
    stripe_server: StripeServer, session: stripe.checkout.Session
) -> None:
    orders = []
    for seed in (1, 1, 2):
        receiver = Receiver()
        stripe_server.webhooks.endpoints.clear()
        stripe_server.webhooks.endpoint(receiver, SECRET)
        stripe_server.webhooks.hold()
        for event in stripe_server.webhooks.events or [None]:
            if event is None:
                stripe_server.bank.pay(session)
            else:
                stripe_server.webhooks.queue(event)
        stripe_server.webhooks.deliver_all("shuffled", seed=seed)
        orders.append(receiver.types)

    assert orders[0] == orders[1] != orders[2]
    assert sorted(orders[0]) == sorted(orders[2])


def test_a_refused_notice_is_listed_as_undelivered_until_it_is_taken(
    stripe_server: StripeServer, session: stripe.checkout.Session, receiver: Receiver
) -> None:
    client = stripe_server.client()
    wanted = {"types": [COMPLETED, "charge.succeeded"], "delivery_success": False}
    receiver.status = 500
    stripe_server.bank.pay(session)
    failed = [event.type for event in client.v1.events.list(wanted).data]

    receiver.status = 200
    stripe_server.webhooks.deliver_all(only=[COMPLETED])

    assert failed == [COMPLETED, "charge.succeeded"]
    assert [one.type for one in client.v1.events.list(wanted).data] == ["charge.succeeded"]
    delivered = client.v1.events.list({**wanted, "delivery_success": True}).data
    assert [(one.type, one.pending_webhooks) for one in delivered] == [(COMPLETED, 0)]


def test_lost_notices_stay_undelivered_and_are_not_sent_again_by_themselves(
    stripe_server: StripeServer, session: stripe.checkout.Session, receiver: Receiver
) -> None:
    stripe_server.webhooks.hold()
    stripe_server.bank.pay(session)
    stripe_server.webhooks.lose_all()

    stripe_server.webhooks.release()

    assert receiver.received == []
    events = stripe_server.client().v1.events.list({"delivery_success": False}).data
    assert COMPLETED in [event.type for event in events]


def test_a_taken_notice_can_be_sent_again(
    stripe_server: StripeServer, session: stripe.checkout.Session, receiver: Receiver
) -> None:
    stripe_server.bank.pay(session)

    stripe_server.webhooks.resend(stripe_server.webhooks.last(COMPLETED))

    assert receiver.types.count(COMPLETED) == 2
    assert len({event.id for event in receiver.received}) == 2


def test_an_event_keeps_the_state_of_its_moment(
    stripe_server: StripeServer, session: stripe.checkout.Session
) -> None:
    stripe_server.bank.pay(session)

    stripe_server.bank.dashboard_refund(session)

    kept = stripe_server.webhooks.last("charge.succeeded")["data"]["object"]
    assert (kept["amount_refunded"], kept["refunded"]) == (0, False)


def test_an_event_of_a_call_names_the_call(
    stripe_server: StripeServer, session: stripe.checkout.Session
) -> None:
    client = stripe_server.client()
    intent = stripe_server.bank.pay(session)["payment_intent"]

    client.v1.refunds.create({"payment_intent": intent}, {"idempotency_key": "refund-1"})

    of_payer = stripe_server.webhooks.last(COMPLETED)["request"]
    assert of_payer == {"id": None, "idempotency_key": None}
    request = stripe_server.webhooks.last("charge.refunded")["request"]
    assert request["idempotency_key"] == "refund-1"


class Taker(BaseHTTPRequestHandler):
    taken: list[str]

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        event = stripe.Webhook.construct_event(body, self.headers["Stripe-Signature"], SECRET)
        self.taken.append(event.type)
        self.send_response(204)
        self.end_headers()


@pytest.fixture
def address() -> Iterator[tuple[str, list[str]]]:
    """A real HTTP endpoint and the types of the notices that it took."""
    handler = type("OneTaker", (Taker,), {"taken": []})
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/hook/", handler.taken
    server.shutdown()
    thread.join()
    server.server_close()


def test_notices_go_over_http_to_an_address(
    stripe_server: StripeServer,
    session: stripe.checkout.Session,
    address: tuple[str, list[str]],
) -> None:
    url, taken = address
    stripe_server.webhooks.endpoint(url, SECRET, [COMPLETED])

    stripe_server.bank.pay(session)

    assert taken == [COMPLETED]
    assert [attempt.status for attempt in stripe_server.webhooks.attempts] == [204]


def test_notices_that_a_call_caused_go_to_an_address_after_its_answer(
    address: tuple[str, list[str]],
) -> None:
    url, taken = address
    with StripeServer() as server:
        server.webhooks.endpoint(url, SECRET, ["checkout.session.expired"])
        sessions = server.client().v1.checkout.sessions

        sessions.expire(sessions.create(order()).id)

    assert taken == ["checkout.session.expired"]


def test_an_endpoint_that_is_away_leaves_the_event_undelivered(
    stripe_server: StripeServer, session: stripe.checkout.Session
) -> None:
    stripe_server.webhooks.endpoint("http://127.0.0.1:9/hook/", SECRET, [COMPLETED])

    stripe_server.bank.pay(session)

    assert [attempt.status for attempt in stripe_server.webhooks.attempts] == [None]
    assert not stripe_server.webhooks.was_delivered(stripe_server.webhooks.last(COMPLETED))


def test_a_function_is_never_called_in_a_thread_of_the_server() -> None:
    threads = []

    def receive(body: bytes, headers: dict[str, str]) -> int:
        threads.append(current_thread())
        return 200

    with StripeServer() as server:
        server.webhooks.endpoint(receive, SECRET, [COMPLETED, "checkout.session.expired"])
        sessions = server.client().v1.checkout.sessions
        paid, expired = sessions.create(order()), sessions.create(order())

        visit(paid.url, "pay")
        sessions.expire(expired.id)

    assert threads == []
    server.webhooks.deliver_all()
    assert threads == [current_thread()] * 2


def test_an_endpoint_elsewhere_is_refused(stripe_server: StripeServer) -> None:
    with pytest.raises(AssertionError, match="not on this machine"):
        stripe_server.webhooks.endpoint("https://example.org/hook/", SECRET)
