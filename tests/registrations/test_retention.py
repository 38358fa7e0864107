"""Nothing personal outlives its purpose: the table, the purge, and erasure at one's own wish."""

from datetime import datetime, timedelta

import pytest
from django.apps import apps
from django.core import mail
from django.db import models
from django.utils import timezone

from registrations import cancellation, retention
from registrations.actors import CONTACT, PARTICIPANT, SYSTEM, staff
from registrations.encryption import EncryptedTextField
from registrations.invoicing import crediting
from registrations.kept_fields import kept_fields
from registrations.mail import outbox
from registrations.models import (
    Answer,
    Charge,
    LogEntry,
    Message,
    Offering,
    Participant,
    Question,
    Quota,
    Registration,
)
from registrations.signup_sheet import PayerDetails, Person
from registrations.words import Happening, PayerKind, Readers, Status
from tests.factories.billing import invoice, sign_up_invoiced
from tests.factories.payments import make_seller
from tests.factories.registrations import make_offering, sign_up

# What describes the event, not a person, or is a code, a kind or a state.
NOT_PERSONAL = {
    "BalanceLine": {"external_id", "kind", "payout_id"},
    "BookExport": {"sha256"},
    "Batch": {"action", "state"},
    "BatchItem": {"state", "message"},
    "Charge": {"kind", "text", "vat_kind"},
    "Checkout": {
        "backend",
        "currency",
        "state",
        "session_id",
        "payment_id",
        "attention",
        "dispute_id",
        "dispute_outcome",
    },
    "Choice": {"state"},
    "Decision": {"kind", "role"},
    "DeliveryEvent": {"kind", "event_id"},
    "DiscountCode": {"code", "kind", "per"},
    "BankMovement": {
        "account",
        "currency",
        "direction",
        "entry",
        "fingerprint",
        "key",
        "kind",
        "other_keys",
    },
    "Document": {"kind", "series", "language", "ocr"},
    "DocumentEvent": {"happening"},
    "DocumentFile": {"media_type", "sha256"},
    "DocumentSeries": {"code", "ocr_prefix"},
    "LocalSession": {"session_id", "state", "refunds"},
    "LogEntry": {"happening", "from_status", "to_status", "actor_kind", "fields"},
    "Message": {"kind", "language", "service_id"},
    "Participant": {"status"},
    "Payer": {"kind", "method", "country", "delivery"},
    "Payment": {"source", "external_id", "currency"},
    "Refund": {"state", "external_id"},
    "Registration": {"reference", "language", "source", "terms"},
    "TickStep": {"name", "error"},
    "WebhookEvent": {"event_id", "kind", "object_id", "api_version", "error"},
}
OF_THE_EVENT_OR_US = {
    "BankAccount",
    "BankFile",
    "BookAccount",
    "BoughtIn",
    "CancellationStep",
    "CsvMapping",
    "ExportedVoucher",
    "Extra",
    "ExtraQuota",
    "Fee",
    "FeeQuota",
    "Occasion",
    "Offering",
    "Question",
    "Quota",
    "ReminderStep",
    "Seller",
    "VatRule",
    "VatText",
}
TEXT_FIELDS = (
    models.CharField,
    models.TextField,
    models.JSONField,
    models.BinaryField,
    EncryptedTextField,
)
PAYER = PayerDetails(
    kind=PayerKind.PERSON, name="Anna Berg", reference="40217", email="anna@eslov.example"
)


def test_every_personal_field_has_purpose_readers_and_time() -> None:
    listed = {(kept.model, kept.field) for kept in kept_fields()}
    found = {
        (model.__name__, field.name)
        for model in apps.get_app_config("registrations").get_models()
        if model.__name__ not in OF_THE_EVENT_OR_US
        for field in model._meta.concrete_fields
        if isinstance(field, TEXT_FIELDS)
        and field.name not in NOT_PERSONAL.get(model.__name__, set())
    }

    assert found == listed
    assert all(kept.purpose and kept.readers and kept.until for kept in kept_fields())


def coming_offering(**fields: object) -> Offering:
    start = timezone.now() + timedelta(days=10)
    offering = make_offering(starts_at=start, **{"fee": 10000} | fields)
    for readers in Readers:
        Question.objects.create(offering=offering, label_sv=f"Fråga {readers}", readers=readers)
    return offering


def after_the_end(offering: Offering, days: int) -> datetime:
    offering.refresh_from_db()
    assert offering.last_ends_at is not None
    return offering.last_ends_at + timedelta(days=days)


def register(offering: Offering, number: int = 1) -> Registration:
    answers = {
        question.pk: "Glutenfritt" if question.is_health else "Tåg"
        for question in offering.questions.all()
    }
    people = tuple(
        Person(
            fee_id=offering.fees.get().pk,
            name=f"Anna Berg {index}",
            email=f"anna-{index}@eslov.example",
            organisation="Eslövs kommun",
            answers=answers,
        )
        for index in range(number)
    )
    return sign_up(
        offering,
        people=people,
        contact_name="Anna Berg 0",
        contact_email="anna-0@eslov.example",
        payer=PAYER,
        note="Ringde först",
    )


@pytest.fixture
def registration(db: None) -> Registration:
    return register(coming_offering())


def test_purge_before_its_time_takes_nothing(registration: Registration) -> None:
    purged = retention.purge_due(after_the_end(registration.offering, 13))

    assert (purged, Answer.objects.count()) == (0, 2)


def test_purge_takes_health_answers_first(registration: Registration) -> None:
    now = after_the_end(registration.offering, 14)

    retention.purge_due(now)

    participant = registration.participants.get()
    assert [answer.value for answer in participant.answers.all()] == ["Tåg"]
    assert participant.health_purged_at == now
    assert participant.name == "Anna Berg 0"
    entry = LogEntry.objects.get(happening=Happening.PURGED)
    assert entry.fields == ["health"]


def test_purge_takes_health_answers_of_people_without_a_seat(registration: Registration) -> None:
    participant = registration.participants.get()
    cancellation.cancel(participant_id=participant.pk, actor=PARTICIPANT)

    retention.purge_due(timezone.now() + timedelta(days=15))

    assert [answer.value for answer in participant.answers.all()] == ["Tåg"]


def test_purge_empties_people_and_keeps_the_accounts(registration: Registration) -> None:
    outbox.send_due()

    retention.purge_due(after_the_end(registration.offering, 730))

    registration.refresh_from_db()
    participant = registration.participants.get()
    message = registration.messages.get()
    assert personal_words(registration, participant) == ""
    assert (message.text, message.to) == ("", f"{message.pk}@emptied.invalid")
    assert Answer.objects.count() == 0
    assert Charge.objects.count() == 1
    assert registration.payers.get().name == "Anna Berg"


def test_purge_empties_payers_who_were_not_charged(db: None) -> None:
    registration = register(coming_offering(fee=0))

    retention.purge_due(after_the_end(registration.offering, 730))

    payer = registration.payers.get()
    assert (payer.name, payer.reference, payer.email) == ("", "", "")


def test_payer_is_kept_through_the_years_of_bookkeeping_and_no_longer(
    registration: Registration,
) -> None:
    charged_in = timezone.localtime(Charge.objects.get().created_at).year
    last_day = timezone.make_aware(datetime(charged_in + 8, 12, 31, 12))

    retention.purge_due(last_day)
    kept = registration.payers.get().name
    retention.purge_due(last_day + timedelta(days=1))

    assert (kept, registration.payers.get().name) == ("Anna Berg", "")


def test_words_of_mails_are_emptied_after_three_months(registration: Registration) -> None:
    outbox.send_due()

    retention.purge_due(timezone.now() + timedelta(days=retention.MAIL_DAYS, minutes=1))

    message = registration.messages.get()
    assert (message.subject, message.text, message.html) == ("", "", "")
    assert message.to == "anna-0@eslov.example"


def test_purging_twice_is_purging_once(registration: Registration) -> None:
    now = after_the_end(registration.offering, 730)
    retention.purge_due(now)
    entries = LogEntry.objects.count()

    purged = retention.purge_due(now + timedelta(hours=1))

    assert (purged, LogEntry.objects.count()) == (0, entries)


def test_purge_costs_the_same_for_many_offerings_with_nothing_to_do(
    db: None, django_assert_max_num_queries: object
) -> None:
    offerings = [register(coming_offering()).offering for _ in range(3)]
    now = after_the_end(offerings[-1], 731)
    retention.purge_due(now)

    with django_assert_max_num_queries(12):  # type: ignore[operator]  # pytest-django's fixture
        retention.purge_due(now)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_erasing_a_registration_cancels_and_empties_all_of_it() -> None:
    registration = register(coming_offering(), number=2)
    former_token = registration.token

    retention.erase(registration_id=registration.pk, actor=CONTACT)

    registration.refresh_from_db()
    people = list(registration.participants.all())
    assert {person.status for person in people} == {Status.CANCELLED}
    assert personal_words(registration, *people) == ""
    assert Quota.objects.get(offering=registration.offering).taken == 0
    assert registration.token != former_token
    assert Answer.objects.count() == 0
    assert LogEntry.objects.filter(happening=Happening.ERASED).count() == 1


@pytest.mark.django_db
def test_erasing_a_colleague_leaves_the_others() -> None:
    registration = register(coming_offering(), number=2)
    colleague = registration.participants.get(number=2)

    retention.erase(participant_id=colleague.pk, actor=PARTICIPANT)

    first, second = registration.participants.order_by("number")
    registration.refresh_from_db()
    assert (first.status, first.name) == (Status.CONFIRMED, "Anna Berg 0")
    assert (second.status, second.name) == (Status.CANCELLED, "")
    assert registration.erased_at is None


@pytest.mark.django_db
def test_erasing_the_only_participant_erases_the_registration() -> None:
    registration = register(coming_offering())

    retention.erase(participant_id=registration.participants.get().pk, actor=PARTICIPANT)

    registration.refresh_from_db()
    assert registration.erased_at is not None


@pytest.mark.django_db
def test_erasing_keeps_what_bookkeeping_needs() -> None:
    registration = register(coming_offering())

    retention.erase(registration_id=registration.pk, actor=CONTACT)

    assert registration.payers.get().name == "Anna Berg"
    assert Charge.objects.count() == 2


@pytest.mark.django_db
def test_erasing_twice_is_erasing_once() -> None:
    registration = register(coming_offering())

    for _ in range(2):
        retention.erase(registration_id=registration.pk, actor=CONTACT)

    assert LogEntry.objects.filter(happening=Happening.ERASED).count() == 1


@pytest.mark.django_db
def test_farewell_after_erasure_leaves_no_address_behind() -> None:
    registration = register(coming_offering(), number=2)
    retention.erase(registration_id=registration.pk, actor=CONTACT)
    outbox.send_due()

    retention.purge_due()

    told = sorted(letter.to[0] for letter in mail.outbox)
    assert told == ["anna-0@eslov.example", "anna-1@eslov.example"]
    assert not Message.objects.exclude(to__endswith="@emptied.invalid").exists()


@pytest.mark.django_db
def test_reasons_are_emptied_and_field_names_kept() -> None:
    registration = register(coming_offering())
    cancellation.cancel(
        participant_id=registration.participants.get().pk, actor=staff(None), reason="Anna är sjuk"
    )

    retention.erase(registration_id=registration.pk, actor=CONTACT)

    assert not LogEntry.objects.exclude(reason="").exists()
    assert "contact_name" in LogEntry.objects.get(happening=Happening.ERASED).fields


def personal_words(registration: Registration, *people: Participant) -> str:
    """Return all that these rows still say of persons."""
    fields = ("contact_name", "contact_email", "contact_phone", "note")
    words = [getattr(registration, field) for field in fields]
    for person in people:
        words += [person.name, person.email, person.organisation, person.sort_key]
    return "".join(words)


@pytest.mark.django_db
def test_reasons_written_after_the_purge_are_emptied_in_their_turn() -> None:
    make_seller()
    document = invoice(sign_up_invoiced(make_offering(fee=100_000)))
    emptied = timezone.now() + timedelta(days=1200)
    retention.purge_due(emptied)
    crediting.credit(document_id=document.pk, reason="Anna har avlidit", actor=SYSTEM, now=emptied)
    written = LogEntry.objects.filter(reason__contains="Anna")

    retention.purge_due(emptied + timedelta(days=retention.MAIL_DAYS - 1))
    assert written.exists()

    retention.purge_due(emptied + timedelta(days=retention.MAIL_DAYS))
    assert not written.exists()
