"""Cancelling: the seat goes on, charges are reversed, the frozen terms decide the fee."""

from datetime import timedelta

import pytest
from django.utils import timezone

from registrations import cancellation, pricing
from registrations.actors import PARTICIPANT, Actor
from registrations.errors import ChangesClosed, ReasonNeeded, WrongStatus
from registrations.models import (
    CancellationStep,
    Charge,
    Message,
    Offering,
    Participant,
    Registration,
)
from registrations.words import ActorKind, ChargeKind, ChoiceState, Happening, Status
from tests.factories.registrations import make_extra, make_offering, make_quota, sign_up_one
from tests.invariants import assert_always_true

pytestmark = pytest.mark.django_db
ORGANISER = Actor(ActorKind.STAFF)


def make_ladder(offering: Offering) -> None:
    CancellationStep.objects.create(offering=offering, days_before=30, per_cent=50)
    CancellationStep.objects.create(offering=offering, days_before=7, per_cent=100)


def gross(participant: Participant) -> int:
    return sum(charge.gross_ore for charge in Charge.objects.filter(participant=participant))


def test_cancel_early_reverses_everything() -> None:
    offering = make_offering(fee=195_000, days=60)
    make_ladder(offering)
    participant = sign_up_one(offering)

    cancellation.cancel(participant_id=participant.pk, actor=PARTICIPANT)

    assert gross(participant) == 0
    assert offering.quotas.get().taken == 0
    assert pricing.owed(participant.registration) == 0
    assert_always_true()


@pytest.mark.parametrize(("days_left", "share"), [(31, 0), (30, 50), (8, 50), (7, 100), (1, 100)])
def test_cancel_costs_what_the_ladder_says_on_the_day(days_left: int, share: int) -> None:
    offering = make_offering(fee=100_000, days=60)
    make_ladder(offering)
    participant = sign_up_one(offering)
    assert offering.first_starts_at is not None
    today = offering.first_starts_at - timedelta(days=days_left)

    quote = cancellation.quote_cancellation(participant, now=today)
    cancellation.cancel(participant_id=participant.pk, actor=PARTICIPANT, now=today)

    assert gross(participant) == 125_000 * share // 100
    assert (quote.owed_ore, quote.fee_gross_ore) == (125_000, 125_000 * share // 100)


def test_cancel_follows_the_terms_frozen_at_sign_up() -> None:
    offering = make_offering(fee=100_000, days=5)
    participant = sign_up_one(offering)
    make_ladder(offering)

    cancellation.cancel(participant_id=participant.pk, actor=PARTICIPANT)

    assert gross(participant) == 0


def test_cancel_by_an_organiser_can_leave_the_fee_out() -> None:
    offering = make_offering(fee=100_000, days=5)
    make_ladder(offering)
    participant = sign_up_one(offering)

    cancellation.cancel(participant_id=participant.pk, actor=ORGANISER, charges_fee=False)

    assert gross(participant) == 0


def test_cancellation_fee_keeps_the_vat_rate_of_each_charge() -> None:
    offering = make_offering(fee=100_000, days=20)
    make_ladder(offering)
    dinner = make_extra(offering, amount_ore=40_000)
    participant = sign_up_one(offering, extras=(dinner,))

    cancellation.cancel(participant_id=participant.pk, actor=PARTICIPANT)

    fees = Charge.objects.filter(kind=ChargeKind.CANCELLATION).order_by("-vat_rate")
    sums = [(int(fee.vat_rate), fee.net_ore, fee.vat_ore) for fee in fees]
    assert sums == [(25, 50_000, 12_500), (12, 20_000, 2_400)]


def test_cancel_frees_the_extras_for_those_who_wish() -> None:
    offering = make_offering(size=None)
    dinner = make_extra(
        offering, quotas=[make_quota(offering, size=1, name="Middag")], amount_ore=40_000
    )
    first = sign_up_one(offering, extras=(dinner,))
    second = sign_up_one(offering, extras=(dinner,))

    cancellation.cancel(participant_id=first.pk, actor=PARTICIPANT)

    assert second.choices.get().state == ChoiceState.TAKEN
    assert gross(second) == 44_800
    assert Message.objects.filter(kind=Happening.EXTRA_GRANTED).count() == 1
    assert_always_true()


def test_cancel_tells_the_person_and_the_contact_once_each() -> None:
    offering = make_offering()
    participant = sign_up_one(offering, contact_email="kontakt@eslov.example")

    for _ in range(2):
        cancellation.cancel(participant_id=participant.pk, actor=PARTICIPANT)

    told = Message.objects.filter(kind=Happening.CANCELLED).values_list("to", flat=True)
    assert sorted(told) == sorted(["kontakt@eslov.example", participant.email])


def test_cancel_of_one_who_lapsed_is_refused() -> None:
    participant = sign_up_one(make_offering())
    Participant.objects.filter(pk=participant.pk).update(status=Status.LAPSED)

    with pytest.raises(WrongStatus):
        cancellation.cancel(participant_id=participant.pk, actor=PARTICIPANT)


def test_reinstate_gives_the_seat_back_and_takes_the_fee_away() -> None:
    offering = make_offering(size=1, fee=100_000, days=5)
    make_ladder(offering)
    participant = sign_up_one(offering)
    cancellation.cancel(participant_id=participant.pk, actor=PARTICIPANT)

    cancellation.reinstate(participant_id=participant.pk, actor=ORGANISER, reason="Fel person")

    participant.refresh_from_db()
    assert participant.status == Status.CONFIRMED
    assert gross(participant) == 125_000
    assert_always_true()


def test_reinstate_when_the_seat_has_gone_puts_in_line() -> None:
    offering = make_offering(size=1)
    first = sign_up_one(offering)
    cancellation.cancel(participant_id=first.pk, actor=PARTICIPANT)
    sign_up_one(offering)

    cancellation.reinstate(participant_id=first.pk, actor=ORGANISER, reason="Fel person")

    first.refresh_from_db()
    assert first.status == Status.WAITING


def test_reinstate_without_a_reason_is_refused() -> None:
    participant = sign_up_one(make_offering())
    cancellation.cancel(participant_id=participant.pk, actor=PARTICIPANT)

    with pytest.raises(ReasonNeeded):
        cancellation.reinstate(participant_id=participant.pk, actor=ORGANISER, reason=" ")


def test_quote_of_a_free_place_is_nothing() -> None:
    participant = sign_up_one(make_offering())

    quote = cancellation.quote_cancellation(participant, now=timezone.now())

    assert (quote.owed_ore, quote.fee_gross_ore, quote.reversed_ore) == (0, 0, 0)


def test_cancel_after_the_event_is_refused_and_the_debt_stands() -> None:
    offering = make_offering(fee=100_000, days=1)
    participant = sign_up_one(offering)
    afterwards = timezone.now() + timedelta(days=3)

    with pytest.raises(ChangesClosed):
        cancellation.cancel(participant_id=participant.pk, actor=PARTICIPANT, now=afterwards)

    assert gross(participant) == 125_000
    assert offering.quotas.get().taken == 1


def test_reinstate_of_an_erased_person_is_refused() -> None:
    participant = sign_up_one(make_offering())
    cancellation.cancel(participant_id=participant.pk, actor=PARTICIPANT)
    Registration.objects.update(erased_at=timezone.now())

    with pytest.raises(WrongStatus):
        cancellation.reinstate(participant_id=participant.pk, actor=ORGANISER, reason="Åter")


def test_cancel_of_one_outside_the_count_frees_nobodys_seat() -> None:
    offering = make_offering(size=1)
    sign_up_one(offering)
    speaker = sign_up_one(offering, actor=ORGANISER, uncounted_reason="Föreläsare")

    cancellation.cancel(participant_id=speaker.pk, actor=ORGANISER)

    assert offering.quotas.get().taken == 1
    assert_always_true()
