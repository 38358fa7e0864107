"""Changing extras after sign-up."""

from datetime import timedelta

import pytest
from django.utils import timezone

from registrations.actors import PARTICIPANT, Actor
from registrations.errors import ChangesClosed, ExtraClosed, OnlyOneExtra
from registrations.extras import change_extras
from registrations.models import Charge
from registrations.words import ActorKind, ChoiceState, Status
from tests.factories.registrations import make_extra, make_offering, make_quota, sign_up_one
from tests.invariants import assert_always_true

pytestmark = pytest.mark.django_db


def test_change_extras_charges_what_is_added_and_reverses_what_is_dropped() -> None:
    offering = make_offering(size=None)
    dinner = make_extra(offering, amount_ore=40_000)
    tour = make_extra(offering, amount_ore=10_000)
    participant = sign_up_one(offering, extras=(dinner,))

    change_extras(participant_id=participant.pk, extra_ids={tour.pk}, actor=PARTICIPANT)

    nets = Charge.objects.order_by("pk").values_list("net_ore", flat=True)
    assert list(nets) == [40_000, -40_000, 10_000]
    assert_always_true()


def test_dropped_extra_goes_to_the_earliest_wish() -> None:
    offering = make_offering(size=None)
    dinner = make_extra(offering, quotas=[make_quota(offering, size=1, name="Middag")])
    first = sign_up_one(offering, extras=(dinner,))
    second, third = (sign_up_one(offering, extras=(dinner,)) for _ in range(2))

    change_extras(participant_id=first.pk, extra_ids=set(), actor=PARTICIPANT)

    assert second.choices.get().state == ChoiceState.TAKEN
    assert third.choices.get().state == ChoiceState.WISHED
    assert_always_true()


def test_change_extras_after_the_caterers_date_is_for_organisers_only() -> None:
    offering = make_offering(changes_until=timezone.now() - timedelta(hours=1))
    dinner = make_extra(offering)
    participant = sign_up_one(offering)

    with pytest.raises(ChangesClosed):
        change_extras(participant_id=participant.pk, extra_ids={dinner.pk}, actor=PARTICIPANT)
    change_extras(
        participant_id=participant.pk, extra_ids={dinner.pk}, actor=Actor(ActorKind.STAFF)
    )

    assert participant.choices.count() == 1


def test_change_extras_to_another_offerings_extra_is_refused() -> None:
    participant = sign_up_one(make_offering())
    foreign = make_extra(make_offering())

    with pytest.raises(ExtraClosed):
        change_extras(participant_id=participant.pk, extra_ids={foreign.pk}, actor=PARTICIPANT)


def test_dropped_extra_that_frees_a_seat_hands_it_on_at_once() -> None:
    offering = make_offering(size=2)
    sheet = make_extra(offering, quotas=list(offering.quotas.all()))
    first = sign_up_one(offering, extras=(sheet,))
    waiter = sign_up_one(offering)

    change_extras(participant_id=first.pk, extra_ids=set(), actor=PARTICIPANT)

    waiter.refresh_from_db()
    assert waiter.status == Status.OFFERED
    assert_always_true()


def test_extras_that_exclude_each_other_are_refused_together() -> None:
    offering = make_offering()
    first, second = (make_extra(offering, one_of="verkstad") for _ in range(2))

    with pytest.raises(OnlyOneExtra):
        sign_up_one(offering, extras=(first, second))
    participant = sign_up_one(offering, extras=(first,))
    with pytest.raises(OnlyOneExtra):
        change_extras(
            participant_id=participant.pk, extra_ids={first.pk, second.pk}, actor=PARTICIPANT
        )
    change_extras(participant_id=participant.pk, extra_ids={second.pk}, actor=PARTICIPANT)

    assert participant.choices.get().extra == second
