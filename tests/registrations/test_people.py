"""Naming, correcting, swapping and answering, with their mails and their traces."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from registrations import people
from registrations.actors import CONTACT, PARTICIPANT
from registrations.codes import is_genuine, read_token
from registrations.errors import ChangesClosed, WrongStatus
from registrations.models import Answer, LogEntry, Message, Offering, Question, Registration
from registrations.words import Happening, Readers
from tests.factories.registrations import make_offering, sign_up, sign_up_one
from tests.invariants import assert_always_true

pytestmark = pytest.mark.django_db


def make_question(offering: Offering, readers: str = Readers.ORGANISERS) -> Question:
    return Question.objects.create(
        offering=offering, label_sv="Allergier", readers=readers, purpose_sv="Till köket"
    )


def test_name_participant_mails_the_person_a_link_of_their_own() -> None:
    registration = sign_up(make_offering(), number=2, unnamed=1)
    unnamed = registration.participants.get(name="")

    people.name_participant(
        participant_id=unnamed.pk,
        name="Östen Åberg",
        email="osten@example.org",
        organisation="Höörs kommun",
        actor=CONTACT,
    )

    unnamed.refresh_from_db()
    assert unnamed.sort_key.startswith("}sten")
    assert [m.to for m in Message.objects.filter(kind=Happening.NAMED)] == ["osten@example.org"]
    with pytest.raises(WrongStatus):
        people.name_participant(
            participant_id=unnamed.pk, name="N", email="", organisation="", actor=CONTACT
        )


def test_swap_rotates_the_link_deletes_answers_and_tells_both() -> None:
    offering = make_offering()
    question = make_question(offering, Readers.HEALTH)
    participant = sign_up_one(offering)
    people.change_answers(
        participant_id=participant.pk, answers={question.pk: "Nötter"}, actor=PARTICIPANT
    )
    former_email = participant.email
    former = participant.token
    former_contact = participant.registration.token

    people.swap(
        participant_id=participant.pk,
        name="Bo Ek",
        email="bo@example.org",
        organisation="Lunds kommun",
        actor=PARTICIPANT,
    )

    participant.refresh_from_db()
    participant.registration.refresh_from_db()
    assert participant.token != former
    assert participant.registration.token != former_contact
    assert participant.registration.contact_email == "bo@example.org"
    assert not Answer.objects.exists()
    told = Message.objects.filter(kind__in=[Happening.SWAPPED, Happening.GIVEN_AWAY])
    assert {(m.kind, m.to) for m in told} == {
        (Happening.SWAPPED, "bo@example.org"),
        (Happening.GIVEN_AWAY, former_email),
    }
    assert_always_true()


def test_swap_in_a_group_leaves_the_contact_alone() -> None:
    registration = sign_up(make_offering(), number=2, contact_email="kontakt@eslov.example")
    participant = registration.participants.order_by("number")[0]

    people.swap(
        participant_id=participant.pk,
        name="Bo Ek",
        email="bo@example.org",
        organisation="",
        actor=CONTACT,
    )

    registration.refresh_from_db()
    assert registration.contact_email == "kontakt@eslov.example"


def test_swap_after_the_event_is_refused() -> None:
    participant = sign_up_one(make_offering(days=1))

    with pytest.raises(ChangesClosed):
        people.swap(
            participant_id=participant.pk,
            name="Bo",
            email="bo@example.org",
            organisation="",
            actor=PARTICIPANT,
            now=timezone.now() + timedelta(days=3),
        )


def test_change_details_logs_fields_and_never_values() -> None:
    participant = sign_up_one(make_offering())

    people.change_details(
        participant_id=participant.pk,
        name="Hemlig Person",
        email=participant.email,
        organisation=participant.organisation,
        actor=PARTICIPANT,
    )

    entry = LogEntry.objects.order_by("-pk")[0]
    assert (entry.happening, entry.fields) == (Happening.DETAILS_CHANGED, ["name"])
    assert "Hemlig" not in str(LogEntry.objects.values_list())


def test_change_contact_mails_the_link_to_the_new_address() -> None:
    registration = sign_up(make_offering())

    people.change_contact(
        registration_id=registration.pk,
        name="Ny",
        email="ny@example.org",
        phone="",
        actor=CONTACT,
    )

    assert [m.to for m in Message.objects.filter(kind=Happening.LINK_SENT)] == ["ny@example.org"]


def test_health_answer_is_never_readable_in_the_database() -> None:
    offering = make_offering()
    question = make_question(offering, Readers.HEALTH)
    participant = sign_up_one(offering)

    people.change_answers(
        participant_id=participant.pk, answers={question.pk: "Jordnötter"}, actor=PARTICIPANT
    )

    with connection.cursor() as cursor:
        cursor.execute("SELECT value, sealed, consent FROM registrations_answer")
        value, sealed, consent = cursor.fetchone()
    assert value == ""
    assert consent.startswith("Allergier\nTill köket\n")
    assert b"Jordn" not in bytes(sealed)
    assert Answer.objects.get().sealed == "Jordnötter"


def test_change_answers_withdraws_and_logs_only_what_changed() -> None:
    offering = make_offering()
    first, second = make_question(offering), make_question(offering)
    participant = sign_up_one(offering)
    people.change_answers(
        participant_id=participant.pk, answers={first.pk: "a", second.pk: "b"}, actor=PARTICIPANT
    )

    people.change_answers(
        participant_id=participant.pk, answers={first.pk: "a", second.pk: ""}, actor=PARTICIPANT
    )

    assert [answer.question for answer in participant.answers.all()] == [first]
    assert LogEntry.objects.order_by("-pk")[0].fields == [f"question:{second.pk}"]


def test_change_answers_after_the_caterers_date_is_refused() -> None:
    offering = make_offering(changes_until=timezone.now() - timedelta(hours=1))
    question = make_question(offering)
    participant = sign_up_one(offering)

    with pytest.raises(ChangesClosed):
        people.change_answers(
            participant_id=participant.pk, answers={question.pk: "a"}, actor=PARTICIPANT
        )


@pytest.mark.parametrize("token", ["", "r", "r-", "x1-abc", "r1-", "rå-abc", "r" * 400, "p1-åäö"])
def test_forged_token_is_read_as_nothing_or_not_genuine(token: str) -> None:
    claimed = read_token(token)

    if claimed is not None:
        assert not is_genuine(token, kind=claimed[0], pk=claimed[1], version=1)


def test_address_typed_later_never_makes_a_participant_the_contact() -> None:
    registration = sign_up(
        make_offering(), number=3, contact_name="Karin", contact_email="karin@kommun.example"
    )
    colleague = registration.participants.get(number=2)

    people.change_details(
        participant_id=colleague.pk,
        name="Karin",
        email="karin@kommun.example",
        organisation="",
        actor=PARTICIPANT,
    )

    colleague.refresh_from_db()
    assert not people.is_the_contact(colleague)


def test_person_who_registered_themselves_is_the_contact() -> None:
    participant = sign_up_one(make_offering())

    assert people.is_the_contact(participant)


def test_new_contact_ends_the_former_contacts_link_and_say() -> None:
    registration = sign_up(make_offering(), number=2)
    own_place = registration.participants.get(number=1)
    former = registration.token

    people.change_contact(
        registration_id=registration.pk,
        name="Ny",
        email="Ny@Example.org ",
        phone="",
        actor=CONTACT,
    )

    registration.refresh_from_db()
    own_place.refresh_from_db()
    assert registration.contact_email == "ny@example.org"
    assert registration.token != former
    assert not own_place.is_contact


def test_swap_finds_the_contact_whatever_the_case_of_the_address() -> None:
    registration = sign_up(
        make_offering(), email="anna@kommun.example", contact_email="Anna@kommun.example"
    )
    former = registration.token

    people.swap(
        participant_id=registration.participants.get().pk,
        name="Bo",
        email="bo@kommun.example",
        organisation="",
        actor=CONTACT,
    )

    registration.refresh_from_db()
    assert registration.token != former


def test_swap_at_a_cancelled_event_is_refused() -> None:
    participant = sign_up_one(make_offering())
    Offering.objects.update(state=Offering.State.CANCELLED)

    with pytest.raises(ChangesClosed):
        people.swap(
            participant_id=participant.pk,
            name="Bo",
            email="bo@example.org",
            organisation="",
            actor=PARTICIPANT,
        )


def test_erased_registration_takes_no_new_person() -> None:
    registration = sign_up(make_offering(), number=2, unnamed=1)
    Registration.objects.update(erased_at=timezone.now())
    unnamed = registration.participants.get(name="")

    with pytest.raises(WrongStatus):
        people.name_participant(
            participant_id=unnamed.pk, name="Bo", email="", organisation="", actor=CONTACT
        )
    with pytest.raises(WrongStatus):
        people.change_contact(
            registration_id=registration.pk, name="Bo", email="b@x.se", phone="", actor=CONTACT
        )


def test_contact_who_corrects_their_own_address_gets_one_mail_and_stays_the_contact() -> None:
    participant = sign_up_one(make_offering())

    people.change_own_details(
        participant_id=participant.pk,
        name=participant.name,
        email="ratt@example.org",
        organisation="",
        actor=CONTACT,
    )

    participant.refresh_from_db()
    mails = Message.objects.filter(to="ratt@example.org").values_list("kind", flat=True)
    assert list(mails) == [Happening.LINK_SENT]
    assert people.is_the_contact(participant)
