"""Each message leaves once, whoever sends it and whoever dies; nothing untrue leaves."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core import mail
from django.db import connection, connections
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from registrations import cancellation, retention, waitlist
from registrations.actors import CONTACT, PARTICIPANT
from registrations.mail import outbox
from registrations.mail.sending import message_id
from registrations.models import Decision, Message, Participant
from registrations.words import DecisionKind, Happening, Status
from tests.factories.registrations import make_offering, sign_up, sign_up_one
from tests.registrations.mail.sink import Sink, smtp_sink

WORKER = Path(__file__).with_name("worker.py")


@pytest.fixture
def sink(settings: Settings) -> Iterator[Sink]:
    with smtp_sink() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_PORT = server.port
        yield server


StartWorker = Callable[[], subprocess.Popen[str]]


@pytest.fixture
def start_worker(sink: Sink) -> Iterator[StartWorker]:
    """Start processes that wait for a line before they empty the outbox; none outlives the test."""
    with ExitStack() as stack:

        def start() -> subprocess.Popen[str]:
            command = [sys.executable, str(WORKER), connection.settings_dict["NAME"], sink.port]
            process = subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            stack.enter_context(process)
            stack.callback(process.kill)
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            return process

        yield start


def let_go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def queue(number: int) -> list[str]:
    """Register `number` people one by one and return the Message-IDs of their mails."""
    offering = make_offering(size=None)
    for _ in range(number):
        sign_up(offering)
    return [message_id(message) for message in Message.objects.all()]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_threads_that_share_the_outbox_send_each_message_once(sink: Sink) -> None:
    ids = queue(40)

    def work() -> None:
        try:
            outbox.send_due()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sink.accepted == dict.fromkeys(ids, 1)
    assert Message.objects.filter(sent_at__isnull=True).count() == 0


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_worker_killed_while_sending_leaves_its_messages_to_the_others(
    sink: Sink, start_worker: StartWorker
) -> None:
    ids = queue(24)
    sink.silent_for = Message.objects.order_by("due_at", "pk")[1].to
    victim = start_worker()
    let_go(victim)
    assert sink.fell_silent.wait(30)
    victim.kill()
    victim.wait()
    sink.silent_for = ""

    others = [start_worker() for _ in range(2)]
    for other in others:
        let_go(other)
    for other in others:
        assert other.wait(60) == 0
    left = Message.objects.filter(sent_at__isnull=True)
    kept_by_the_lease = left.count()
    outbox.send_due(timezone.now() + outbox.LEASE)

    assert kept_by_the_lease == outbox.CLAIMED_AT_ONCE - 1
    assert left.count() == 0
    assert sink.accepted == dict.fromkeys(ids, 1)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_worker_killed_after_sending_sends_again_under_the_same_message_id(
    sink: Sink, start_worker: StartWorker
) -> None:
    ids = queue(1)
    sink.silent_for, sink.counts_silent = Message.objects.get().to, True
    victim = start_worker()
    let_go(victim)
    assert sink.fell_silent.wait(30)
    victim.kill()
    victim.wait()
    sink.silent_for = ""

    outbox.send_due(timezone.now() + outbox.LEASE)

    assert sink.accepted == {ids[0]: 2}


@pytest.mark.django_db
def test_message_is_sent_with_what_the_mail_service_needs(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "anymail.backends.test.EmailBackend"
    registration = sign_up(make_offering(slug="lund"))

    outbox.send_due()

    message = Message.objects.get()
    (letter,) = mail.outbox
    assert letter.to == [registration.contact_email]
    assert letter.reply_to == ["Karin Berg <karin@example.org>"]
    assert letter.extra_headers["Message-ID"] == message_id(message)
    assert letter.extra_headers["X-Idempotency-Key"] == str(message.key)
    assert letter.anymail_test_params["tags"] == ["registered"]
    assert letter.anymail_test_params["metadata"] == {"message": str(message.key)}
    assert [name for name, _, _ in letter.attachments] == ["lund.ics"]
    assert message.service_id == "0"
    assert (message.subject, message.text) == (letter.subject, letter.body)


@pytest.mark.django_db
def test_sending_twice_sends_once() -> None:
    sign_up(make_offering())

    outbox.send_due()
    outbox.send_due()

    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_idle_outbox_costs_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    sign_up(make_offering())
    outbox.send_due()

    with django_assert_num_queries(1):
        outbox.send_due()


@pytest.mark.django_db
def test_failure_waits_longer_each_time_and_then_asks_an_organiser(
    settings: Settings,
) -> None:
    sign_up(make_offering())
    settings.EMAIL_BACKEND = "tests.registrations.mail.failing.FailingBackend"
    now = timezone.now()
    pauses = []
    for _ in range(outbox.ATTEMPTS):
        outbox.send_due(now)
        message = Message.objects.get()
        pauses.append(message.due_at - now)
        now = message.due_at

    assert [pause / timedelta(minutes=1) for pause in pauses] == [1, 2, 4, 8, 16, 32, 64, 128]
    assert message.dropped_at is not None
    assert message.last_error == "ConnectionRefusedError: the server is away"
    assert Decision.objects.get().kind == DecisionKind.MAIL_FAILED


@pytest.mark.django_db
def test_refused_address_is_not_tried_again(sink: Sink) -> None:
    registration = sign_up(make_offering())
    sink.refused = {registration.contact_email}

    outbox.send_due()

    message = Message.objects.get()
    assert (message.attempts, message.dropped_at is not None) == (1, True)
    assert Decision.objects.get().message == message


@pytest.mark.django_db
def test_offer_that_was_answered_is_not_mailed() -> None:
    participant = offered_participant()
    waitlist.accept_offer(participant_id=participant.pk, actor=PARTICIPANT)

    outbox.send_due()

    message = Message.objects.get(kind=Happening.OFFERED)
    assert (message.sent_at, message.last_error) == (None, "the status is now confirmed")


@pytest.mark.django_db
def test_news_overtaken_before_it_left_is_told_once() -> None:
    participant = sign_up_one(make_offering())
    cancellation.cancel(participant_id=participant.pk, actor=CONTACT)

    outbox.send_due()

    assert [letter.subject.partition(":")[0] for letter in mail.outbox] == ["Din plats är avbokad"]


@pytest.mark.django_db
def test_mail_past_its_use_is_dropped() -> None:
    sign_up(make_offering())
    Message.objects.update(useless_after=timezone.now() - timedelta(minutes=1))

    outbox.send_due()

    assert (len(mail.outbox), Message.objects.get().dropped_at is not None) == (0, True)


@pytest.mark.django_db
def test_mail_to_erased_person_is_dropped_but_their_cancellation_is_told() -> None:
    registration = sign_up(make_offering())
    retention.erase(registration_id=registration.pk, actor=CONTACT)

    outbox.send_due()

    assert [message.subject.partition(":")[0] for message in mail.outbox] == [
        "Din plats är avbokad"
    ]
    assert "/r/" not in mail.outbox[0].body


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_offer_mailed_late_is_kept_for_as_much_longer() -> None:
    participant = offered_participant()
    asked_until = participant.seat_until
    with time_machine.travel(timezone.now() + timedelta(hours=3), tick=False):
        outbox.send_due()

    participant.refresh_from_db()
    assert asked_until is not None
    assert participant.seat_until is not None
    delay = participant.seat_until - asked_until
    assert timedelta(hours=3) <= delay < timedelta(hours=3, minutes=1)
    message = Message.objects.get(kind=Happening.OFFERED)
    shown = timezone.localtime(participant.seat_until)
    assert f"kl.\N{NO-BREAK SPACE}{shown:%-H.%M}" in message.text


@pytest.mark.django_db
def test_offer_mailed_at_once_keeps_its_deadline() -> None:
    participant = offered_participant()
    asked_until = participant.seat_until

    outbox.send_due()

    participant.refresh_from_db()
    assert participant.seat_until == asked_until


def offered_participant() -> Participant:
    offering = make_offering(size=1)
    first = sign_up_one(offering)
    waiting = sign_up_one(offering)
    cancellation.cancel(participant_id=first.pk, actor=CONTACT)
    waiting.refresh_from_db()
    assert waiting.status == Status.OFFERED
    return waiting
