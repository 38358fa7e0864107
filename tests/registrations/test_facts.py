"""What a reader sees of an Offering at a glance, in a fixed number of queries."""

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import translation

from registrations.facts import OfferingFacts, facts_for, facts_of
from registrations.models import (
    Fee,
    FeeQuota,
    Occasion,
    Offering,
    Participant,
    Quota,
    Registration,
)
from registrations.words import PayerKind, Status, WaitlistMode

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
START = datetime(2027, 5, 24, 7, tzinfo=UTC)


def given_offering(*, size: int | None = 100, taken: int = 0, **fields: Any) -> Offering:
    offering = Offering.objects.create(
        **{
            "slug": f"lund-{uuid.uuid4().hex[:8]}",
            "title_sv": "Cirkulär ekonomi",
            "state": Offering.State.OPEN,
            "first_starts_at": START,
            "last_ends_at": START + timedelta(hours=7),
            **fields,
        }
    )
    Occasion.objects.create(
        offering=offering,
        starts_at=START,
        ends_at=START + timedelta(hours=7),
        place_name="Stadshallen",
        town="Lund",
    )
    room = Quota.objects.create(offering=offering, name_sv="Salen", size=size, taken=taken)
    given_fee(offering, room)
    return offering


def given_fee(offering: Offering, *quotas: Quota, units: int = 1, **fields: Any) -> Fee:
    fee = Fee.objects.create(
        **{"offering": offering, "name_sv": "Kommun", "amount_ore": 195000, **fields}
    )
    for quota in quotas:
        FeeQuota.objects.create(fee=fee, quota=quota, units=units)
    return fee


def given_people(offering: Offering, *statuses: Status, fee: Fee | None = None) -> None:
    registration = Registration.objects.create(
        offering=offering, contact_name="Kim", contact_email="kim@example.org"
    )
    for number, status in enumerate(statuses, start=1):
        Participant.objects.create(
            registration=registration,
            offering=offering,
            number=number,
            status=status,
            fee=fee or offering.fees.get(),
            place=number if status == Status.WAITING else None,
        )


def seats(offering: Offering, now: datetime = NOW) -> tuple[str, str, str]:
    fact = facts_of(offering, now=now).seats
    with translation.override("en"):
        return fact.kind, fact.words, fact.icon


def test_seats_with_much_room_says_available() -> None:
    offering = given_offering(size=100, taken=10)

    assert seats(offering) == ("available", "Seats available", "disc")


@pytest.mark.parametrize(
    ("size", "taken", "kind"),
    [(100, 87, "available"), (100, 88, "few"), (200, 180, "few"), (200, 179, "available")],
)
def test_seats_near_the_end_says_few(size: int, taken: int, kind: str) -> None:
    offering = given_offering(size=size, taken=taken)

    assert facts_of(offering, now=NOW).seats.kind == kind


def test_seats_with_one_left_uses_the_singular() -> None:
    offering = given_offering(size=20, taken=19)

    assert seats(offering) == ("few", "1 seat left", "half")


def test_seats_without_limit_says_available() -> None:
    offering = given_offering(size=None)

    fact = facts_of(offering, now=NOW).seats

    assert (fact.kind, fact.left) == ("available", None)


def test_seats_full_counts_the_people_who_wait() -> None:
    offering = given_offering(size=2, taken=2)
    given_people(offering, Status.WAITING, Status.WAITING, Status.LAPSED)

    assert seats(offering) == ("full", "Full. Waitlist: 2 before you", "clock")


def test_seats_full_without_waitlist_says_full_only() -> None:
    offering = given_offering(size=2, taken=2, waitlist=WaitlistMode.NONE)

    assert seats(offering) == ("full", "Full", "clock")


def test_seats_free_but_awaited_belong_to_the_line() -> None:
    offering = given_offering(size=2, taken=1)
    given_people(offering, Status.WAITING)

    assert seats(offering) == ("full", "Full. Waitlist: 1 before you", "clock")


def test_seats_free_that_no_waiter_fits_are_left_for_others() -> None:
    offering = given_offering(size=20, taken=5)
    students = Quota.objects.create(offering=offering, name_sv="Studenter", size=1, taken=1)
    student_fee = given_fee(offering, offering.quotas.get(name_sv="Salen"), students)
    given_people(offering, Status.WAITING, fee=student_fee)

    assert seats(offering) == ("available", "Seats available", "disc")


def test_seats_of_fees_with_a_quota_each_are_added() -> None:
    offering = given_offering(size=10, taken=8)
    online = Quota.objects.create(offering=offering, name_sv="På webben", size=5)
    given_fee(offering, online)

    assert facts_of(offering, now=NOW).seats.left == 7


def test_seats_of_a_fee_with_two_units_are_halved() -> None:
    offering = given_offering(size=10)
    offering.fees.get().uses.update(units=2)

    assert facts_of(offering, now=NOW).seats.left == 5


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"state": "closed"}, ("closed", "Sign-up is closed", "dashed")),
        ({"state": "cancelled"}, ("cancelled", "Cancelled", "struck")),
        ({"closes_at": NOW}, ("closed", "Sign-up is closed", "dashed")),
        ({"last_ends_at": NOW}, ("over", "Has taken place", "tick")),
        (
            {"opens_at": NOW + timedelta(days=2)},
            ("opens", "Opens 3 March 2027", "dashed"),
        ),
    ],
)
def test_seats_outside_sign_up_say_why(
    fields: dict[str, Any], expected: tuple[str, str, str]
) -> None:
    offering = given_offering(**fields)

    assert seats(offering) == expected


def test_price_to_an_organisation_is_shown_without_vat() -> None:
    offering = given_offering()

    (price,) = facts_of(offering, now=NOW).prices

    assert (price.shown_ore, price.gross_ore) == (195000, 243750)
    with translation.override("en"):
        assert facts_of(offering, now=NOW).prices[0].note == "excl. VAT"


def test_price_to_a_private_person_is_shown_with_vat() -> None:
    offering = given_offering()
    offering.fees.update(payer_kind=PayerKind.PERSON)

    (price,) = facts_of(offering, now=NOW).prices

    assert price.shown_ore == 243750


def test_price_past_its_window_is_left_out() -> None:
    offering = given_offering()
    given_fee(offering, name_sv="Tidig", closes_at=NOW)

    assert [price.name for price in facts_of(offering, now=NOW).prices] == ["Kommun"]


def test_minimum_counts_those_who_are_confirmed() -> None:
    offering = given_offering(minimum=16)
    given_people(offering, Status.CONFIRMED, Status.CONFIRMED, Status.CANCELLED)

    facts = facts_of(offering, now=NOW)

    assert (facts.confirmed_count, facts.lacks) == (2, 14)


def test_place_of_several_occasions_names_the_towns() -> None:
    offering = given_offering()
    Occasion.objects.create(
        offering=offering,
        starts_at=START + timedelta(days=7),
        ends_at=START + timedelta(days=7, hours=2),
        is_online=True,
    )

    with translation.override("en"):
        facts = facts_of(offering, now=NOW)

    assert (facts.place, facts.town) == ("Lund, Online", "Lund")
    assert facts.ends_at == START + timedelta(days=7, hours=2)


def test_facts_without_occasions_have_no_time() -> None:
    offering = Offering.objects.create(slug="utan", title_sv="Utan datum")

    facts = facts_of(offering, now=NOW)

    assert (facts.starts_at, facts.ends_at, facts.place, facts.lowest_price) == (
        None,
        None,
        "",
        None,
    )


@pytest.mark.parametrize("pages", [1, 3])
@pytest.mark.parametrize("each", [1, 3])
def test_facts_for_costs_five_queries_whatever_the_number(
    pages: int, each: int, django_assert_num_queries: Any
) -> None:
    keys = [uuid.uuid4() for _ in range(pages)]
    for key in keys:
        for _ in range(each):
            given_people(given_offering(page_key=key), Status.CONFIRMED)

    with django_assert_num_queries(5):
        found: dict[uuid.UUID, list[OfferingFacts]] = facts_for(keys, now=NOW)

    assert {key: len(facts) for key, facts in found.items()} == dict.fromkeys(keys, each)


def test_facts_for_unknown_key_is_empty() -> None:
    assert facts_for([uuid.uuid4()]) == {}


def test_minimum_is_said_until_it_is_reached_or_decided(clock: time_machine.Traveller) -> None:
    clock.move_to(NOW)
    offering = given_offering(minimum=2, decision_on=date(2027, 4, 1))

    with translation.override("sv"):
        before = facts_of(offering, NOW).runs_if
        clock.move_to(datetime(2027, 4, 2, 12, tzinfo=UTC))
        decided = facts_of(offering).runs_if
    clock.move_to(NOW)
    given_people(offering, Status.CONFIRMED, Status.CONFIRMED)

    assert before == (
        "Det blir av om minst 2 anmäler sig. Vi beslutar torsdag 1 april 2027."
        " Boka inget eget före det."
    )
    assert decided == ""
    assert facts_of(offering, NOW).runs_if == ""
