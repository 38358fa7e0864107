"""How strict the stand-in is: with requests, with its own answers, and in what it counts."""

import socket
from collections.abc import Callable
from typing import Any

import pytest
import stripe

from tests.contracts.objects import Thing
from tests.contracts.operations import OPERATIONS
from tests.contracts.orders import FEE, order
from tests.contracts.stripe_server import StripeServer


def test_a_faulty_request_is_a_drift(session: stripe.checkout.Session) -> None:
    with StripeServer() as server:
        with pytest.raises(stripe.InvalidRequestError):
            server.client().v1.checkout.sessions.create(order(sucess_url="https://example.org"))

        assert len(server.drifts) == 1
        assert "sucess_url" in server.drifts[0]


def test_an_expected_refusal_is_told_and_no_drift(stripe_server: StripeServer) -> None:
    with stripe_server.expecting_refusals() as refusals:
        with pytest.raises(stripe.InvalidRequestError):
            stripe_server.client().v1.checkout.sessions.create(order(locale="se"))

    assert [refusal.param for refusal in refusals] == ["locale"]


def test_a_refusal_that_a_race_can_bring_is_no_drift(
    stripe_server: StripeServer, client: stripe.StripeClient, session: stripe.checkout.Session
) -> None:
    stripe_server.bank.pay(session)

    with pytest.raises(stripe.InvalidRequestError, match="complete"):
        client.v1.checkout.sessions.expire(session.id)

    assert stripe_server.drifts == []
    assert len(stripe_server.refusals) == 1


def test_an_address_that_stripe_does_not_have_is_a_drift() -> None:
    with StripeServer() as server:
        with pytest.raises(stripe.InvalidRequestError, match="Unrecognized"):
            server.client().v1.products.list()

        assert len(server.drifts) == 1


def test_a_version_that_is_not_the_pinned_one_is_refused(stripe_server: StripeServer) -> None:
    with stripe_server.expecting_refusals(), pytest.raises(stripe.InvalidRequestError):
        stripe_server.client().v1.checkout.sessions.create(
            order(), {"stripe_version": "2025-03-31.basil"}
        )


def spoiled_by(**changes: object) -> Callable[[str, Thing], Thing]:
    return lambda name, answer: answer | changes


def without(field: str) -> Callable[[str, Thing], Thing]:
    return lambda name, answer: {key: one for key, one in answer.items() if key != field}


WRONG_ANSWERS = {
    "a field that the class doesn't know": (spoiled_by(paid_at=1), "paid_at: unknown field"),
    "a missing field": (without("payment_status"), "payment_status: missing"),
    "null where there must be a value": (spoiled_by(created=None), "created: null"),
    "text for a number": (spoiled_by(amount_total="1"), "amount_total: '1' is not of type integer"),
    "a boolean for a number": (spoiled_by(expires_at=True), "expires_at: True is not of type"),
    "a value outside its choice": (spoiled_by(status="done"), "status: 'done' is none of"),
    "an unknown field further in": (
        spoiled_by(adaptive_pricing={"enabled": True, "x": 1}),
        "adaptive_pricing.x: unknown field",
    ),
    "a list where a map belongs": (spoiled_by(metadata=[]), "metadata: not a map"),
    "a thing without a name in place of an id": (
        spoiled_by(payment_intent={"id": "pi_1"}),
        "payment_intent: not an object of Stripe",
    ),
}


@pytest.mark.parametrize(("spoil", "complaint"), WRONG_ANSWERS.values(), ids=WRONG_ANSWERS.keys())
def test_a_wrong_answer_of_its_own_is_noticed(spoil: Any, complaint: str) -> None:
    with StripeServer() as server:
        server.desk.spoil = spoil

        server.client().v1.checkout.sessions.create(order())

        assert len(server.drifts) == 1
        assert complaint in server.drifts[0]


def test_a_decimal_that_is_a_number_is_noticed(
    session: stripe.checkout.Session,
) -> None:
    def spoil(name: str, answer: Thing) -> Thing:
        answer["line_items"]["data"][0]["price"]["unit_amount_decimal"] = 125000
        return answer

    with StripeServer() as server:
        server.desk.spoil = spoil

        server.client().v1.checkout.sessions.create(order(expand=["line_items"]))

        assert [drift for drift in server.drifts if "decimal written as text" in drift]


def test_every_operation_of_the_table_is_one_of_the_package() -> None:
    names = {operation.name for operation in OPERATIONS}

    services: Any = stripe.StripeClient("rk_test_x").v1
    for name in names - {"account.retrieve"}:
        *path, verb = name.split(".")
        service = services
        for step in path:
            service = getattr(service, step)
        assert callable(getattr(service, verb))


def test_it_listens_on_the_loopback_address_only(stripe_server: StripeServer) -> None:
    assert stripe_server.listener.socket.getsockname()[0] == "127.0.0.1"


def test_a_key_without_the_permission_is_told_so(stripe_server: StripeServer) -> None:
    stripe_server.forbid("refunds.create")
    client = stripe_server.client()

    with pytest.raises(stripe.PermissionError):
        client.v1.refunds.create({"payment_intent": "pi_1"})

    assert client.v1.accounts.retrieve_current().country == "SE"


def test_a_field_that_is_not_modelled_is_refused_rather_than_ignored(
    stripe_server: StripeServer,
) -> None:
    with stripe_server.expecting_refusals() as refusals:
        with pytest.raises(stripe.InvalidRequestError, match="doesn't model"):
            stripe_server.client().v1.checkout.sessions.create(order(allow_promotion_codes=True))

    assert [refusal.param for refusal in refusals] == ["allow_promotion_codes"]


def test_a_live_stand_in_has_a_live_key_and_tells_live_events() -> None:
    with StripeServer(livemode=True) as server:
        session = server.client().v1.checkout.sessions.create(order())
        server.bank.pay(session)

        assert server.key.startswith("rk_live_")
        assert {event["livemode"] for event in server.webhooks.events} == {True}
        assert (session.livemode, server.drifts) == (True, [])


def test_calls_are_kept_with_what_was_asked(
    stripe_server: StripeServer, session: stripe.checkout.Session
) -> None:
    assert len(stripe_server.calls) == 1
    call = stripe_server.calls[0]
    assert (call.operation, call.idempotency_key) == ("checkout.sessions.create", "made")
    assert (call.status, call.replayed) == (200, False)
    assert call.parameters["line_items"][0]["price_data"]["unit_amount"] == FEE


def test_a_port_is_free_again_after_the_end() -> None:
    with StripeServer() as server:
        address = server.listener.server_address

    with socket.socket() as probe:
        assert probe.connect_ex(address) != 0
