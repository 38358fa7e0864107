"""The organiser's and bookkeeper's money in a browser: every page, and one refund in two steps."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from registrations.actors import SYSTEM
from registrations.models import Checkout, Payment, Refund
from registrations.payments import refunds
from registrations.words import LateMoney
from registrations.workspace.addresses import (
    attendee_list_url,
    payment_url,
    payments_url,
    registration_url,
)
from tests.browser.watching import assert_accessible
from tests.factories.money import bring_money
from tests.factories.payments import make_seller
from tests.factories.registrations import make_extra, make_offering, sign_up_one

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

SignIn = Callable[[Page], None]


@pytest.fixture
def payment(transactional_db: None) -> Payment:
    """A fee and a dinner that are paid, a part that goes back, and 100 kr too much."""
    make_seller()
    offering = make_offering(fee=80_000, title_sv="Cirkulär ekonomi")
    dinner = make_extra(offering, amount_ore=40_000)
    participant = sign_up_one(offering, extras=(dinner,))
    made = bring_money(participant, 144_800)
    charge = participant.charges.order_by("pk")[0]
    refunds.refund_part(charge_id=charge.pk, gross_ore=10_000, reason="Sjuk", actor=SYSTEM)
    bring_money(sign_up_one(offering), 110_000, late_money=LateMoney.DECIDE)
    disputed = bring_money(sign_up_one(offering), 100_000)
    Checkout.objects.filter(pk=disputed.checkout_id).update(disputed_at=disputed.received_at)
    return made


def addresses(payment: Payment) -> list[str]:
    registration = payment.payer.registration  # type: ignore[union-attr]
    offering, pk = registration.offering, payment.checkout_id
    refund = payment.refunds.get()
    others = Payment.objects.exclude(pk=payment.pk).order_by("pk")
    return [
        payments_url(),
        payments_url(offering, state="attention"),
        *(payment_url(one.checkout_id or 0) for one in (payment, *others)),
        reverse("workspace:refund", args=[pk]),
        reverse("workspace:hold_back", args=[pk, refund.pk]),
        reverse("workspace:give_back", args=[others[0].checkout_id, others[0].pk]),
        reverse("workspace:money_export"),
        reverse("workspace:cancel_offering", args=[offering.pk]),
        reverse("workspace:decisions"),
        reverse("workspace:overview"),
        registration_url(registration.pk),
        attendee_list_url(offering, payment="paid"),
    ]


def test_every_page_about_money_is_accessible(
    any_page: Page, sign_in: SignIn, payment: Payment
) -> None:
    sign_in(any_page)

    for address in addresses(payment):
        any_page.goto(address)
        assert_accessible(any_page)


def test_a_refund_is_shown_before_it_is_made(
    any_page: Page, sign_in: SignIn, payment: Payment
) -> None:
    sign_in(any_page)
    any_page.goto(reverse("workspace:refund", args=[payment.checkout_id]))

    any_page.get_by_label("Middag").fill("9 999")
    any_page.get_by_label("Anledning").fill("Åt inte")
    any_page.get_by_role("button", name="Nästa").click()
    expect(any_page.get_by_role("alert")).to_contain_text("Högst 448\u00a0kr är betalt för detta.")
    assert_accessible(any_page)
    any_page.get_by_label("Middag").fill("448")
    any_page.get_by_role("button", name="Nästa").click()
    expect(any_page.locator("h1")).to_have_text("Återbetala 448\u00a0kr")
    assert_accessible(any_page)
    assert Refund.objects.count() == 1
    any_page.get_by_role("button", name="Återbetala 448\u00a0kr").click()

    expect(any_page.locator("h1")).to_contain_text("Betalning")
    assert list(payment.refunds.order_by("pk").values_list("amount_ore", flat=True)) == [
        10_000,
        44_800,
    ]
