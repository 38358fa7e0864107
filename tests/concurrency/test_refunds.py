"""Staff and machine at the same moment about the same money: it goes back once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from registrations import batches
from registrations.actors import SYSTEM
from registrations.models import LocalSession, Payment, Refund
from registrations.payments import refunds
from registrations.words import RefundState
from tests.concurrency.crowd import run_threads
from tests.factories.payments import pay_locally, sign_up_online, use_local_payments
from tests.factories.registrations import make_offering
from tests.invariants import assert_always_true

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def payment(settings: Any) -> Payment:
    use_local_payments(settings)
    return pay_locally(sign_up_online(make_offering(fee=80_000), number=2))


def staff(number: int) -> Client:
    user = User.objects.create_user(f"org-{number}")
    user.groups.add(Group.objects.get(name="Organisers"))
    client = Client()
    client.force_login(user)
    return client


def at_once(jobs: list[Callable[[], object]]) -> list[object]:
    results = run_threads(jobs)
    assert not [one for one in results if isinstance(one, Exception)], results
    return results


def test_eight_who_send_the_same_refund_make_one(payment: Payment) -> None:
    clients = [staff(number) for number in range(8)]
    url = reverse("workspace:refund", args=[payment.checkout_id])
    charge = payment.allocations.order_by("pk")[0].charge_id
    asked = clients[0].post(url, {f"charge-{charge}": "600", "reason": "Sjuk"})
    data = {**dict(asked.context["hidden"]), "sure": "1"}

    at_once([lambda client=client: client.post(url, data) for client in clients])  # type: ignore[misc]

    assert list(Refund.objects.values_list("amount_ore", flat=True)) == [60_000]
    assert_always_true()


def test_eight_ticks_send_each_refund_once(payment: Payment) -> None:
    for row in payment.allocations.order_by("pk"):
        refunds.refund_part(charge_id=row.charge_id, gross_ore=50_000, reason="Sjuk", actor=SYSTEM)

    at_once([refunds.send_due] * 8)

    session = LocalSession.objects.get()
    assert sorted(row["ore"] for row in session.refunds.values()) == [50_000, 50_000]
    assert set(Refund.objects.values_list("state", flat=True)) == {RefundState.SUCCEEDED}


def test_a_refund_is_stopped_or_sent_never_both(payment: Payment) -> None:
    charge = payment.allocations.order_by("pk")[0].charge_id
    refund = refunds.refund_part(charge_id=charge, gross_ore=50_000, reason="Sjuk", actor=SYSTEM)
    assert refund is not None
    client = staff(1)
    url = reverse("workspace:hold_back", args=[payment.checkout_id, refund.pk])

    at_once([refunds.send_due, lambda: client.post(url, {"reason": "Fel"}), refunds.send_due])

    refund.refresh_from_db()
    sent = len(LocalSession.objects.get().refunds)
    assert (refund.state, sent) in {(RefundState.SUCCEEDED, 1), (RefundState.CANCELED, 0)}
    assert_always_true()


def test_a_cancelled_event_run_by_four_at_once_refunds_each_once(payment: Payment) -> None:
    offering = payment.payer.registration.offering  # type: ignore[union-attr]
    batches.plan_cancel_offering(
        offering=offering, actor=SYSTEM, reason_sv="Storm", reason_en="Storm"
    )
    later = timezone.now() + timedelta(minutes=11)

    at_once([lambda: batches.run_due_batches(later)] * 4 + [lambda: refunds.send_due(later)] * 4)
    refunds.send_due(later + timedelta(minutes=5))

    session = LocalSession.objects.get()
    assert sorted(row["ore"] for row in session.refunds.values()) == [100_000, 100_000]
    assert Refund.objects.count() == 2
    assert_always_true()
