"""What only the stand-in can show: its clock, outages, payers, banks, and its own strictness."""

import socket
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import stripe
import time_machine

from tests.contracts.bank import NotPayable
from tests.contracts.fixtures import stripe_server
from tests.contracts.ledger import fee_on
from tests.contracts.objects import Thing
from tests.contracts.operations import OPERATIONS
from tests.contracts.orders import FEE, SOON, order
from tests.contracts.stripe_server import StripeServer

__all__ = ["stripe_server"]
EXPANDED = {"expand": ["payment_intent.latest_charge.balance_transaction"]}


@pytest.fixture
def client(stripe_server: StripeServer) -> stripe.StripeClient:
    return stripe_server.client()


@pytest.fixture
def session(client: stripe.StripeClient) -> stripe.checkout.Session:
    return client.v1.checkout.sessions.create(order(), {"idempotency_key": "made"})


def types_of(server: StripeServer) -> list[str]:
    return [event["type"] for event in server.webhooks.events]


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


def test_calls_are_kept_with_what_was_asked(
    stripe_server: StripeServer, session: stripe.checkout.Session
) -> None:
    assert len(stripe_server.calls) == 1
    call = stripe_server.calls[0]
    assert (call.operation, call.idempotency_key) == ("checkout.sessions.create", "made")
    assert (call.status, call.replayed) == (200, False)
    assert call.parameters["line_items"][0]["price_data"]["unit_amount"] == FEE


def test_a_key_is_forgotten_after_a_day(
    stripe_server: StripeServer, client: stripe.StripeClient
) -> None:
    asked = order(expires_at=stripe_server.clock.now() + 24 * 3600)
    first = client.v1.checkout.sessions.create(asked, {"idempotency_key": "k"})
    stripe_server.clock.advance(timedelta(hours=23))
    same = client.v1.checkout.sessions.create(asked, {"idempotency_key": "k"})
    stripe_server.clock.advance(timedelta(hours=1))
    later = order(expires_at=stripe_server.clock.now() + 3600)

    second = client.v1.checkout.sessions.create(later, {"idempotency_key": "k"})

    assert same.id == first.id
    assert second.id != first.id


def test_a_session_expires_when_its_time_is_over(
    stripe_server: StripeServer, client: stripe.StripeClient, session: stripe.checkout.Session
) -> None:
    stripe_server.clock.set(session.expires_at - 1)
    before = client.v1.checkout.sessions.retrieve(session.id).status
    stripe_server.clock.advance(timedelta(days=2))

    after = client.v1.checkout.sessions.retrieve(session.id)

    assert (before, after.status, after.url) == ("open", "expired", None)
    event = stripe_server.webhooks.last("checkout.session.expired")
    assert event["created"] == session.expires_at
    with pytest.raises(NotPayable):
        stripe_server.bank.pay(session)


def test_a_paid_session_does_not_expire(
    stripe_server: StripeServer, session: stripe.checkout.Session
) -> None:
    stripe_server.bank.pay(session)

    stripe_server.clock.advance(timedelta(days=2))

    assert stripe_server.bank.session(session)["status"] == "complete"
    assert "checkout.session.expired" not in types_of(stripe_server)


def test_the_clock_follows_a_travelled_time(clock: time_machine.Traveller) -> None:
    with StripeServer() as server:
        before = server.clock.now()
        clock.shift(SOON)

        assert server.clock.now() == before + SOON


def test_events_are_listed_for_thirty_days(
    stripe_server: StripeServer, client: stripe.StripeClient, session: stripe.checkout.Session
) -> None:
    stripe_server.bank.pay(session)
    wanted = {"types": ["checkout.session.completed"]}
    stripe_server.clock.advance(timedelta(days=30))
    then = client.v1.events.list(wanted).data
    stripe_server.clock.advance(timedelta(seconds=2))

    now = client.v1.events.list(wanted).data

    assert ([event.data.object["id"] for event in then], now) == ([session.id], [])
    assert client.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"


WRITES: dict[str, Callable[[stripe.StripeClient, str, str], Any]] = {
    "checkout.sessions.create": lambda client, session, intent: client.v1.checkout.sessions.create(
        order(), {"idempotency_key": "again"}
    ),
    "checkout.sessions.expire": lambda client, session, intent: client.v1.checkout.sessions.expire(
        session, options={"idempotency_key": "again"}
    ),
    "refunds.create": lambda client, session, intent: client.v1.refunds.create(
        {"payment_intent": intent, "amount": 100}, {"idempotency_key": "again"}
    ),
    "checkout.sessions.retrieve": lambda client, session, intent: (
        client.v1.checkout.sessions.retrieve(session)
    ),
}


def done(server: StripeServer, name: str) -> int:
    """How often the work of an operation has been done, beyond what the test prepared."""
    return {
        "checkout.sessions.create": len(server.bank.sessions) - 2,
        "checkout.sessions.expire": types_of(server).count("checkout.session.expired"),
        "refunds.create": len(server.bank.refunds),
        "checkout.sessions.retrieve": 0,
    }[name]


@pytest.mark.parametrize("how", ["503", "drop", "lost answer"])
@pytest.mark.parametrize("name", WRITES)
def test_a_call_that_failed_on_its_way_is_done_once_when_repeated(
    stripe_server: StripeServer, client: stripe.StripeClient, name: str, how: str
) -> None:
    sessions = [client.v1.checkout.sessions.create(order()).id for _ in range(2)]
    intent = stripe_server.bank.pay(sessions[1])["payment_intent"]
    once = 0 if name == "checkout.sessions.retrieve" else 1
    stripe_server.outages.fail_next(name, how)
    work = WRITES[name]

    with pytest.raises(stripe.APIError if how == "503" else stripe.APIConnectionError):
        work(client, sessions[0], intent)
    after_failure = done(stripe_server, name)
    answer = work(client, sessions[0], intent)

    assert after_failure == (once if how == "lost answer" else 0)
    assert done(stripe_server, name) == once
    assert stripe_server.outages.waiting == 0
    assert [call.status for call in stripe_server.calls_of(name)][-2:] == [
        503 if how == "503" else None,
        200,
    ]
    replayed = answer.last_response.headers.get("Idempotent-Replayed")
    assert replayed == ("true" if once and how == "lost answer" else None)


def test_the_package_repeats_a_lost_answer_itself(stripe_server: StripeServer) -> None:
    stripe_server.outages.fail_next("checkout.sessions.create", "lost answer")

    session = stripe_server.client(retries=1).v1.checkout.sessions.create(order())

    assert [one["id"] for one in stripe_server.bank.sessions] == [session.id]
    assert len(stripe_server.calls) == 2


def test_an_outcome_of_500_is_remembered_under_its_key(
    stripe_server: StripeServer, client: stripe.StripeClient
) -> None:
    asked = order()
    stripe_server.outages.fail_next("checkout.sessions.create", "500")

    for replayed in (None, "true"):
        with pytest.raises(stripe.APIError) as caught:
            client.v1.checkout.sessions.create(asked, {"idempotency_key": "k"})
        assert caught.value.http_status == 500
        assert caught.value.headers.get("Idempotent-Replayed") == replayed

    assert stripe_server.bank.sessions == []
    assert client.v1.checkout.sessions.create(asked, {"idempotency_key": "other"}).id


def test_a_server_that_is_down_answers_again_when_it_is_up(
    stripe_server: StripeServer, client: stripe.StripeClient, session: stripe.checkout.Session
) -> None:
    with stripe_server.outages.during("drop"):
        for _ in range(2):
            with pytest.raises(stripe.APIConnectionError):
                client.v1.checkout.sessions.retrieve(session.id)

    assert client.v1.checkout.sessions.retrieve(session.id).id == session.id


def test_a_failure_waits_for_its_own_operation(
    stripe_server: StripeServer, client: stripe.StripeClient, session: stripe.checkout.Session
) -> None:
    stripe_server.outages.fail_next("refunds.create", "drop")

    client.v1.checkout.sessions.retrieve(session.id)

    assert stripe_server.outages.waiting == 1


def test_a_payment_is_seen_in_session_intent_charge_and_balance(
    stripe_server: StripeServer, client: stripe.StripeClient, session: stripe.checkout.Session
) -> None:
    stripe_server.bank.pay(session, method="swish")

    seen = client.v1.checkout.sessions.retrieve(session.id, EXPANDED)

    assert (seen.status, seen.payment_status, seen.url) == ("complete", "paid", None)
    intent = seen.payment_intent
    assert (intent.status, intent.amount_received) == ("succeeded", FEE)
    assert intent.metadata.to_dict() == {"payment": "7b7e"}
    charge = intent.latest_charge
    assert (charge.paid, charge.payment_method_details.type) == (True, "swish")
    assert charge.balance_transaction.fee == 2055 == fee_on(FEE)
    assert types_of(stripe_server)[-2:] == [
        "payment_intent.succeeded",
        "checkout.session.completed",
    ]


def test_a_session_is_found_by_its_intent(
    stripe_server: StripeServer, client: stripe.StripeClient, session: stripe.checkout.Session
) -> None:
    client.v1.checkout.sessions.create(order())
    intent = stripe_server.bank.pay(session)["payment_intent"]

    found = client.v1.checkout.sessions.list({"payment_intent": intent})

    assert [one.id for one in found.data] == [session.id]


def test_the_metadata_of_a_session_is_not_copied_to_its_intent(
    stripe_server: StripeServer, client: stripe.StripeClient
) -> None:
    session = client.v1.checkout.sessions.create(order(payment_intent_data={}))

    intent = stripe_server.bank.pay(session)["payment_intent"]

    assert client.v1.payment_intents.retrieve(intent).metadata.to_dict() == {}


@pytest.mark.parametrize(
    ("ok", "status", "payment_status", "kind"),
    [
        (True, "succeeded", "paid", "checkout.session.async_payment_succeeded"),
        (False, "requires_payment_method", "unpaid", "checkout.session.async_payment_failed"),
    ],
)
def test_delayed_money_is_unpaid_until_the_bank_has_settled(
    stripe_server: StripeServer,
    client: stripe.StripeClient,
    session: stripe.checkout.Session,
    ok: bool,
    status: str,
    payment_status: str,
    kind: str,
) -> None:
    on_its_way = stripe_server.bank.pay(session, delayed=True)
    completed = stripe_server.webhooks.last("checkout.session.completed")

    stripe_server.bank.settle(session, ok=ok)

    assert (on_its_way["status"], on_its_way["payment_status"]) == ("complete", "unpaid")
    assert completed["data"]["object"]["payment_status"] == "unpaid"
    seen = client.v1.checkout.sessions.retrieve(session.id, EXPANDED)
    assert (seen.payment_status, seen.payment_intent.status) == (payment_status, status)
    assert types_of(stripe_server)[-1] == kind
    assert len(client.v1.balance_transactions.list().data) == int(ok)


def test_a_declined_payer_can_try_again_on_the_same_page(
    stripe_server: StripeServer, client: stripe.StripeClient, session: stripe.checkout.Session
) -> None:
    declined = stripe_server.bank.decline(session)

    paid = stripe_server.bank.pay(session)

    assert (declined["status"], declined["payment_status"]) == ("open", "unpaid")
    assert paid["payment_intent"] == declined["payment_intent"]
    charges = client.v1.charges.list({"payment_intent": paid["payment_intent"]})
    assert [one.status for one in charges.data] == ["succeeded", "failed"]


def test_an_expired_session_cancels_the_intent_of_a_failed_attempt(
    stripe_server: StripeServer, client: stripe.StripeClient, session: stripe.checkout.Session
) -> None:
    intent = stripe_server.bank.decline(session)["payment_intent"]

    client.v1.checkout.sessions.expire(session.id)

    assert client.v1.payment_intents.retrieve(intent).status == "canceled"


def test_an_unpaid_intent_is_not_refunded(
    stripe_server: StripeServer, client: stripe.StripeClient, session: stripe.checkout.Session
) -> None:
    intent = stripe_server.bank.pay(session, delayed=True)["payment_intent"]

    with pytest.raises(stripe.InvalidRequestError, match="pending"):
        client.v1.refunds.create({"payment_intent": intent})


def test_a_refund_that_fails_gives_the_charge_its_money_back(
    stripe_server: StripeServer, client: stripe.StripeClient, session: stripe.checkout.Session
) -> None:
    stripe_server.bank.refund_status = "pending"
    intent = stripe_server.bank.pay(session)["payment_intent"]
    refund = client.v1.refunds.create({"payment_intent": intent})
    in_between = stripe_server.bank.charge_of(session)

    stripe_server.bank.settle_refund(refund, "failed")

    assert (refund.status, in_between["refunded"]) == ("pending", True)
    seen = client.v1.refunds.retrieve(refund.id)
    assert (seen.status, seen.failure_reason) == ("failed", "lost_or_stolen_card")
    charge = stripe_server.bank.charge_of(session)
    assert (charge["amount_refunded"], charge["refunded"]) == (0, False)
    assert types_of(stripe_server)[-1] == "refund.failed"
    entries = client.v1.balance_transactions.list({"source": refund.id}).data
    assert sum(entry.net for entry in entries) == 0


def test_a_refund_in_the_dashboard_is_listed_like_any_other(
    stripe_server: StripeServer, client: stripe.StripeClient, session: stripe.checkout.Session
) -> None:
    intent = stripe_server.bank.pay(session)["payment_intent"]

    made = stripe_server.bank.dashboard_refund(session, 5000)

    listed = client.v1.refunds.list({"payment_intent": intent}).data
    assert [(one.id, one.amount, one.metadata.to_dict()) for one in listed] == [
        (made["id"], 5000, {})
    ]
    assert types_of(stripe_server)[-2:] == ["refund.created", "charge.refunded"]


@pytest.mark.parametrize(
    ("outcome", "balance"), [("won", FEE - fee_on(FEE) - 17500), ("lost", -fee_on(FEE) - 17500)]
)
def test_a_dispute_takes_the_money_until_it_is_won(
    stripe_server: StripeServer,
    client: stripe.StripeClient,
    session: stripe.checkout.Session,
    outcome: str,
    balance: int,
) -> None:
    intent = stripe_server.bank.pay(session)["payment_intent"]
    dispute = stripe_server.bank.dispute(session)
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.v1.refunds.create({"payment_intent": intent})

    stripe_server.bank.close_dispute(dispute, outcome)

    assert caught.value.code == "charge_disputed"
    found = client.v1.disputes.list({"payment_intent": intent}).data
    assert [(one.id, one.status, one.amount) for one in found] == [(dispute["id"], outcome, FEE)]
    assert found[0].evidence_details.due_by > stripe_server.clock.now()
    assert sum(one.net for one in client.v1.balance_transactions.list().data) == balance
    assert types_of(stripe_server)[-1] == "charge.dispute.closed"


def test_a_charge_refunded_in_full_is_not_disputed(
    stripe_server: StripeServer, session: stripe.checkout.Session
) -> None:
    stripe_server.bank.pay(session)
    stripe_server.bank.dashboard_refund(session)

    with pytest.raises(ValueError, match="can't be disputed"):
        stripe_server.bank.dispute(session)


def test_a_payout_gathers_what_no_other_has_gathered(
    stripe_server: StripeServer, client: stripe.StripeClient, session: stripe.checkout.Session
) -> None:
    stripe_server.bank.pay(session)
    stripe_server.bank.dashboard_refund(session, 5000)
    first = stripe_server.bank.payout()
    stripe_server.bank.pay(client.v1.checkout.sessions.create(order()))
    second = stripe_server.bank.payout()

    gathered = [
        [(one.type, one.net) for one in client.v1.balance_transactions.list({"payout": x}).data]
        for x in (first["id"], second["id"])
    ]

    net = FEE - fee_on(FEE)
    assert gathered[0] == [("payout", 5000 - net), ("refund", -5000), ("charge", net)]
    assert gathered[1] == [("payout", -net), ("charge", net)]
    assert [one.amount for one in client.v1.payouts.list().data] == [net, net - 5000]
    with pytest.raises(ValueError, match="nothing to pay out"):
        stripe_server.bank.payout()


def test_a_port_is_free_again_after_the_end() -> None:
    with StripeServer() as server:
        address = server.listener.server_address

    with socket.socket() as probe:
        assert probe.connect_ex(address) != 0
