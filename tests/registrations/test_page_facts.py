"""One statement gives the same facts as the plain reader, and a row's change changes its rows."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from registrations.facts import facts_for, facts_of
from registrations.models import CancellationStep, Fee, Occasion, Offering, Quota
from registrations.page_facts import clock_state, facts_at, facts_from, rows_of
from tests.factories.registrations import make_fee, make_offering, make_quota, sign_up

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def given_offerings(key: uuid.UUID, number: int = 2) -> list[Offering]:
    offerings = []
    for position in range(number):
        offering = make_offering(
            page_key=key,
            size=3,
            fee=195000,
            days=30 + position,
            minimum=2,
            decision_on=timezone.localdate(),
            closes_at=timezone.now() + timedelta(days=10),
        )
        make_fee(
            offering, amount_ore=50050, vat_rate="6.00", quotas=[make_quota(offering, size=None)]
        )
        sign_up(offering, number=2)
        offerings.append(offering)
    return offerings


def test_statement_gives_the_facts_that_the_plain_reader_gives() -> None:
    key, other = uuid.uuid4(), uuid.uuid4()
    given_offerings(key)
    given_offerings(other, 1)

    found = facts_from(rows_of(key))

    assert found == facts_for([key])[key]


def test_statement_of_an_address_gives_the_facts_that_the_plain_reader_gives() -> None:
    offering, _other = given_offerings(uuid.uuid4())

    found = facts_at(offering.slug)

    assert found == facts_of(offering)


def test_statement_of_an_unknown_address_gives_nothing() -> None:
    given_offerings(uuid.uuid4(), 1)

    assert facts_at("nowhere") is None


@pytest.mark.parametrize("number", [1, 3])
def test_statement_is_one_query_whatever_the_number(
    number: int, django_assert_num_queries: Any
) -> None:
    key = uuid.uuid4()
    given_offerings(key, number)

    with django_assert_num_queries(1):
        assert len(facts_from(rows_of(key))) == number


def test_statement_of_a_page_without_offerings_is_empty() -> None:
    assert facts_from(rows_of(uuid.uuid4())) == []


@pytest.mark.parametrize(
    ("model", "changes"),
    [
        (Offering, {"title_sv": "Nytt namn"}),
        (Occasion, {"place_name": "Annan plats"}),
        (Fee, {"name_sv": "Annat namn"}),
        (Quota, {"size": 99}),
        (CancellationStep, {"per_cent": 7}),
    ],
)
def test_rows_differ_after_any_change(model: Any, changes: dict[str, Any]) -> None:
    key = uuid.uuid4()
    (offering,) = given_offerings(key, 1)
    CancellationStep.objects.create(offering=offering, days_before=10, per_cent=50)
    before = rows_of(key)

    model.objects.update(**changes)

    assert rows_of(key) != before


def test_rows_differ_when_somebody_joins_the_line() -> None:
    key = uuid.uuid4()
    (offering,) = given_offerings(key, 1)
    sign_up(offering, number=1)
    before = rows_of(key)

    sign_up(offering, number=1)

    assert rows_of(key) != before


def test_clock_state_differs_once_sign_up_has_closed() -> None:
    key = uuid.uuid4()
    (offering,) = given_offerings(key, 1)
    rows = rows_of(key)

    before = clock_state(rows, offering.closes_at - timedelta(seconds=1))
    after = clock_state(rows, offering.closes_at)

    assert before != after
