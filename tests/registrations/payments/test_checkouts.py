"""Starting a Checkout: what it covers, when it is reused, and what an outage does to it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from registrations.actors import CONTACT
from registrations.cancellation import cancel
from registrations.errors import NothingToPay, PaymentsUnreachable
from registrations.lapsing import lapse_due
from registrations.models import Checkout, Offering, Payment
from registrations.payments import expiry, refunds
from registrations.words import CheckoutState, Status
from tests.contracts.stripe_server import StripeServer
from tests.factories.payments import checkout_for, sign_up_online

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]


def test_checkout_asks_stripe_for_the_sum_of_what_is_owed(
    stripe: StripeServer, offering: Offering
) -> None:
    registration = sign_up_online(offering)

    checkout = checkout_for(registration)

    session = stripe.bank.sessions[0]
    assert session["amount_total"] == checkout.amount_ore == 62_500
    assert session["metadata"] == {"checkout": str(checkout.uuid), "site": "tests"}
    assert checkout.state == CheckoutState.OPEN
    assert checkout.url == session["url"]


def test_stripe_is_told_nothing_of_people_but_the_payers_address(
    stripe: StripeServer, offering: Offering
) -> None:
    registration = sign_up_online(offering, number=2, contact_phone="0701740605", note="allergisk")
    checkout = checkout_for(registration)
    stripe.bank.pay(checkout.session_id)
    charge = registration.payers.get().charges.order_by("pk")[0]
    refunds.refund_part(charge_id=charge.pk, gross_ore=100, reason="Sjuk i magen", actor=CONTACT)
    refunds.send_due()

    told = str([call.parameters for call in stripe.calls])

    people = registration.participants.all()
    private = {"Anna Öberg", "0701740605", "allergisk", "Sjuk i magen", registration.contact_name}
    private |= {one.name for one in people} | {one.organisation for one in people}
    private |= {one.email for one in people} - {registration.contact_email}
    assert registration.contact_email in told
    assert [word for word in sorted(private) if word in told] == []


def test_paid_checkout_confirms_the_seat_by_its_notice(
    stripe: StripeServer, offering: Offering
) -> None:
    registration = sign_up_online(offering)
    checkout = checkout_for(registration)

    stripe.bank.pay(checkout.session_id)
    stripe.webhooks.deliver_all()

    participant = registration.participants.get()
    payment = Payment.objects.get()
    assert participant.status == Status.CONFIRMED
    assert payment.amount_ore == 62_500
    assert payment.documents.get().full_number.startswith("TK")


def test_second_click_returns_the_same_page(stripe: StripeServer, offering: Offering) -> None:
    registration = sign_up_online(offering)

    first = checkout_for(registration)
    second = checkout_for(registration)

    assert first == second
    assert len(stripe.bank.sessions) == 1


def test_lost_answer_then_another_click_makes_one_session(
    stripe: StripeServer, offering: Offering
) -> None:
    registration = sign_up_online(offering)
    stripe.outages.fail_next("checkout.sessions.create", "lost answer", times=2)

    with pytest.raises(PaymentsUnreachable):
        checkout_for(registration)
    checkout = checkout_for(registration)

    assert Checkout.objects.count() == 1
    assert [session["id"] for session in stripe.bank.sessions] == [checkout.session_id]


def test_held_seat_stays_while_stripe_gives_no_answer(
    stripe: StripeServer, offering: Offering
) -> None:
    registration = sign_up_online(offering)
    checkout_for(registration)
    later = timezone.now() + timedelta(minutes=45)

    with stripe.outages.during("503"):
        expiry.expire_due(later)
        lapse_due(later)
    kept = registration.participants.get().status
    expiry.expire_due(later + timedelta(minutes=5))
    lapse_due(later + timedelta(minutes=5))

    assert kept == Status.HELD
    assert registration.participants.get().status == Status.LAPSED


def test_cancelled_before_paying_leaves_nothing_to_pay(
    stripe: StripeServer, offering: Offering
) -> None:
    registration = sign_up_online(offering)
    checkout = checkout_for(registration)

    cancel(participant_id=registration.participants.get().pk, actor=CONTACT)
    expiry.expire_due()

    checkout.refresh_from_db()
    assert checkout.state == CheckoutState.EXPIRED
    with pytest.raises(NothingToPay):
        checkout_for(registration)
