"""What could go wrong between us, Stripe and other shops, one case for each fault once found."""

import json
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import stripe as library
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from registrations import ledger
from registrations.actors import CONTACT, SYSTEM
from registrations.cancellation import cancel
from registrations.errors import SumTooSmall
from registrations.extras import change_extras
from registrations.fee_change import change_fee
from registrations.lapsing import lapse_due
from registrations.models import (
    Charge,
    Checkout,
    DiscountCode,
    Document,
    LogEntry,
    Message,
    Offering,
    Payment,
    Quota,
    Refund,
    Registration,
)
from registrations.payments import expiry, reconciliation, refunds, webhooks
from registrations.payments.sync import sync
from registrations.tasks import tick
from registrations.waitlist import hand_on_due
from registrations.words import CheckoutState, RefundState, Status
from tests.contracts.stripe_server import StripeServer
from tests.factories.payments import checkout_for, payer_of, sign_up_online
from tests.factories.registrations import make_extra, make_fee, make_offering

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]

GROSS = 62_500


def pay(stripe: StripeServer, registration: Registration) -> Payment:
    checkout = checkout_for(registration)
    stripe.bank.pay(checkout.session_id)
    return Payment.objects.get(checkout=checkout)


def forget(checkout: Checkout) -> None:
    """Let Stripe not know a session, as after a change of keys."""
    Checkout.objects.filter(pk=checkout.pk).update(session_id="cs_test_of_another_account")


def minutes(number: int) -> Any:
    return timezone.now() + timedelta(minutes=number)


def test_one_session_that_stripe_does_not_know_stops_nobody_else(
    stripe: StripeServer, offering: Offering
) -> None:
    old, new = (checkout_for(sign_up_online(offering)) for _ in range(2))
    forget(old)
    stripe.webhooks.hold()
    stripe.bank.pay(new.session_id)

    with stripe.expecting_refusals():
        failed = tick(minutes(3))

    new.refresh_from_db()
    old.refresh_from_db()
    assert failed == []
    assert new.state == CheckoutState.PAID
    assert old.attention == "unknown to the provider"


def test_unknown_session_ends_with_its_time_and_frees_its_seat(
    stripe: StripeServer, offering: Offering
) -> None:
    registration = sign_up_online(offering)
    checkout = checkout_for(registration)
    forget(checkout)

    with stripe.expecting_refusals():
        for later in (45, 90):
            tick(minutes(later))

    checkout.refresh_from_db()
    assert checkout.state == CheckoutState.FAILED
    assert registration.participants.get().status == Status.LAPSED


def test_reconciliation_goes_on_after_an_unknown_session(
    stripe: StripeServer, offering: Offering
) -> None:
    old, new = (checkout_for(sign_up_online(offering)) for _ in range(2))
    forget(old)
    stripe.webhooks.hold()
    stripe.bank.pay(new.session_id)

    with stripe.expecting_refusals():
        report = reconciliation.reconcile(since=minutes(-60))

    assert str(new) in report.changed


def test_seat_paid_by_money_released_in_its_group_is_confirmed(stripe: StripeServer) -> None:
    offering = make_offering(size=1, fee=50_000)
    registration = sign_up_online(offering, number=2)
    pay(stripe, registration)
    Quota.objects.filter(offering=offering).update(size=2)
    hand_on_due()
    Message.objects.update(sent_at=timezone.now())
    checkout_for(registration)
    first, second = registration.participants.order_by("number")

    cancel(participant_id=first.pk, actor=CONTACT)

    second.refresh_from_db()
    assert ledger.open_ore(payer_of(registration)) == 0
    assert second.status == Status.CONFIRMED


def test_held_seat_with_nothing_left_to_pay_is_confirmed(stripe: StripeServer) -> None:
    offering = make_offering(size=5, fee=50_000)
    extra = make_extra(offering, amount_ore=10_000)
    DiscountCode.objects.create(offering=offering, code="ALLT", per_cent=100)
    registration = sign_up_online(offering, extras=(extra,), discount_code="ALLT")
    participant = registration.participants.get()

    change_extras(participant_id=participant.pk, extra_ids=set(), actor=CONTACT)
    lapse_due(minutes(180))

    participant.refresh_from_db()
    assert participant.status == Status.CONFIRMED


def test_refund_at_stripe_while_ours_waits_is_booked_whole(
    stripe: StripeServer, offering: Offering
) -> None:
    payment = pay(stripe, sign_up_online(offering))
    charge = Charge.objects.get()
    refunds.refund_part(charge_id=charge.pk, gross_ore=30_000, reason="x", actor=SYSTEM)

    stripe.bank.dashboard_refund(str(payment.external_id), GROSS)
    refunds.send_due()

    booked = Refund.objects.filter(state=RefundState.SUCCEEDED)
    assert [refund.amount_ore for refund in booked] == [GROSS]
    assert ledger.free_ore(payment) == 0


@pytest.mark.parametrize(
    "elsewhere",
    [
        lambda stripe, payment: stripe.bank.dashboard_refund(payment.external_id, GROSS),
        lambda stripe, payment: stripe.bank.close_dispute(
            stripe.bank.dispute(payment.external_id), "lost"
        ),
    ],
    ids=["refunded", "dispute lost"],
)
def test_all_money_gone_elsewhere_while_our_refund_of_all_waits(
    stripe: StripeServer,
    offering: Offering,
    elsewhere: Callable[[StripeServer, Payment], object],
) -> None:
    registration = sign_up_online(offering)
    payment = pay(stripe, registration)
    cancel(participant_id=registration.participants.get().pk, actor=SYSTEM, charges_fee=False)

    elsewhere(stripe, payment)

    sums = Refund.objects.exclude(state=RefundState.CANCELED).values_list("amount_ore", flat=True)
    assert list(sums) == [GROSS]


def test_refund_made_by_an_older_version_of_the_call_is_found_and_not_made_again(
    stripe: StripeServer, offering: Offering
) -> None:
    payment = pay(stripe, sign_up_online(offering))
    refund = refunds.refund_part(
        charge_id=Charge.objects.get().pk, gross_ore=10_000, reason="x", actor=SYSTEM
    )
    assert refund is not None
    stripe.webhooks.hold()
    stripe.client().v1.refunds.create(
        {
            "payment_intent": payment.external_id,
            "amount": 10_000,
            "metadata": {"refund": str(refund.uuid), "version": "older"},
        },
        {"idempotency_key": f"refund-{refund.uuid}"},
    )

    with stripe.expecting_refusals():
        refunds.send_due()

    assert Refund.objects.get().state == RefundState.SUCCEEDED
    assert [one["amount"] for one in stripe.bank.refunds] == [10_000]


def test_late_money_confirms_no_seat_that_it_does_not_pay(stripe: StripeServer) -> None:
    offering = make_offering(size=10, fee=50_000)
    DiscountCode.objects.create(offering=offering, code="HALVA", per_cent=50, size=2)
    registration = sign_up_online(offering, number=2, discount_code="HALVA")
    checkout = checkout_for(registration)
    stripe.webhooks.hold()
    tick(minutes(180))
    sign_up_online(offering, discount_code="HALVA")

    stripe.bank.pay(checkout.session_id, raced=True)
    sync(checkout.pk)

    statuses = registration.participants.order_by("number").values_list("status", flat=True)
    assert list(statuses) == [Status.CONFIRMED, Status.LAPSED]
    assert ledger.open_ore(payer_of(registration)) == 0


@pytest.mark.parametrize("value", ["12345", "cart_9", ""])
def test_notice_of_another_shop_in_the_account_is_answered_200(
    stripe: StripeServer, value: str
) -> None:
    event = {
        "id": "evt_other",
        "object": "event",
        "type": "checkout.session.completed",
        "created": 1,
        "livemode": False,
        "api_version": library.api_version,
        "data": {
            "object": {
                "id": "cs_other",
                "object": "checkout.session",
                "metadata": {"checkout": value},
                "payment_intent": None,
            }
        },
    }
    body = json.dumps(event).encode()
    headers = stripe.webhooks.headers(body, "whsec_tests")

    status = webhooks.receive(body, headers["Stripe-Signature"], backend_name="stripe")

    assert status == 200


@pytest.mark.parametrize(
    "body",
    [b"{}", b"[]", b'"x"', b'{"object":"event","id":"e","type":"charge.refunded"}', b"null", b"1"],
)
def test_signed_junk_is_answered_400(stripe: StripeServer, body: bytes) -> None:
    headers = stripe.webhooks.headers(body, "whsec_tests")

    assert webhooks.receive(body, headers["Stripe-Signature"], backend_name="stripe") == 400


def test_length_of_thousands_of_digits_is_refused(stripe: StripeServer, client: Client) -> None:
    answer = client.post(
        reverse("payment_notice", args=["stripe"]),
        data=b"x",
        content_type="application/json",
        CONTENT_LENGTH="9" * 5000,
    )

    assert answer.status_code in {400, 413}


def test_difference_too_small_for_cards_is_said_to_be_so(
    stripe: StripeServer, offering: Offering
) -> None:
    registration = sign_up_online(offering)
    pay(stripe, registration)
    dearer = make_fee(offering, quotas=[], amount_ore=50_100, name="Dyrare")
    change_fee(
        participant_id=registration.participants.get().pk,
        fee_id=dearer.pk,
        actor=SYSTEM,
        reason="x",
    )

    with pytest.raises(SumTooSmall):
        checkout_for(registration)

    assert Checkout.objects.count() == 1


def test_second_dispute_is_lost_though_the_first_was_won(
    stripe: StripeServer, offering: Offering
) -> None:
    payment = pay(stripe, sign_up_online(offering))
    stripe.bank.close_dispute(stripe.bank.dispute(payment.external_id), "won")

    stripe.bank.close_dispute(stripe.bank.dispute(payment.external_id), "lost")

    assert Refund.objects.get().amount_ore == GROSS


def test_nightly_reconciliation_says_that_notices_do_not_arrive(
    stripe: StripeServer, offering: Offering, caplog: pytest.LogCaptureFixture
) -> None:
    checkout = checkout_for(sign_up_online(offering))
    stripe.webhooks.hold()
    stripe.bank.pay(checkout.session_id)

    with caplog.at_level(logging.ERROR, logger="registrations"):
        reconciliation.reconcile_nightly(timezone.now())

    assert "found 1 checkouts that no notice had brought" in caplog.text


def test_tick_reads_no_more_for_many_open_checkouts(stripe: StripeServer) -> None:
    offering = make_offering(size=100, fee=50_000)
    for _ in range(12):
        checkout_for(sign_up_online(offering, now=minutes(-1)))

    with CaptureQueriesContext(connection) as seen:
        expiry.expire_due(timezone.now())

    assert len(seen) <= 2


EDITS: dict[str, Callable[[], object]] = {
    "whose payment it is": lambda: Payment.objects.update(payer=None),
    "by which checkout it came": lambda: Payment.objects.update(checkout=None),
    "whose charge it is": lambda: Charge.objects.update(participant=None),
    "what a charge says": lambda: Charge.objects.update(text="x"),
    "when a charge was made": lambda: Charge.objects.update(created_at=minutes(-9)),
    "a receipt for test money": lambda: Document.objects.update(is_live=True),
    "the language of a receipt": lambda: Document.objects.update(language="en"),
    "the payment of a receipt": lambda: Document.objects.update(payment=None),
    "the log": lambda: LogEntry.objects.filter(messages=None)._raw_delete("default"),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS.keys())
def test_rows_of_money_are_never_edited(
    stripe: StripeServer, offering: Offering, edit: Callable[[], object]
) -> None:
    pay(stripe, sign_up_online(offering))

    with pytest.raises(IntegrityError, match="never"), transaction.atomic():
        edit()
