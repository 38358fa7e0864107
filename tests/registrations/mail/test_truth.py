"""A mail says what is true when it leaves, to the address that is right by then."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from registrations import approval, cancellation, lapsing, people, retention, waitlist
from registrations.actors import CONTACT, PARTICIPANT, SYSTEM, staff
from registrations.mail import outbox
from registrations.models import Decision, Message, Occasion, Offering, Participant
from registrations.offerings import read_dates
from registrations.words import DecisionKind, Happening, Status
from tests.factories.registrations import make_offering, sign_up, sign_up_one

pytestmark = pytest.mark.django_db


def offered_participant(*, unnamed: int = 0) -> Participant:
    """Return someone who has just been offered a seat, with only that mail waiting to leave."""
    offering = make_offering(size=1)
    first = sign_up_one(offering)
    waiting = sign_up(offering, unnamed=unnamed).participants.get()
    sign_up(offering)
    outbox.send_due()
    mail.outbox.clear()
    cancellation.cancel(participant_id=first.pk, actor=SYSTEM)
    Message.objects.filter(sent_at=None).exclude(kind=Happening.OFFERED).delete()
    waiting.refresh_from_db()
    assert waiting.status == Status.OFFERED
    return waiting


def correct_person(participant: Participant) -> None:
    people.change_details(
        participant_id=participant.pk,
        name=participant.name,
        email="ny@eslov.example",
        organisation="",
        actor=PARTICIPANT,
    )


def correct_contact(participant: Participant) -> None:
    people.change_contact(
        registration_id=participant.registration_id,
        name="Anna Berg",
        email="ny@eslov.example",
        phone="",
        actor=CONTACT,
    )


def end(offering: Offering) -> None:
    """Let the event have been yesterday."""
    start = timezone.now() - timedelta(days=1, hours=8)
    Occasion.objects.filter(offering=offering).update(
        starts_at=start, ends_at=start + timedelta(hours=7)
    )
    read_dates(offering)


def test_offer_that_was_answered_is_not_mailed() -> None:
    participant = offered_participant()
    waitlist.accept_offer(participant_id=participant.pk, actor=PARTICIPANT)

    outbox.send_due()

    message = Message.objects.get(kind=Happening.OFFERED)
    assert (message.sent_at, message.last_error) == (None, "the status is now confirmed")
    assert not Decision.objects.exists()


def test_news_overtaken_before_it_left_is_told_once() -> None:
    participant = sign_up_one(make_offering())
    cancellation.cancel(participant_id=participant.pk, actor=CONTACT)

    outbox.send_due()

    assert [letter.subject.partition(":")[0] for letter in mail.outbox] == ["Din plats är avbokad"]


@pytest.mark.parametrize(
    ("unnamed", "correct"), [(0, correct_person), (1, correct_contact)], ids=["person", "contact"]
)
def test_offer_goes_to_the_address_corrected_before_it_left(
    unnamed: int, correct: Callable[[Participant], None]
) -> None:
    participant = offered_participant(unnamed=unnamed)
    correct(participant)

    outbox.send_due()

    message = Message.objects.get(kind=Happening.OFFERED)
    assert (message.to, message.sent_at is not None) == ("ny@eslov.example", True)
    assert [letter.to for letter in mail.outbox if letter.body == message.text] == [
        ["ny@eslov.example"]
    ]


def test_offer_sent_to_a_corrected_address_lapses_and_goes_on() -> None:
    participant = offered_participant()
    correct_person(participant)
    outbox.send_due()

    lapsing.lapse_due(timezone.now() + timedelta(days=5))

    statuses = participant.offering.participants.order_by("pk").values_list("status", flat=True)
    assert list(statuses) == [Status.CANCELLED, Status.LAPSED, Status.OFFERED]


def test_other_news_for_an_address_no_longer_theirs_is_dropped() -> None:
    participant = sign_up(make_offering(approval=True), number=2).participants.get(number=2)
    outbox.send_due()
    mail.outbox.clear()
    approval.approve(participant_id=participant.pk, actor=staff(None))
    correct_person(participant)

    outbox.send_due()

    former = Message.objects.get(kind=Happening.CONFIRMED, to=participant.email)
    assert former.last_error == "no longer this person's address"


def test_news_about_the_line_is_not_mailed_after_the_event() -> None:
    offering = make_offering(size=1)
    sign_up(offering)
    outbox.send_due()
    waiting = sign_up(offering, number=2).participants.get(number=2)
    end(offering)

    outbox.send_due()

    message = Message.objects.get(kind=Happening.WAITLISTED, participant=waiting)
    assert (message.sent_at, message.last_error) == (None, "too late to be of use")


def test_cancellation_is_told_also_after_the_event() -> None:
    participant = sign_up_one(make_offering())
    outbox.send_due()
    mail.outbox.clear()
    cancellation.cancel(participant_id=participant.pk, actor=staff(None))
    end(participant.offering)

    outbox.send_due()

    assert [letter.subject.partition(":")[0] for letter in mail.outbox] == ["Din plats är avbokad"]


def test_standing_offer_that_is_not_mailed_is_put_before_an_organiser() -> None:
    participant = offered_participant()
    end(participant.offering)

    outbox.send_due()

    decision = Decision.objects.get()
    assert (decision.kind, decision.participant) == (DecisionKind.MAIL_FAILED, participant)


def test_mail_to_erased_person_is_dropped_but_their_cancellation_is_told() -> None:
    registration = sign_up(make_offering())
    retention.erase(registration_id=registration.pk, actor=CONTACT)

    outbox.send_due()

    assert [message.subject.partition(":")[0] for message in mail.outbox] == [
        "Din plats är avbokad"
    ]
    assert "/r/" not in mail.outbox[0].body


def test_one_of_a_group_is_told_of_their_erasure_without_a_link() -> None:
    registration = sign_up(make_offering(), number=2, contact_email="chef@eslov.example")
    colleague = registration.participants.get(number=2)
    outbox.send_due()
    mail.outbox.clear()
    retention.erase(participant_id=colleague.pk, actor=PARTICIPANT)

    outbox.send_due()

    farewell = next(letter for letter in mail.outbox if letter.to == [colleague.email])
    assert farewell.subject.startswith("Din plats är avbokad")
    assert "/r/" not in farewell.body


def test_contact_answers_an_offer_by_their_own_link() -> None:
    participant = offered_participant(unnamed=1)

    outbox.send_due()

    body = mail.outbox[0].body
    assert f"/r/{participant.registration.token}/erbjudande/{participant.number}/" in body
    assert participant.token not in body
