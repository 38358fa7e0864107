"""The line: first come, first served, by person; offers by mail with a deadline."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from registrations import lapsing, waitlist
from registrations.actors import PARTICIPANT, Actor
from registrations.cancellation import cancel
from registrations.errors import NoMoreTime, OfferHasPassed, WrongStatus
from registrations.models import CancellationStep, Charge, Message, Offering, Participant
from registrations.offerings import resize_quota
from registrations.signup_sheet import IfFull
from registrations.words import ActorKind, ChoiceState, Happening, Status, WaitlistMode
from tests.factories.registrations import (
    make_extra,
    make_fee,
    make_offering,
    make_quota,
    sign_up,
    sign_up_one,
)
from tests.invariants import assert_always_true

pytestmark = pytest.mark.django_db
ORGANISER = Actor(ActorKind.STAFF)


def offered_one(**fields: object) -> Participant:
    """Return someone just offered the seat that another gave up."""
    offering = make_offering(size=1, **fields)  # type: ignore[arg-type]  # a table of fields
    first = sign_up_one(offering)
    waiter = sign_up_one(offering)
    cancel(participant_id=first.pk, actor=PARTICIPANT)
    waiter.refresh_from_db()
    return waiter


def deliver_mails() -> None:
    Message.objects.update(sent_at=timezone.now())


def test_freed_seat_is_offered_to_the_first_in_line_with_a_deadline() -> None:
    waiter = offered_one(offer_hours=24)

    assert waiter.status == Status.OFFERED
    assert waiter.seat_until is not None
    assert waiter.seat_until - timezone.now() > timedelta(hours=23, minutes=59)
    assert Message.objects.filter(kind=Happening.OFFERED, to=waiter.email).count() == 1
    assert_always_true()


def test_freed_seat_passes_one_who_does_not_fit_and_keeps_the_place() -> None:
    offering = make_offering(size=1)
    double = make_fee(offering, quotas=list(offering.quotas.all()), units=2)
    sitting = sign_up_one(offering)
    large = sign_up_one(offering, fee=double)
    small = sign_up_one(offering)

    cancel(participant_id=sitting.pk, actor=PARTICIPANT)

    large.refresh_from_db()
    small.refresh_from_db()
    assert (large.status, large.place) == (Status.WAITING, 1)
    assert small.status == Status.OFFERED


def test_at_once_line_confirms_without_an_offer_and_charges() -> None:
    waiter = offered_one(waitlist=WaitlistMode.AT_ONCE, fee=100_000)

    assert waiter.status == Status.CONFIRMED
    assert Charge.objects.filter(participant=waiter).count() == 1
    assert_always_true()


@pytest.mark.parametrize(
    "fields",
    [
        {"waitlist": WaitlistMode.MANUAL},
        {"offers_until": timezone.now() - timedelta(minutes=1)},
    ],
)
def test_freed_seat_stays_free_while_offers_do_not_run(fields: dict[str, object]) -> None:
    waiter = offered_one(**fields)

    assert waiter.status == Status.WAITING
    assert waiter.offering.quotas.get().taken == 0


def test_accept_confirms_and_charges_once_however_often() -> None:
    waiter = offered_one(fee=100_000)

    for _ in range(2):
        waitlist.accept_offer(participant_id=waiter.pk, actor=PARTICIPANT)

    waiter.refresh_from_db()
    assert waiter.status == Status.CONFIRMED
    assert Charge.objects.filter(participant=waiter).count() == 1
    assert_always_true()


def test_accept_after_the_deadline_works_until_it_has_lapsed() -> None:
    waiter = offered_one()
    late = timezone.now() + timedelta(hours=72)

    waitlist.accept_offer(participant_id=waiter.pk, actor=PARTICIPANT, now=late)

    waiter.refresh_from_db()
    assert waiter.status == Status.CONFIRMED


def test_accept_of_a_lapsed_offer_is_refused_with_a_sentence() -> None:
    waiter = offered_one()
    deliver_mails()
    lapsing.lapse_due(timezone.now() + timedelta(hours=72))

    with pytest.raises(OfferHasPassed):
        waitlist.accept_offer(participant_id=waiter.pk, actor=PARTICIPANT)


def test_decline_hands_the_seat_to_the_next() -> None:
    waiter = offered_one()
    second = sign_up_one(waiter.offering)

    waitlist.decline_offer(participant_id=waiter.pk, actor=PARTICIPANT)

    second.refresh_from_db()
    assert second.status == Status.OFFERED
    assert_always_true()


def test_unanswered_offer_lapses_and_goes_on_to_the_next() -> None:
    waiter = offered_one()
    second = sign_up_one(waiter.offering)
    deliver_mails()

    lapsing.lapse_due(timezone.now() + timedelta(hours=49))

    waiter.refresh_from_db()
    second.refresh_from_db()
    assert (waiter.status, second.status) == (Status.LAPSED, Status.OFFERED)
    assert_always_true()


def test_offer_whose_mail_has_not_left_does_not_lapse() -> None:
    waiter = offered_one()

    lapsed = lapsing.lapse_due(timezone.now() + timedelta(hours=200))

    waiter.refresh_from_db()
    assert (lapsed, waiter.status) == (0, Status.OFFERED)


def test_offer_can_be_extended_three_times() -> None:
    waiter = offered_one(offer_hours=48)
    first_deadline = waiter.seat_until
    assert first_deadline is not None

    for _ in range(3):
        waitlist.extend_offer(participant_id=waiter.pk, actor=PARTICIPANT)

    with pytest.raises(NoMoreTime):
        waitlist.extend_offer(participant_id=waiter.pk, actor=PARTICIPANT)
    waiter.refresh_from_db()
    assert waiter.seat_until == first_deadline + timedelta(hours=72)


def test_rejoin_after_a_lapse_gives_a_new_place_at_the_end() -> None:
    waiter = offered_one()
    second = sign_up_one(waiter.offering)
    deliver_mails()
    lapsing.lapse_due(timezone.now() + timedelta(hours=49))

    waitlist.rejoin(participant_id=waiter.pk, actor=PARTICIPANT)

    waiter.refresh_from_db()
    second.refresh_from_db()
    assert (waiter.status, second.status) == (Status.WAITING, Status.OFFERED)
    assert_always_true()


def test_rejoin_after_cancelling_needs_an_organiser() -> None:
    offering = make_offering(size=1)
    first = sign_up_one(offering)
    cancel(participant_id=first.pk, actor=PARTICIPANT)

    with pytest.raises(WrongStatus):
        waitlist.rejoin(participant_id=first.pk, actor=PARTICIPANT)
    waitlist.rejoin(participant_id=first.pk, actor=ORGANISER)

    first.refresh_from_db()
    assert first.status == Status.OFFERED


def test_people_before_counts_people_not_registrations() -> None:
    offering = make_offering(size=1)
    sign_up(offering)
    sign_up(offering, number=3, if_full=IfFull.WAIT)

    last = sign_up_one(offering)

    assert waitlist.people_before(last) == 3


def test_hand_on_due_repairs_what_a_pause_left_behind() -> None:
    waiter = offered_one(waitlist=WaitlistMode.MANUAL)
    Offering.objects.update(waitlist=WaitlistMode.AUTOMATIC)

    moved = waitlist.hand_on_due()

    waiter.refresh_from_db()
    assert (moved, waiter.status) == (1, Status.OFFERED)
    assert_always_true()


def test_line_for_a_small_quota_does_not_stop_newcomers_of_another() -> None:
    offering = make_offering(size=10)
    small = make_quota(offering, size=1, name="Studenter")
    student = make_fee(offering, quotas=[offering.quotas.order_by("pk")[0], small])
    sign_up(offering, fee=student)
    sign_up(offering, fee=student)

    newcomer = sign_up_one(offering)

    assert newcomer.status == Status.CONFIRMED
    assert_always_true()


def test_uncounted_person_let_back_gets_a_seat_although_it_is_full() -> None:
    offering = make_offering(size=1)
    sign_up(offering)
    speaker = sign_up(offering, actor=ORGANISER, uncounted_reason="Föreläsare").participants.get()
    cancel(participant_id=speaker.pk, actor=ORGANISER)

    waitlist.rejoin(participant_id=speaker.pk, actor=ORGANISER)

    speaker.refresh_from_db()
    assert speaker.status == Status.CONFIRMED
    assert_always_true()


@pytest.mark.parametrize("act", [waitlist.accept_offer, waitlist.extend_offer])
def test_offer_cannot_be_used_after_the_event_or_when_it_is_cancelled(act: Any) -> None:
    waiter = offered_one(days=1)

    with pytest.raises(OfferHasPassed):
        act(
            participant_id=waiter.pk,
            actor=PARTICIPANT,
            now=timezone.now() + timedelta(days=3),
        )
    Offering.objects.update(state=Offering.State.CANCELLED)
    with pytest.raises(OfferHasPassed):
        act(participant_id=waiter.pk, actor=PARTICIPANT)


def test_accept_takes_the_wished_extra_and_charges_it() -> None:
    offering = make_offering(size=1)
    dinner = make_extra(offering, amount_ore=40_000)
    first = sign_up_one(offering)
    waiter = sign_up_one(offering, extras=(dinner,))
    cancel(participant_id=first.pk, actor=PARTICIPANT)

    waitlist.accept_offer(participant_id=waiter.pk, actor=PARTICIPANT)

    assert waiter.choices.get().state == ChoiceState.TAKEN
    assert [charge.gross_ore for charge in Charge.objects.filter(participant=waiter)] == [44_800]
    assert_always_true()


def test_rejoin_takes_the_cancellation_fee_away() -> None:
    offering = make_offering(fee=100_000, days=5)
    CancellationStep.objects.create(offering=offering, days_before=7, per_cent=100)
    participant = sign_up_one(offering)
    cancel(participant_id=participant.pk, actor=PARTICIPANT)

    waitlist.rejoin(participant_id=participant.pk, actor=ORGANISER)

    assert sum(charge.gross_ore for charge in Charge.objects.all()) == 0


def test_wished_extra_never_takes_the_seat_of_the_next_in_an_at_once_line() -> None:
    offering = make_offering(size=1, waitlist=WaitlistMode.AT_ONCE)
    room = offering.quotas.get()
    small = make_quota(offering, size=2, name="Verkstad")
    workshop_fee = make_fee(offering, quotas=[room, small])
    extra = make_extra(offering, quotas=[small])
    sign_up(offering)
    first = sign_up_one(offering, fee=workshop_fee, extras=(extra,))
    second = sign_up_one(offering, fee=workshop_fee)

    resize_quota(quota_id=room.pk, size=None, actor=ORGANISER)

    first.refresh_from_db()
    second.refresh_from_db()
    assert [first.status, second.status] == [Status.CONFIRMED, Status.CONFIRMED]
    assert first.choices.get().state == ChoiceState.WISHED
    assert_always_true()
