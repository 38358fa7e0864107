"""Sign-up: seats for those who fit, the line for the rest, once however often it is posted."""

from datetime import timedelta

import pytest
from django.utils import timezone

from registrations.actors import staff
from registrations.errors import (
    ExtraClosed,
    FeeClosed,
    GroupTooLarge,
    NotEnoughSeats,
    NoWaitlist,
    OfferingIsCancelled,
    SignupClosed,
)
from registrations.models import Charge, Decision, LogEntry, Message, Offering, Participant
from registrations.signup import register
from registrations.signup_sheet import IfFull
from registrations.statements import count_taken
from registrations.words import ChoiceState, Happening, Status, WaitlistMode
from tests.factories.registrations import (
    make_extra,
    make_fee,
    make_offering,
    make_quota,
    make_signup,
    sign_up,
    sign_up_one,
)
from tests.invariants import assert_always_true

pytestmark = pytest.mark.django_db


def statuses(offering: Offering) -> list[str]:
    rows = Participant.objects.filter(offering=offering).order_by("pk")
    return list(rows.values_list("status", flat=True))


def test_register_takes_a_seat_and_writes_charge_log_and_mail() -> None:
    offering = make_offering(size=2, fee=195_000)

    participant = sign_up_one(offering)

    assert participant.status == Status.CONFIRMED
    assert offering.quotas.get().taken == 1
    assert [(c.net_ore, c.vat_ore) for c in Charge.objects.all()] == [(195_000, 48_750)]
    log = LogEntry.objects.order_by("pk").values_list("happening", flat=True)
    assert list(log) == [Happening.REGISTERED, Happening.CONFIRMED]
    assert [m.kind for m in Message.objects.all()] == [Happening.REGISTERED]
    assert_always_true()


def test_register_of_a_group_mails_the_contact_and_each_named_person() -> None:
    offering = make_offering(size=10)

    registration = sign_up(
        offering, number=5, unnamed=2, contact_email="kontakt@eslov.example", contact_name="Kontakt"
    )

    kinds = sorted(Message.objects.values_list("kind", flat=True))
    assert kinds == [Happening.CONFIRMED] * 3 + [Happening.REGISTERED]
    assert registration.participants.filter(name="").count() == 2
    assert_always_true()


def test_register_asks_when_only_some_fit() -> None:
    offering = make_offering(size=2)

    with pytest.raises(NotEnoughSeats) as refusal:
        sign_up(offering, number=3, if_full=IfFull.ASK)

    assert (refusal.value.fits, refusal.value.asked) == (2, 3)
    assert statuses(offering) == []
    assert offering.quotas.get().taken == 0


def test_register_splits_a_group_between_seats_and_line() -> None:
    offering = make_offering(size=2)

    sign_up(offering, number=3, if_full=IfFull.SPLIT)

    assert statuses(offering) == [Status.CONFIRMED, Status.CONFIRMED, Status.WAITING]
    assert_always_true()


def test_register_puts_everyone_in_line_when_full() -> None:
    offering = make_offering(size=1)
    sign_up(offering)

    sign_up(offering, number=2, if_full=IfFull.WAIT)

    assert statuses(offering) == [Status.CONFIRMED, Status.WAITING, Status.WAITING]
    places = Participant.objects.waiting().values_list("place", flat=True)
    assert list(places) == [1, 2]
    assert_always_true()


def test_register_without_waitlist_refuses_when_full() -> None:
    offering = make_offering(size=1, waitlist=WaitlistMode.NONE)
    sign_up(offering)

    with pytest.raises(NoWaitlist):
        sign_up(offering, if_full=IfFull.WAIT)


def test_register_behind_a_manual_line_waits_although_a_seat_is_free() -> None:
    offering = make_offering(size=1, waitlist=WaitlistMode.MANUAL)
    first = sign_up_one(offering)
    sign_up(offering)
    from registrations.actors import PARTICIPANT
    from registrations.cancellation import cancel

    cancel(participant_id=first.pk, actor=PARTICIPANT)

    newcomer = sign_up_one(offering)

    assert newcomer.status == Status.WAITING


def test_register_same_form_twice_makes_one_registration() -> None:
    offering = make_offering(size=5)
    form = make_signup(offering)

    first, second = register(form), register(form)

    assert first == second
    assert offering.quotas.get().taken == 1
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"state": Offering.State.CLOSED}, SignupClosed),
        ({"state": Offering.State.CANCELLED}, OfferingIsCancelled),
        ({"opens_at": timezone.now() + timedelta(days=1)}, SignupClosed),
        ({"closes_at": timezone.now() - timedelta(minutes=1)}, SignupClosed),
        ({"days": -3}, SignupClosed),
    ],
)
def test_register_outside_the_window_is_refused(
    fields: dict[str, object], error: type[Exception]
) -> None:
    offering = make_offering(**fields)  # type: ignore[arg-type]  # a table of fields

    with pytest.raises(error):
        sign_up(offering)


def test_register_by_staff_works_when_closed_and_outside_the_count(admin_user: object) -> None:
    offering = make_offering(size=1, state=Offering.State.CLOSED)
    sign_up(offering, actor=staff(admin_user))

    squeezed = sign_up(offering, actor=staff(admin_user), uncounted_reason="Föreläsare")

    assert [p.counted for p in squeezed.participants.all()] == [False]
    assert offering.quotas.get().taken == 1
    assert_always_true()


def test_register_with_closed_fee_is_refused() -> None:
    offering = make_offering()
    early = make_fee(
        offering,
        quotas=list(offering.quotas.all()),
        closes_at=timezone.now() - timedelta(days=1),
    )

    with pytest.raises(FeeClosed):
        sign_up(offering, fee=early)


def test_register_with_another_offerings_fee_or_extra_is_refused() -> None:
    offering, other = make_offering(), make_offering()
    extra = make_extra(other)

    with pytest.raises(FeeClosed):
        sign_up(offering, fee=other.fees.get())
    with pytest.raises(ExtraClosed):
        sign_up(offering, extras=(extra,))


@pytest.mark.parametrize("number", [0, 21, 300])
def test_register_of_too_many_or_none_is_refused(number: int) -> None:
    offering = make_offering(size=None)
    people = make_signup(offering).people * number

    with pytest.raises(GroupTooLarge):
        sign_up(offering, people=people)


def test_register_takes_extras_and_wishes_for_full_ones() -> None:
    offering = make_offering(size=10)
    dinner = make_quota(offering, size=2, name="Middag")
    extra = make_extra(offering, quotas=[dinner], amount_ore=40_000)

    registration = sign_up(offering, number=3, extras=(extra,))

    states = [p.choices.get().state for p in registration.participants.order_by("number")]
    assert states == [ChoiceState.TAKEN, ChoiceState.TAKEN, ChoiceState.WISHED]
    assert Charge.objects.count() == 2
    assert_always_true()


def test_register_counts_a_quota_shared_by_fee_and_extra_once_each() -> None:
    offering = make_offering(size=3)
    extra = make_extra(offering, quotas=list(offering.quotas.all()))

    sign_up(offering, number=2, extras=(extra,))

    assert offering.quotas.get().taken == 3
    assert_always_true()


def test_register_needing_approval_applies_without_a_seat() -> None:
    offering = make_offering(size=1, approval=True)

    participant = sign_up_one(offering)

    assert participant.status == Status.APPLIED
    assert offering.quotas.get().taken == 0


def test_register_of_a_known_address_opens_one_decision() -> None:
    offering = make_offering()
    sign_up(offering, email="anna@example.org")

    sign_up(offering, email="Anna@Example.org")

    assert [d.kind for d in Decision.objects.all()] == ["duplicate"]


def test_register_costs_at_most_25_statements_whatever_is_registered(
    django_assert_max_num_queries: object,
) -> None:
    offering = make_offering(size=None, fee=100_000)
    extra = make_extra(offering, amount_ore=10_000)
    sign_up(offering, number=20, extras=(extra,))

    with django_assert_max_num_queries(25):  # type: ignore[operator]  # pytest-django's fixture
        sign_up(offering, extras=(extra,))


def test_register_into_the_line_beside_a_free_seat_is_offered_it_at_once() -> None:
    offering = make_offering(size=1)

    waiter = sign_up_one(offering, if_full=IfFull.WAIT)

    waiter.refresh_from_db()
    assert waiter.status == Status.OFFERED
    assert_always_true()


def test_counting_beyond_the_size_or_below_nothing_is_refused() -> None:
    quota = make_offering(size=2).quotas.get()

    taken = [count_taken(quota.pk, units) for units in (3, -1, 2, 1, -2)]

    assert taken == [False, False, True, False, True]


def test_register_passes_a_large_extra_that_is_full_and_takes_the_small_one() -> None:
    offering = make_offering(size=None)
    kitchen = make_quota(offering, size=1, name="Kök")
    large = make_extra(offering, quotas=[kitchen], units=2)
    small = make_extra(offering, quotas=[kitchen])

    participant = sign_up_one(offering, extras=(large, small))

    states = dict(participant.choices.values_list("extra_id", "state"))
    assert states == {large.pk: ChoiceState.WISHED, small.pk: ChoiceState.TAKEN}
    assert_always_true()
