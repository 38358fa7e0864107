"""The databases refuse by themselves what is never edited, also to `QuerySet.update`."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from registrations.models import Charge, Extra, Fee, LogEntry, Participant, Quota
from tests.factories.registrations import make_extra, make_offering, sign_up_one

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]

EDITS: dict[str, Callable[[], Any]] = {
    "a charge's sum": lambda: Charge.objects.update(net_ore=1),
    "a charge's payer's rate": lambda: Charge.objects.update(vat_rate=6),
    "the log's word": lambda: LogEntry.objects.update(happening="cancelled"),
    "the log's time": lambda: LogEntry.objects.update(created_at=timezone.now() + timedelta(1)),
    "a fee in use": lambda: Fee.objects.update(amount_ore=1),
    "a fee's VAT in use": lambda: Fee.objects.update(vat_rate=6),
    "an extra in use": lambda: Extra.objects.update(amount_ore=1),
    "a quota below what is taken": lambda: Quota.objects.update(size=0),
    "more taken than there is": lambda: Quota.objects.update(taken=99),
    "a status without its deadline": lambda: Participant.objects.update(status="offered"),
    "waiting without a place": lambda: Participant.objects.update(status="waiting"),
    "a deadline on a confirmed seat": lambda: Participant.objects.update(seat_until=timezone.now()),
    "outside the count without a reason": lambda: Participant.objects.update(counted=False),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS.keys())
def test_edit_of_what_is_fixed_is_refused_by_the_database(edit: Callable[[], Any]) -> None:
    offering = make_offering(size=5, fee=100_000)
    sign_up_one(offering, extras=(make_extra(offering, amount_ore=5_000),))

    with pytest.raises(IntegrityError), transaction.atomic():
        edit()


def test_fee_not_in_use_can_change() -> None:
    offering = make_offering(fee=100_000)

    Fee.objects.filter(offering=offering).update(amount_ore=90_000)

    assert offering.fees.get().amount_ore == 90_000


def test_participant_never_moves_to_another_offering() -> None:
    participant = sign_up_one(make_offering())
    other = make_offering()

    with pytest.raises(IntegrityError), transaction.atomic():
        Participant.objects.update(offering=other)

    participant.refresh_from_db()
    assert participant.offering_id != other.pk
