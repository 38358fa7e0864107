from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from registrations.models import TickStep

pytestmark = [pytest.mark.django_db, pytest.mark.web]


def test_health_is_bad_until_the_first_tick(client: Client) -> None:
    response = client.get("/halsa/")

    assert response.status_code == 503
    assert response.json()["tick_age_seconds"] is None


def test_health_is_good_while_the_tick_runs(
    client: Client,
    clock: time_machine.Traveller,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    TickStep.objects.create(name="outbox", finished_at=timezone.now())
    clock.shift(10)

    with django_assert_num_queries(3):
        response = client.get("/halsa/")

    assert response.status_code == 200
    assert response.json() == {
        "ok": True,
        "database": True,
        "tick_age_seconds": 10,
        "failing_steps": [],
        "outbox_oldest_seconds": None,
    }


def test_health_is_bad_when_the_tick_stopped(client: Client) -> None:
    TickStep.objects.create(name="outbox", finished_at=timezone.now() - timedelta(minutes=3))

    response = client.get("/halsa/")

    assert response.status_code == 503


def test_health_names_the_step_that_fails(client: Client) -> None:
    TickStep.objects.create(name="outbox", finished_at=timezone.now())
    TickStep.objects.create(name="purge", finished_at=timezone.now(), error="ValueError")

    response = client.get("/halsa/")

    assert response.status_code == 200
    assert response.json()["failing_steps"] == ["purge"]
