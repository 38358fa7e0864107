"""Erasing and purging reach every row that names someone, and nothing else."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from registrations import batches, cancellation, people, ports, retention, waitlist
from registrations.actors import CONTACT, PARTICIPANT, staff
from registrations.errors import WrongStatus
from registrations.mail import outbox
from registrations.models import (
    Batch,
    LogEntry,
    Message,
    Occasion,
    Offering,
    Participant,
    Quota,
    Registration,
)
from registrations.offerings import read_dates
from registrations.ports import PurgePolicy
from registrations.pricing import owed
from registrations.words import BatchAction, Happening, Status
from tests.factories.registrations import make_offering, sign_up

pytestmark = pytest.mark.django_db
STAFF = staff(None)


@pytest.fixture
def own_policies() -> Iterator[list[PurgePolicy]]:
    former = list(ports.purge_policies)
    yield ports.purge_policies
    ports.purge_policies[:] = former


def register_group(offering: Offering | None = None) -> Registration:
    return sign_up(
        offering or make_offering(),
        number=3,
        contact_name="Lena Falk",
        contact_email="lena@eslov.example",
    )


def end(offering: Offering, ends_at: datetime) -> None:
    Occasion.objects.filter(offering=offering).update(
        starts_at=ends_at - timedelta(hours=7), ends_at=ends_at
    )
    read_dates(offering)


def test_mails_to_the_others_no_longer_name_an_erased_colleague() -> None:
    registration = register_group()
    colleague = registration.participants.get(number=2)
    people.resend_link(registration_id=registration.pk, actor=STAFF)
    cancellation.cancel(participant_id=registration.participants.get(number=3).pk, actor=CONTACT)
    outbox.send_due()

    retention.erase(participant_id=colleague.pk, actor=PARTICIPANT)
    outbox.send_due()
    retention.purge_due()

    kept = "".join(message.text + message.html + message.to for message in Message.objects.all())
    assert colleague.name not in kept
    assert colleague.email not in kept


def test_mail_to_a_colleague_of_an_erased_person_is_kept() -> None:
    registration = register_group()
    outbox.send_due()
    first = registration.participants.get(number=1)

    retention.erase(participant_id=registration.participants.get(number=2).pk, actor=PARTICIPANT)

    assert Message.objects.filter(to=first.email).exclude(text="").exists()


def test_farewell_to_one_of_a_group_leaves_no_address_behind() -> None:
    registration = register_group()
    colleague = registration.participants.get(number=2)
    retention.erase(participant_id=colleague.pk, actor=PARTICIPANT)
    outbox.send_due()

    retention.purge_due()

    assert [letter.to for letter in mail.outbox].count([colleague.email]) == 1
    assert not Message.objects.filter(to=colleague.email).exists()


def test_place_of_an_erased_colleague_keeps_its_mails_once_named_again() -> None:
    registration = register_group()
    place = registration.participants.get(number=2)
    retention.erase(participant_id=place.pk, actor=PARTICIPANT)
    cancellation.reinstate(participant_id=place.pk, actor=STAFF, reason="Ny kollega")
    people.name_participant(
        participant_id=place.pk,
        name="Eva Ek",
        email="eva@eslov.example",
        organisation="",
        actor=CONTACT,
    )
    outbox.send_due()

    retention.purge_due()

    message = Message.objects.get(to="eva@eslov.example", kind=Happening.NAMED)
    assert message.text != ""


@pytest.mark.parametrize("everyone", [True, False], ids=["registration", "participant"])
def test_erasing_after_the_event_owes_what_was_owed(everyone: bool) -> None:
    registration = register_group(make_offering(fee=100000))
    participant = registration.participants.get(number=1)
    before = owed(registration)
    end(registration.offering, timezone.now() - timedelta(days=1))

    whose = {"registration_id": registration.pk} if everyone else {"participant_id": participant.pk}
    retention.erase(**whose, actor=CONTACT)

    participant.refresh_from_db()
    assert (owed(registration), participant.status) == (before, Status.CONFIRMED)
    assert participant.name == ""
    assert Quota.objects.get(offering=registration.offering).taken == 3


def reinstate(participant: Participant) -> object:
    return cancellation.reinstate(participant_id=participant.pk, actor=STAFF, reason="Ville åter")


def rejoin(participant: Participant) -> object:
    return waitlist.rejoin(participant_id=participant.pk, actor=STAFF)


def name(participant: Participant) -> object:
    return people.name_participant(
        participant_id=participant.pk,
        name="Eva Ek",
        email="eva@eslov.example",
        organisation="",
        actor=STAFF,
    )


def correct(participant: Participant) -> object:
    return people.change_details(
        participant_id=participant.pk,
        name="Eva Ek",
        email="eva@eslov.example",
        organisation="",
        actor=STAFF,
    )


def change_contact(participant: Participant) -> object:
    return people.change_contact(
        registration_id=participant.registration_id,
        name="Eva Ek",
        email="eva@eslov.example",
        phone="",
        actor=STAFF,
    )


@pytest.mark.parametrize("act", [reinstate, rejoin, name, correct, change_contact])
def test_erased_registration_takes_no_new_personal_data(
    act: Callable[[Participant], object],
) -> None:
    registration = sign_up(make_offering())
    retention.erase(registration_id=registration.pk, actor=CONTACT)

    with pytest.raises(WrongStatus):
        act(registration.participants.get())


@pytest.mark.parametrize("field", ["personal_days", "health_days"])
def test_event_with_days_beyond_the_calendar_does_not_stop_the_purge(field: str) -> None:
    broken = make_offering(**{field: 32_767})
    sign_up(broken)
    end(broken, datetime(9990, 1, 1, tzinfo=UTC))
    other = register_group(make_offering(personal_days=0))
    end(other.offering, timezone.now() - timedelta(days=1))

    retention.purge_due()

    other.refresh_from_db()
    assert other.erased_at is not None


@pytest.mark.parametrize(
    "ends_at", [datetime(9999, 12, 31, tzinfo=UTC), datetime(1, 1, 3, tzinfo=UTC)]
)
def test_event_at_the_end_of_the_calendar_does_not_stop_the_purge(ends_at: datetime) -> None:
    end(sign_up(make_offering()).offering, ends_at)
    other = register_group(make_offering(personal_days=0))
    end(other.offering, timezone.now() - timedelta(days=1))

    retention.purge_due()

    other.refresh_from_db()
    assert other.erased_at is not None


def test_failing_part_of_the_purge_stops_no_other_and_is_told(
    own_policies: list[PurgePolicy],
) -> None:
    seen = []

    def fail(now: datetime) -> int:
        raise ValueError("no luck")

    def note(now: datetime) -> int:
        seen.append(now)
        return 1

    own_policies += [PurgePolicy("failing", (), fail), PurgePolicy("after", (), note)]

    with pytest.raises(ValueError, match="no luck"):
        retention.purge_due()

    assert len(seen) == 1


def test_reasons_of_batches_are_emptied_with_the_rest() -> None:
    offering = make_offering()
    participant = register_group(offering).participants.get(number=1)
    batches.plan_batch(
        offering=offering,
        action=BatchAction.CANCEL,
        participant_ids=[participant.pk],
        actor=STAFF,
        reason="Anna är sjuk",
    )
    offering.refresh_from_db()
    assert offering.last_ends_at is not None
    end_of_time = offering.last_ends_at + timedelta(days=offering.personal_days)

    retention.purge_due(end_of_time - timedelta(minutes=1))
    kept = (Batch.objects.get().reason, LogEntry.objects.get(registration=None).reason)
    retention.purge_due(end_of_time)

    assert kept == ("Anna är sjuk", "Anna är sjuk")
    assert Batch.objects.get().reason == ""
    assert not LogEntry.objects.exclude(reason="").exists()
