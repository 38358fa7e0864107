"""Decisions about money: who sees them, and the buttons that settle them."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from registrations.models import Charge, Checkout, Decision, Offering, Payment
from registrations.words import ChargeKind, DecisionKind, LateMoney
from tests.factories.money import bring_money
from tests.factories.payments import make_seller
from tests.factories.registrations import make_offering, sign_up_one

pytestmark = pytest.mark.web

URL = "workspace:decisions"


def stray(offering: Offering | None = None, extra_ore: int = 10_000) -> Payment:
    """Return a payment of more than was owed, about which an organiser is asked."""
    offering = offering or make_offering(fee=80_000)
    return bring_money(sign_up_one(offering), 100_000 + extra_ore, late_money=LateMoney.DECIDE)


def give_back(payment: Payment) -> str:
    return reverse("workspace:give_back", args=[payment.checkout_id, payment.pk])


def put_on_debt(payment: Payment) -> str:
    return reverse("workspace:put_on_debt", args=[payment.checkout_id, payment.pk])


@pytest.fixture(autouse=True)
def seller(db: None) -> None:
    make_seller()


def test_stray_money_shows_its_sum_and_the_way_back(organiser: Client) -> None:
    payment = stray()

    page = organiser.get(reverse(URL)).content.decode()

    assert "Pengar utan plats: 100\u00a0kr" in page or "100\u00a0kr</h2>" in page
    assert give_back(payment) in page
    assert put_on_debt(payment) not in page
    assert 'name="outcome"' not in page


def test_stray_money_can_be_put_on_what_is_owed(organiser: Client) -> None:
    payment = stray()
    Charge.objects.create(
        payer_id=payment.payer_id,
        kind=ChargeKind.EXTRA,
        text="Kväll",
        net_ore=1_000,
        vat_rate=25,
        vat_ore=250,
    )

    page = organiser.get(reverse(URL)).content.decode()

    assert put_on_debt(payment) in page


def test_stray_money_is_not_settled_by_words(organiser: Client) -> None:
    stray()
    decision = Decision.objects.get()

    organiser.post(reverse("workspace:settle", args=[decision.pk]), {"outcome": "Strunt samma"})

    decision.refresh_from_db()
    assert decision.settled_at is None


def test_a_failed_refund_can_be_tried_again(organiser: Client) -> None:
    payment = stray()
    Decision.objects.update(kind=DecisionKind.REFUND, detail="Kortet är spärrat")

    page = organiser.get(reverse(URL)).content.decode()

    assert "Försök återbetala 100\u00a0kr igen" in page
    assert "Kortet är spärrat" in page
    assert give_back(payment) in page


def test_a_dispute_shows_its_last_day_first_and_is_settled_by_words(
    clock: Any, organiser: Client
) -> None:
    stray()
    disputed = bring_money(sign_up_one(make_offering(fee=80_000)), 100_000)
    Checkout.objects.filter(pk=disputed.checkout_id).update(
        payment_id="pi_9", disputed_at=timezone.now()
    )
    decision = Decision.objects.create(
        kind=DecisionKind.DISPUTE,
        offering=disputed.payer.registration.offering,  # type: ignore[union-attr]
        payment=disputed,
        due_on=timezone.localdate() + timedelta(days=7),
    )

    response = organiser.get(reverse(URL))

    page = response.content.decode()
    assert response.context["rows"][0].decision == decision
    assert "senast tisdag 9 februari 2027" in page
    assert "https://dashboard.stripe.com/payments/pi_9" in page
    organiser.post(reverse("workspace:settle", args=[decision.pk]), {"outcome": "Bevis skickat"})
    decision.refresh_from_db()
    assert decision.outcome == "Bevis skickat"


def test_a_fee_to_check_has_its_two_buttons(organiser: Client) -> None:
    participant = sign_up_one(make_offering(fee=80_000))
    decision = Decision.objects.create(
        kind=DecisionKind.FEE_CHECK,
        offering=participant.offering,
        participant=participant,
        registration=participant.registration,
        detail="Student",
    )

    page = organiser.get(reverse(URL)).content.decode()
    organiser.post(reverse("workspace:settle", args=[decision.pk]), {"outcome": "Avgiften stämmer"})

    decision.refresh_from_db()
    assert reverse("workspace:act", args=[participant.pk, "andra-avgift"]) in page
    assert "Det stämmer" in page
    assert decision.outcome == "Avgiften stämmer"


def test_bookkeepers_see_and_settle_only_what_is_about_money(sign_in: Any) -> None:
    client = sign_in("Bookkeepers")
    payment = stray()
    bounce = Decision.objects.create(
        kind=DecisionKind.BOUNCE,
        offering=payment.payer.registration.offering,  # type: ignore[union-attr]
    )

    kinds = [row.decision.kind for row in client.get(reverse(URL)).context["rows"]]
    refused = client.post(reverse("workspace:settle", args=[bounce.pk]), {"outcome": "x"})

    assert kinds == [DecisionKind.STRAY_MONEY]
    assert refused.status_code == 404


def test_an_organiser_without_the_permission_to_refund_only_looks(sign_in: Any) -> None:
    from django.contrib.auth.models import Group

    client = sign_in("Organisers")
    group = Group.objects.get(name="Organisers")
    group.permissions.remove(*group.permissions.filter(codename="refund_payment"))
    payment = stray()

    page = client.get(reverse(URL)).content.decode()

    assert give_back(payment) not in page
    assert "Visa betalningen" in page


def test_the_list_asks_the_database_as_often_for_one_as_for_many(organiser: Client) -> None:
    offering = make_offering(fee=80_000)
    stray(offering)
    organiser.get(reverse(URL))
    with CaptureQueriesContext(connection) as one:
        organiser.get(reverse(URL))
    for _ in range(3):
        stray(offering)

    with CaptureQueriesContext(connection) as many:
        organiser.get(reverse(URL))

    assert len(many) == len(one)
