"""The payments in the admin: the list, one payment's page, and who sees which."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from registrations.actors import SYSTEM
from registrations.models import Checkout, Decision, Offering, Payment, Refund, WebhookEvent
from registrations.payments import refunds
from registrations.words import CheckoutState, DecisionKind, RefundState
from registrations.workspace.addresses import payment_url, payments_url
from registrations.workspace.payment_state import PaymentState, with_state
from tests.factories.payments import (
    checkout_for,
    pay_locally,
    sign_up_online,
    use_local_payments,
)
from tests.factories.registrations import make_offering

pytestmark = pytest.mark.web


@pytest.fixture
def offering(settings: Any, db: None) -> Offering:
    """An offering whose fee, 1 000 kr with VAT, is paid at the local test bank."""
    use_local_payments(settings)
    return make_offering(fee=80_000)


def pay(offering: Offering, **fields: Any) -> Payment:
    return pay_locally(sign_up_online(offering, **fields))


def state_of(payment: Payment) -> str:
    return with_state(Checkout.objects.filter(pk=payment.checkout_id)).get().pay_state


def page_of(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.postgres
def test_each_state_is_worked_out_from_the_rows(offering: Offering) -> None:
    payments = [pay(offering) for _ in range(6)]
    plain, part, whole, disputed, wrong, late = payments
    Refund.objects.create(payment=part, amount_ore=1, state=RefundState.SUCCEEDED)
    Refund.objects.create(payment=whole, amount_ore=100_000, state=RefundState.NEW)
    Refund.objects.create(payment=plain, amount_ore=500, state=RefundState.FAILED)
    Checkout.objects.filter(pk=disputed.checkout_id).update(disputed_at=timezone.now())
    Checkout.objects.filter(pk=wrong.checkout_id).update(attention="amount 1 instead of 2")
    Decision.objects.create(kind=DecisionKind.STRAY_MONEY, offering=offering, payment=late)

    states = [state_of(payment) for payment in payments]

    assert states == [
        PaymentState.PAID,
        PaymentState.PARTLY_REFUNDED,
        PaymentState.REFUNDED,
        PaymentState.DISPUTED,
        PaymentState.ATTENTION,
        PaymentState.ATTENTION,
    ]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (CheckoutState.NEW, PaymentState.OPEN),
        (CheckoutState.OPEN, PaymentState.OPEN),
        (CheckoutState.PROCESSING, PaymentState.BANK),
        (CheckoutState.EXPIRED, PaymentState.NOT_PAID),
        (CheckoutState.FAILED, PaymentState.NOT_PAID),
        (CheckoutState.PAID, PaymentState.ATTENTION),
    ],
)
def test_without_money_the_checkout_says_how_it_stands(
    offering: Offering, state: str, expected: str
) -> None:
    checkout = checkout_for(sign_up_online(offering))
    Checkout.objects.filter(pk=checkout.pk).update(state=state)

    found = with_state(Checkout.objects.filter(pk=checkout.pk)).get()

    assert found.pay_state == expected


def test_a_wrong_sum_that_was_decided_about_needs_no_more_attention(offering: Offering) -> None:
    payment = pay(offering)
    Checkout.objects.filter(pk=payment.checkout_id).update(attention="amount 1 instead of 2")
    Decision.objects.create(
        kind=DecisionKind.WRONG_MONEY,
        offering=offering,
        payment=payment,
        settled_at=timezone.now(),
    )

    assert state_of(payment) == PaymentState.PAID


def test_the_list_shows_reference_payer_sum_and_state_and_marks_test_money(
    offering: Offering, organiser: Client
) -> None:
    payment = pay(offering)
    assert payment.payer is not None

    page = page_of(organiser, payments_url(offering))

    assert payment.payer.registration.reference in page
    assert "Anna Öberg" in page
    assert "1\u00a0000\u00a0kr" in page
    assert "Betald" in page
    assert "TEST" in page


@pytest.mark.parametrize("field", ["reference", "session", "payment", "refund"])
def test_search_finds_by_reference_and_by_every_number_at_the_provider(
    offering: Offering, organiser: Client, field: str
) -> None:
    sought, other = pay(offering), pay(offering)
    assert sought.payer is not None
    assert other.payer is not None
    assert sought.checkout is not None
    Refund.objects.create(payment=sought, amount_ore=1, external_id="re_sought")
    words = {
        "reference": sought.payer.registration.reference,
        "session": sought.checkout.session_id,
        "payment": sought.external_id,
        "refund": "re_sought",
    }

    page = page_of(organiser, payments_url(offering, q=words[field]))

    assert sought.payer.registration.reference in page
    assert other.payer.registration.reference not in page


@pytest.mark.postgres
def test_the_filter_by_state_and_its_counts_agree_with_the_rows(
    offering: Offering, organiser: Client
) -> None:
    payment = pay(offering)
    open_one = checkout_for(sign_up_online(offering))
    assert payment.payer is not None

    response = organiser.get(payments_url(offering, state="open"))

    assert [row.reference for row in response.context["rows"]] == [
        open_one.payer.registration.reference
    ]
    counts = {view.words: view.count for view in response.context["listing"].views()}
    assert counts == {"Alla": 2, "Betald": 1, "Öppen": 1}


def test_the_last_day_of_the_filter_is_included_whole(
    clock: Any, offering: Offering, organiser: Client
) -> None:
    payment = pay(offering)
    # 23.59 on the second in Sweden.
    Checkout.objects.filter(pk=payment.checkout_id).update(
        paid_at=timezone.now().replace(hour=22, minute=59)
    )

    on_the_day = organiser.get(payments_url(first="2027-02-02", last="2027-02-02"))
    the_day_before = organiser.get(payments_url(last="2027-02-01"))
    the_day_after = organiser.get(payments_url(first="2027-02-03"))

    numbers = [len(page.context["rows"]) for page in (on_the_day, the_day_before, the_day_after)]
    assert numbers == [1, 0, 0]


def test_a_filter_of_nonsense_is_left_out(offering: Offering, organiser: Client) -> None:
    pay(offering)

    page = organiser.get(payments_url(offering, state="x", first="2027-13-45", mode="y", p="z"))

    assert len(page.context["rows"]) == 1


@pytest.mark.parametrize("with_offering", [True, False])
def test_the_list_asks_the_database_as_often_for_one_as_for_many(
    offering: Offering, organiser: Client, with_offering: bool
) -> None:
    url = payments_url(offering) if with_offering else payments_url()
    pay(offering)
    organiser.get(url)
    with CaptureQueriesContext(
        connection,
    ) as one:
        organiser.get(url)
    for _ in range(3):
        pay(make_offering(fee=80_000) if not with_offering else offering)

    with CaptureQueriesContext(connection) as many:
        organiser.get(url)

    assert len(many) == len(one)


def test_a_payment_shows_what_it_paid_its_receipt_and_its_history(
    offering: Offering, organiser: Client
) -> None:
    payment = pay(offering, number=2)
    WebhookEvent.objects.create(
        event_id="evt_1",
        kind="checkout.session.completed",
        checkout=payment.checkout,
        happened_at=timezone.now(),
    )
    document = payment.documents.get()

    page = page_of(organiser, payment_url(payment.checkout_id or 0))

    assert page.count("Deltagare") >= 2
    assert document.full_number in page
    assert "evt_1" in page
    assert "dashboard.stripe.com" not in page


@pytest.mark.parametrize(("is_live", "path"), [(True, ""), (False, "test/")])
def test_a_payment_at_stripe_links_to_its_dashboard(
    offering: Offering, organiser: Client, is_live: bool, path: str
) -> None:
    payment = pay(offering)
    Checkout.objects.filter(pk=payment.checkout_id).update(
        backend="stripe", payment_id="pi_1", is_live=is_live
    )

    page = page_of(organiser, payment_url(payment.checkout_id or 0))

    assert f"https://dashboard.stripe.com/{path}payments/pi_1" in page


def test_a_disputed_payment_tells_the_last_day_for_evidence_and_offers_no_refund(
    clock: Any, offering: Offering, organiser: Client
) -> None:
    payment = pay(offering)
    now = timezone.now()
    Checkout.objects.filter(pk=payment.checkout_id).update(
        disputed_at=now, dispute_due_at=now + timedelta(days=7)
    )

    page = page_of(organiser, payment_url(payment.checkout_id or 0))

    assert "tisdag 9 februari 2027" in page
    assert "/aterbetala/" not in page


def test_the_page_asks_the_database_as_often_for_one_charge_as_for_many(
    offering: Offering, organiser: Client
) -> None:
    small, large = pay(offering), pay(offering, number=4)
    for payment in (small, large):
        for charge in [row.charge_id for row in payment.allocations.all()]:
            refunds.refund_part(charge_id=charge, gross_ore=100, reason="Prov", actor=SYSTEM)
    urls = [payment_url(payment.checkout_id or 0) for payment in (small, large)]
    organiser.get(urls[0])
    counts = []

    for url in urls:
        with CaptureQueriesContext(connection) as captured:
            assert organiser.get(url).status_code == 200
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_another_teams_payments_are_absent_and_their_pages_unknown(
    offering: Offering, organiser: Client
) -> None:
    payment = pay(offering)
    assert payment.payer is not None
    offering.team = Group.objects.create(name="Another team")
    offering.save()

    listed = organiser.get(payments_url())
    narrowed = organiser.get(payments_url(offering))
    single = organiser.get(payment_url(payment.checkout_id or 0))

    assert payment.payer.registration.reference not in listed.content.decode()
    assert (narrowed.status_code, single.status_code) == (404, 404)


def test_asking_the_provider_again_writes_how_it_stands(
    offering: Offering, organiser: Client
) -> None:
    payment = pay(offering)
    Checkout.objects.update(synced_at=None)

    organiser.post(f"{payment_url(payment.checkout_id or 0)}fraga/")

    assert Checkout.objects.get(pk=payment.checkout_id).synced_at is not None
