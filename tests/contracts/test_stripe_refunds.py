"""What Stripe's own sandbox and the stand-in must both do about money that goes back."""

import pytest

from tests.contracts.orders import FEE, Order, key, refused
from tests.contracts.sides import Side


def test_a_refund_in_parts_adds_up_to_the_whole(side: Side) -> None:
    intent = side.pay(FEE)
    refunds = side.client.v1.refunds

    part = refunds.create(
        {
            "payment_intent": intent,
            "amount": 25000,
            "reason": "requested_by_customer",
            "metadata": {"refund": "1"},
        }
    )
    rest = refunds.create({"payment_intent": intent})

    assert (part.amount, part.reason, part.status) == (25000, "requested_by_customer", "succeeded")
    assert part.metadata.to_dict() == {"refund": "1"}
    assert rest.amount == FEE - 25000
    listed = refunds.list({"payment_intent": intent})
    assert {one.id for one in listed.data} == {part.id, rest.id}
    charge = side.client.v1.charges.list({"payment_intent": intent}).data[0]
    assert (charge.amount_refunded, charge.refunded) == (FEE, True)


def test_more_than_was_paid_is_not_refunded(side: Side) -> None:
    intent = side.pay(FEE)
    side.client.v1.refunds.create({"payment_intent": intent, "amount": 1})

    error = refused(
        lambda: side.client.v1.refunds.create({"payment_intent": intent, "amount": FEE})
    )

    assert error.http_status == 400
    assert len(side.client.v1.refunds.list({"payment_intent": intent}).data) == 1


def test_a_second_full_refund_is_refused_as_refunded_already(side: Side) -> None:
    intent = side.pay(FEE)
    side.client.v1.refunds.create({"payment_intent": intent})

    error = refused(lambda: side.client.v1.refunds.create({"payment_intent": intent}))

    assert error.code == "charge_already_refunded"


def test_a_reason_of_ones_own_is_refused_with_the_allowed_ones(side: Side) -> None:
    intent = side.pay(FEE)
    wrong = {"payment_intent": intent, "reason": "changed mind"}

    error = refused(lambda: side.client.v1.refunds.create(wrong))

    assert error.param == "reason"
    assert "requested_by_customer" in error.user_message


@pytest.mark.parametrize("amount", [0, -1])
def test_a_refund_of_nothing_is_refused(side: Side, amount: int) -> None:
    intent = side.pay(FEE)

    error = refused(
        lambda: side.client.v1.refunds.create({"payment_intent": intent, "amount": amount})
    )

    assert error.code == "parameter_invalid_integer"


def test_a_refund_of_no_charge_is_refused(side: Side) -> None:
    refused(lambda: side.client.v1.refunds.create({"amount": 100}))


def test_the_same_key_refunds_once(side: Side) -> None:
    intent, options = side.pay(FEE), key()
    asked: Order = {"payment_intent": intent, "amount": 100}

    first = side.client.v1.refunds.create(asked, options)
    second = side.client.v1.refunds.create(asked, options)

    assert second.id == first.id
    assert len(side.client.v1.refunds.list({"payment_intent": intent}).data) == 1
