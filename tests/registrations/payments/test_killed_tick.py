"""The tick killed at any of its statements and run again ends as if it had never been killed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from registrations.actors import CONTACT
from registrations.cancellation import cancel
from registrations.models import Checkout, Document, Message, Participant, Payment, Refund
from registrations.payments import local_bank, refunds
from registrations.tasks import STEPS
from tests.factories.payments import checkout_for, pay_locally, sign_up_online
from tests.factories.registrations import make_offering, sign_up_one
from tests.invariants import assert_always_true

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]

# Sending mail and rendering have tests of their own, with processes that are killed.
OWN = [step for step in STEPS if step.name not in {"outbox", "documents"}]
# Every third statement, which is each kind of them; all take three times as long.
STRIDE = 3


class Killed(BaseException):
    """Stands for a process that ends in the middle."""


def run_steps(now: datetime) -> None:
    for step in OWN:
        step.run(now)


@contextmanager
def killed_at(number: int) -> Iterator[Callable[[], bool]]:
    """Kill at the statement with this number; tells whether it came to that."""
    seen = 0

    def count(execute: Any, *arguments: Any) -> Any:
        nonlocal seen
        seen += 1
        if seen == number:
            raise Killed
        return execute(*arguments)

    with connection.execute_wrapper(count):
        yield lambda: seen >= number


def picture() -> dict[str, Any]:
    return {
        "participants": list(Participant.objects.order_by("pk").values_list("status", flat=True)),
        "checkouts": list(Checkout.objects.order_by("pk").values_list("state", flat=True)),
        "payments": list(Payment.objects.order_by("external_id").values_list("amount_ore")),
        "refunds": sorted(Refund.objects.values_list("amount_ore", "state")),
        "documents": sorted(Document.objects.values_list("kind", "net_ore")),
        "told": sorted(Message.objects.values_list("kind", "to")),
    }


def lay_out(now: datetime) -> None:
    """Leave the tick a hold to end, a late bank, a paid seat to give back, a line to hand on."""
    offering = make_offering(size=3, fee=50_000)
    checkout_for(sign_up_online(offering, now=now), now)
    slow = checkout_for(sign_up_online(offering, now=now), now)
    paid = sign_up_online(offering, now=now)
    pay_locally(paid, now)
    for _ in range(2):
        sign_up_one(offering, now=now)
    local_bank.pay_slowly(str(slow.session_id), now=now)
    cancel(participant_id=paid.participants.get().pk, actor=CONTACT, now=now)


# PostgreSQL's cursors of a killed step are closed late, as those of a killed process are.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.usefixtures("local")
def test_tick_killed_anywhere_and_run_again_ends_the_same(clock: Any) -> None:
    lay_out(timezone.now())
    clock.shift(timedelta(minutes=45))
    now = timezone.now()
    after_the_lease = now + refunds.LEASE
    with undone():
        run_steps(now)
        run_steps(after_the_lease)
        expected = picture()
        assert_always_true(now)

    number, was_killed = 1, True
    while was_killed:
        with undone():
            with killed_at(number) as reached:
                with suppress(Killed):
                    run_steps(now)
                was_killed = reached()
            run_steps(now)
            run_steps(after_the_lease)
            assert picture() == expected, f"killed at statement {number}"
        number += STRIDE

    assert number > 100


@contextmanager
def undone() -> Iterator[None]:
    point = transaction.savepoint()
    yield
    transaction.savepoint_rollback(point)
