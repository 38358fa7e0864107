"""The local test bank: a provider like another, that takes no money and leaves with DEBUG."""

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.checks import Error, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

import registrations.views.local_bank as bank_page
from registrations.lapsing import lapse_due
from registrations.models import Checkout, Document, LocalSession, Participant, Payment, Refund
from registrations.payments import expiry, local, local_bank
from registrations.payments.backends import ProviderRefused
from registrations.payments.local import LocalBackend
from registrations.payments.sync import sync
from registrations.tasks import tick
from registrations.words import CheckoutState, RefundState, Status
from tests.addresses import read_addresses_anew
from tests.factories.payments import checkout_for, pay_locally, sign_up_online, use_local_payments
from tests.factories.registrations import make_offering, sign_up_one

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def local_payments(settings: Any) -> None:
    use_local_payments(settings)


def paying(size: int = 10, **fields: Any) -> Participant:
    """Return someone whose seat is held until they have paid."""
    return sign_up_online(make_offering(size=size, fee=100000, **fields)).participants.get()


def test_paying_confirms_the_seat_and_issues_a_test_receipt() -> None:
    participant = paying()

    payment = pay_locally(participant.registration)

    participant.refresh_from_db()
    assert participant.status == Status.CONFIRMED
    assert (payment.amount_ore, payment.is_live, payment.source) == (125000, False, "local")
    assert Document.objects.get().series == "TK"


def test_starting_twice_leads_to_the_same_page() -> None:
    participant = paying()

    addresses = {checkout_for(participant.registration).url for _ in range(2)}

    uuid = Checkout.objects.get().uuid
    assert addresses == {f"/betalning/prov/{uuid}/"}
    assert LocalSession.objects.count() == 1


def test_paying_twice_pays_once() -> None:
    checkout = checkout_for(paying().registration)

    answers = [local_bank.pay(str(checkout.session_id)) for _ in range(2)]

    assert answers == [True, False]
    assert Payment.objects.count() == 1


def test_a_late_notice_is_waited_for_and_then_confirms(clock: time_machine.Traveller) -> None:
    participant = paying()
    checkout = checkout_for(participant.registration)
    assert local_bank.pay_slowly(str(checkout.session_id))
    assert sync(checkout.pk).state == CheckoutState.PROCESSING
    assert local_bank.send_due() == 0

    clock.shift(local_bank.SLOW_BY)
    assert local_bank.send_due() == 1

    participant.refresh_from_db()
    checkout.refresh_from_db()
    assert participant.status == Status.CONFIRMED
    assert checkout.state == CheckoutState.PAID
    assert local_bank.send_due() == 0


def test_money_that_comes_after_the_hold_takes_a_free_seat(
    clock: time_machine.Traveller,
) -> None:
    participant = paying()
    checkout = checkout_for(participant.registration)
    local_bank.pay_late(str(checkout.session_id))

    clock.shift(timedelta(minutes=31))
    expiry.expire_due()
    lapse_due()
    participant.refresh_from_db()
    assert participant.status == Status.LAPSED
    clock.shift(local.LATE_BY)
    local_bank.send_due()

    participant.refresh_from_db()
    assert participant.status == Status.CONFIRMED


def test_money_that_comes_when_the_seat_has_gone_is_given_back_once(
    clock: time_machine.Traveller,
) -> None:
    participant = paying(size=1)
    checkout = checkout_for(participant.registration)
    local_bank.pay_late(str(checkout.session_id))
    sign_up_one(participant.offering)

    for _ in range(3):
        clock.shift(timedelta(minutes=31))
        assert tick() == []
        local_bank.send_due()

    participant.refresh_from_db()
    refund = Refund.objects.get()
    assert participant.status == Status.LAPSED
    assert (refund.amount_ore, refund.state) == (125000, RefundState.SUCCEEDED)


def test_an_expired_page_takes_no_money(clock: time_machine.Traveller) -> None:
    checkout = checkout_for(paying().registration)

    clock.shift(timedelta(hours=25))

    assert not local_bank.pay(str(checkout.session_id))
    assert LocalBackend().fetch(checkout).state == "expired"
    assert not LocalBackend().expire(checkout)


def test_a_refund_asked_twice_is_made_once() -> None:
    payment = pay_locally(paying().registration)
    refund = Refund.objects.create(payment=payment, amount_ore=50000)

    facts = [LocalBackend().refund(refund, now=timezone.now()) for _ in range(2)]

    assert facts[0] == facts[1]
    assert [row["ore"] for row in LocalSession.objects.get().refunds.values()] == [50000]


def test_more_than_was_paid_is_not_given_back() -> None:
    payment = pay_locally(paying().registration)
    LocalBackend().refund(
        Refund.objects.create(payment=payment, amount_ore=100000), now=timezone.now()
    )

    with pytest.raises(ProviderRefused):
        LocalBackend().refund(
            Refund.objects.create(payment=payment, amount_ore=25001), now=timezone.now()
        )


def make_notice() -> bytes:
    checkout = checkout_for(paying().registration)
    return local.notice_of(LocalSession.objects.get(session_id=checkout.session_id))


def test_a_signed_notice_is_read() -> None:
    body = make_notice()

    hint = LocalBackend().verify(body, local.sign(body, timezone.now()))

    assert hint is not None
    assert hint.checkout_uuid == str(Checkout.objects.get().uuid)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda body: "",
        lambda body: "t=1,v1=ö",
        lambda body: "t=²,v1=00",
        lambda body: local.sign(body + b" ", timezone.now()),
        lambda body: local.sign(body, timezone.now() - timedelta(minutes=6)),
        lambda body: local.sign(body, timezone.now()).replace("t=", "t=1"),
    ],
)
def test_a_notice_not_signed_by_the_bank_is_refused(spoil: Any) -> None:
    body = make_notice()

    with pytest.raises(ValueError, match=r"notice|signature"):
        LocalBackend().verify(body, spoil(body))


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"\xff", json.dumps({"id": 1}).encode()])
def test_a_signed_notice_that_says_nothing_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (json has words of its own)
        LocalBackend().verify(body, local.sign(body, timezone.now()))


def test_reconciliation_finds_what_was_paid_since() -> None:
    start = timezone.now()
    pay_locally(paying().registration)

    hints = list(LocalBackend().hints_since(start))

    assert [hint.checkout_uuid for hint in hints] == [str(Checkout.objects.get().uuid)]
    assert list(LocalBackend().hints_since(timezone.now())) == []
    assert list(LocalBackend().payouts_since(start)) == []


def test_without_debug_the_test_bank_is_refused_four_ways(
    settings: Any, rf: RequestFactory, client: Client
) -> None:
    checkout = checkout_for(paying().registration)
    settings.DEBUG = False
    read_addresses_anew()

    assert client.get(checkout.url).status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("registrations:local_bank", args=[checkout.uuid])
    with pytest.raises(Http404):
        bank_page.bank(rf.get(checkout.url), uuid=checkout.uuid)
    with pytest.raises(ImproperlyConfigured):
        LocalBackend()
    assert [check.id for check in run_checks() if isinstance(check, Error)] == ["payments.E001"]
