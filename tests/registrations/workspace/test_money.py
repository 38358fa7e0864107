"""Money beside people and events: columns, filters, sums that add up, and what they cost."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from registrations.actors import SYSTEM
from registrations.models import Checkout, DocumentFile, Offering, Participant, Payment
from registrations.payments import refunds
from registrations.words import CheckoutState, LateMoney, PaymentMethod
from registrations.workspace.addresses import (
    attendee_list_url,
    payment_url,
    payments_url,
    registration_url,
)
from registrations.workspace.money_totals import MoneyTotals, totals_of
from registrations.workspace.participant_money import PaidState, with_paid_state
from tests.factories.billing import invoice, pay_by_bank, sign_up_invoiced
from tests.factories.money import bring_money
from tests.factories.payments import make_seller, pay_locally, sign_up_online, use_local_payments
from tests.factories.registrations import make_fee, make_offering, sign_up_one

pytestmark = pytest.mark.web


@pytest.fixture
def offering(db: None) -> Offering:
    make_seller()
    return make_offering(fee=80_000)


def refund_all(payment: Payment) -> None:
    for row in payment.allocations.all():
        refunds.refund_part(
            charge_id=row.charge_id, gross_ore=row.amount_ore, reason="Sjuk", actor=SYSTEM
        )


def people(offering: Offering) -> dict[str, Participant]:
    """Return one participant in each state of payment."""
    found = {name: sign_up_one(offering) for name in ("paid", "part", "back", "open", "bill")}
    bring_money(found["paid"], 100_000)
    bring_money(found["part"], 40_000)
    refund_all(bring_money(found["back"], 100_000))
    found["open"].registration.payers.update(method=PaymentMethod.ONLINE)
    found["free"] = sign_up_one(offering, fee=make_fee(offering, quotas=[], name="Talare"))
    return found


STATES = {
    "paid": PaidState.PAID,
    "part": PaidState.PARTLY,
    "back": PaidState.REFUNDED,
    "open": PaidState.OPEN,
    "bill": PaidState.INVOICE,
    "free": PaidState.NOTHING,
}


@pytest.mark.postgres
def test_each_participants_payment_has_its_word(offering: Offering) -> None:
    found = people(offering)

    states = dict(with_paid_state(Participant.objects.all()).values_list("pk", "paid_state"))

    assert {name: states[one.pk] for name, one in found.items()} == STATES


def test_a_place_whose_payer_waits_for_the_bank_says_so(offering: Offering) -> None:
    participant = sign_up_one(offering)
    Checkout.objects.create(
        payer=participant.registration.payers.get(),
        backend="stripe",
        amount_ore=100_000,
        state=CheckoutState.PROCESSING,
        expires_at=timezone.now(),
    )

    (state,) = with_paid_state(Participant.objects.all()).values_list("paid_state", flat=True)

    assert state == PaidState.BANK


def test_the_column_shows_words_and_sum(offering: Offering, organiser: Client) -> None:
    people(offering)

    page = organiser.get(attendee_list_url(offering)).content.decode()

    for words in ("Betald, 1\u00a0000\u00a0kr", "Obetald, 1\u00a0000\u00a0kr", "Återbetald"):
        assert words in page
    assert "400\u00a0kr av 1\u00a0000\u00a0kr betalt" in page


@pytest.mark.postgres
@pytest.mark.parametrize("name", list(STATES))
def test_the_filter_finds_each_state(offering: Offering, organiser: Client, name: str) -> None:
    found = people(offering)

    response = organiser.get(attendee_list_url(offering, payment=STATES[name].value))

    assert [row.pk for row in response.context["rows"]] == [str(found[name].pk)]
    assert response.context["total"] == 1


def test_the_list_with_money_costs_the_same_for_one_and_for_many(
    offering: Offering, organiser: Client
) -> None:
    bring_money(sign_up_one(offering), 100_000)
    url = attendee_list_url(offering, payment="paid")
    organiser.get(url)
    with CaptureQueriesContext(connection) as one:
        organiser.get(url)
    for _ in range(4):
        bring_money(sign_up_one(offering), 100_000)

    with CaptureQueriesContext(connection) as many:
        organiser.get(url)

    assert len(many) == len(one)


def adds_up(money: MoneyTotals) -> bool:
    return (
        money.owed_ore + money.free_ore == money.received_ore - money.refunded_ore + money.open_ore
    )


@pytest.mark.postgres
def test_the_sums_of_an_offering_add_up(offering: Offering) -> None:
    people(offering)
    bring_money(sign_up_one(offering), 110_000, late_money=LateMoney.DECIDE)

    money = totals_of([offering.pk])[offering.pk]

    assert money == MoneyTotals(
        owed_ore=500_000,
        received_ore=350_000,
        refunded_ore=100_000,
        allocated_ore=240_000,
        attention=1,
    )
    assert (money.open_ore, money.free_ore) == (260_000, 10_000)
    assert adds_up(money)


def test_money_by_bank_is_called_so_and_is_in_no_table_of_online_payments(
    bookkeeper: Client,
) -> None:
    make_seller()
    offering = make_offering(size=5, fee=100_000)
    pay_by_bank(invoice(sign_up_invoiced(offering)))

    money = totals_of([offering.pk])[offering.pk]
    page = bookkeeper.get(payments_url(offering)).content.decode()
    today = timezone.localdate().isoformat()
    table = bookkeeper.get(
        reverse("workspace:money_export"), {"first": today, "last": today, "export": "csv"}
    )

    assert (money.online_ore, money.bank_ore) == (0, 125_000)
    assert "Betalt via banken" in page
    streamed: Any = table
    assert b"1250" not in b"".join(streamed.streaming_content)


def test_test_money_is_in_no_sum_and_stands_apart(settings: Any, db: None) -> None:
    use_local_payments(settings)
    offering = make_offering(fee=80_000)
    bring_money(sign_up_one(offering), 100_000)
    refund_all(pay_locally(sign_up_online(offering)))
    pay_locally(sign_up_online(offering))

    money = totals_of([offering.pk])[offering.pk]

    assert (money.received_ore, money.refunded_ore, money.open_ore) == (100_000, 0, 0)
    assert money.owed_ore == 100_000
    assert (money.test_received_ore, money.test_refunded_ore) == (200_000, 100_000)
    assert adds_up(money)


def test_a_dispute_is_counted_with_its_sum(offering: Offering) -> None:
    payment = bring_money(sign_up_one(offering), 100_000)
    Checkout.objects.filter(pk=payment.checkout_id).update(disputed_at=timezone.now())

    money = totals_of([offering.pk])[offering.pk]

    assert (money.disputed, money.disputed_ore, money.attention) == (1, 100_000, 0)


def test_the_overview_says_what_is_paid_and_what_to_look_at(
    offering: Offering, organiser: Client
) -> None:
    bring_money(sign_up_one(offering), 110_000, late_money=LateMoney.DECIDE)
    sign_up_one(offering)

    page = organiser.get(reverse("workspace:overview")).content.decode()

    assert "1\u00a0100\u00a0kr betalt, 1\u00a0000\u00a0kr obetalt" in page
    assert "1 betalning att se över" in page


def test_the_page_of_an_offering_has_its_sums(offering: Offering, organiser: Client) -> None:
    bring_money(sign_up_one(offering), 100_000)
    sign_up_one(offering)

    response = organiser.get(reverse("workspace:setup", args=[offering.pk]))

    page = response.content.decode()
    assert response.context["money"].open_ore == 100_000
    assert "Debiterat" in page
    assert "Obetalt" in page


def test_an_editor_sees_no_sums(offering: Offering, sign_in: Any) -> None:
    bring_money(sign_up_one(offering), 100_000)

    page = sign_in("Editors").get(reverse("workspace:setup", args=[offering.pk])).content.decode()

    assert "Debiterat" not in page


def test_the_overview_costs_the_same_for_one_event_and_for_many(
    offering: Offering, organiser: Client
) -> None:
    url = reverse("workspace:overview")
    bring_money(sign_up_one(offering), 100_000)
    organiser.get(url)
    with CaptureQueriesContext(connection) as one:
        organiser.get(url)
    for _ in range(3):
        bring_money(sign_up_one(make_offering(fee=80_000)), 100_000)

    with CaptureQueriesContext(connection) as many:
        organiser.get(url)

    assert len(many) == len(one)


def test_a_registration_shows_payments_refunds_documents_and_what_is_left(
    offering: Offering, organiser: Client
) -> None:
    participant = sign_up_one(offering)
    payment = bring_money(participant, 100_000)
    charge = participant.charges.get()
    refunds.refund_part(charge_id=charge.pk, gross_ore=25_000, reason="Sjuk", actor=SYSTEM)
    receipt = payment.documents.order_by("pk")[0]
    DocumentFile.objects.create(
        document=receipt, media_type="application/pdf", body=b"%PDF", sha256="0" * 64
    )

    page = organiser.get(registration_url(participant.registration_id)).content.decode()

    assert payment_url(payment.checkout_id or 0) in page
    assert reverse("workspace:document", args=[receipt.pk]) in page
    assert "250\u00a0kr: Ska skickas" in page or "250\u00a0kr:" in page
    assert "Kvar att betala" in page


def test_a_document_comes_as_it_was_kept(offering: Offering, organiser: Client) -> None:
    payment = bring_money(sign_up_one(offering), 100_000)
    receipt = payment.documents.get()
    DocumentFile.objects.create(
        document=receipt, media_type="application/pdf", body=b"%PDF-1.7 x", sha256="0" * 64
    )

    response = organiser.get(reverse("workspace:document", args=[receipt.pk]))

    assert response.content == b"%PDF-1.7 x"
    assert response["Content-Type"] == "application/pdf"
    assert receipt.full_number in response["Content-Disposition"]
