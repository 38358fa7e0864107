"""What payers and banks do to a session, its intent, its charges and the balance."""

import pytest
import stripe

from tests.contracts.ledger import fee_on
from tests.contracts.orders import FEE, order
from tests.contracts.stripe_server import StripeServer

EXPANDED = {"expand": ["payment_intent.latest_charge.balance_transaction"]}


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
    assert stripe_server.webhooks.types[-2:] == [
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
    assert stripe_server.webhooks.types[-1] == kind
    assert len(client.v1.balance_transactions.list().data) == int(ok)


def test_money_that_has_come_is_not_settled_again(
    stripe_server: StripeServer, session: stripe.checkout.Session
) -> None:
    stripe_server.bank.pay(session, delayed=True)
    stripe_server.bank.settle(session, ok=True)

    with pytest.raises(ValueError, match="not processing"):
        stripe_server.bank.settle(session, ok=False)


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
    assert stripe_server.webhooks.types[-1] == "refund.failed"
    entries = client.v1.balance_transactions.list({"source": refund.id}).data
    assert sum(entry.net for entry in entries) == 0


@pytest.mark.parametrize("status", ["requires_action", "canceled", "failed"])
def test_a_refund_is_born_in_the_state_that_a_test_asks_for(
    stripe_server: StripeServer,
    client: stripe.StripeClient,
    session: stripe.checkout.Session,
    status: str,
) -> None:
    intent = stripe_server.bank.pay(session)["payment_intent"]
    stripe_server.bank.refund_status = status

    refund = client.v1.refunds.create({"payment_intent": intent, "amount": 5000})

    assert refund.status == status
    charges = client.v1.charges.list({"payment_intent": intent, "expand": ["data.refunds"]})
    assert [one.id for one in charges.data[0].refunds.data] == [refund.id]
    assert charges.data[0].amount_refunded == (5000 if status == "requires_action" else 0)


def test_an_early_warning_names_the_charge(
    stripe_server: StripeServer, session: stripe.checkout.Session
) -> None:
    intent = stripe_server.bank.pay(session)["payment_intent"]

    stripe_server.bank.warn_of_fraud(session)

    event = stripe_server.webhooks.last("radar.early_fraud_warning.created")
    assert event["data"]["object"]["payment_intent"] == intent


def test_a_refund_in_the_dashboard_is_listed_like_any_other(
    stripe_server: StripeServer, client: stripe.StripeClient, session: stripe.checkout.Session
) -> None:
    intent = stripe_server.bank.pay(session)["payment_intent"]

    made = stripe_server.bank.dashboard_refund(session, 5000)

    listed = client.v1.refunds.list({"payment_intent": intent}).data
    assert [(one.id, one.amount, one.metadata.to_dict()) for one in listed] == [
        (made["id"], 5000, {})
    ]
    assert stripe_server.webhooks.types[-2:] == ["refund.created", "charge.refunded"]


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
    assert stripe_server.webhooks.types[-1] == "charge.dispute.closed"


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
