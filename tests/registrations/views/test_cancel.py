"""Cancelling behind a link: only before the event has ended."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from registrations.models import Charge, Occasion, Offering
from registrations.offerings import read_dates
from registrations.words import Status
from tests.factories.registrations import make_offering, sign_up

pytestmark = [pytest.mark.web, pytest.mark.django_db]


def end(offering: Offering) -> None:
    ended = timezone.now() - timedelta(days=1)
    Occasion.objects.filter(offering=offering).update(
        starts_at=ended - timedelta(hours=7), ends_at=ended
    )
    read_dates(offering)


def test_after_the_event_nothing_is_cancelled_and_a_sentence_says_so(client: Client) -> None:
    offering = make_offering(fee=100_000)
    registration = sign_up(offering)
    end(offering)

    response = client.post(f"/r/{registration.token}/avboka/", {"sure": "1"}, follow=True)

    assert registration.participants.get().status == Status.CONFIRMED
    assert sum(charge.net_ore for charge in Charge.objects.all()) == 100_000
    assert "Det går inte längre att ändra" in response.content.decode()


def test_after_the_event_erasing_leaves_what_is_owed(client: Client) -> None:
    offering = make_offering(fee=100_000)
    registration = sign_up(offering)
    end(offering)

    page = client.get(f"/r/{registration.token}/radera/").content.decode()
    client.post(f"/r/{registration.token}/radera/", {"sure": "1"})

    assert "Du förlorar platsen" not in page
    assert registration.participants.get().status == Status.CONFIRMED
    assert sum(charge.net_ore for charge in Charge.objects.all()) == 100_000
