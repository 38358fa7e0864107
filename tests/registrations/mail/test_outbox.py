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
from django.core.mail import EmailMessage
from django.db import connection, connections
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from registrations import cancellation
from registrations.actors import CONTACT
from registrations.mail import outbox
from registrations.mail.sending import message_id
from registrations.models import Decision, Message, Participant
from registrations.words import DecisionKind, Happening, Status
from tests.factories.registrations import make_offering, sign_up, sign_up_one
from tests.registrations.mail.sink import Sink, smtp_sink
from tests.registrations.mail.watched import WatchedBackend

WORKER = Path(__file__).with_name("worker.py")


@pytest.fixture
def sink(settings: Settings) -> Iterator[Sink]:
    with smtp_sink() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_PORT = server.port
        yield server


Watch = Callable[[Callable[[EmailMessage], object]], None]


@pytest.fixture
def watch_sending(settings: Settings) -> Watch:
    """Return a function that says what is to happen while each mail is being sent."""

    def watch(look: Callable[[EmailMessage], object]) -> None:
        settings.EMAIL_BACKEND = "tests.registrations.mail.watched.WatchedBackend"
        WatchedBackend.watch = staticmethod(look)

    return watch


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
    clock: time_machine.Traveller, settings: Settings
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
def test_lease_in_a_long_run_counts_from_its_own_claim(
    clock: time_machine.Traveller, watch_sending: Watch
) -> None:
    queue(12)
    leases = []

    def take_long(letter: EmailMessage) -> None:
        message = Message.objects.get(key=letter.extra_headers["X-Idempotency-Key"])
        clock.shift(timedelta(seconds=45))
        leases.append(message.claimed_until - timezone.now())

    watch_sending(take_long)
    outbox.send_due(timezone.now())

    assert len(leases) == 12
    assert min(leases) > timedelta(0)


@pytest.mark.django_db
def test_mail_queued_during_a_run_leaves_in_it(
    clock: time_machine.Traveller, watch_sending: Watch
) -> None:
    offering = make_offering(size=None)
    sign_up(offering)

    def register_another(letter: EmailMessage) -> None:
        clock.shift(timedelta(seconds=45))
        if offering.registrations.count() == 1:
            sign_up(offering)

    watch_sending(register_another)
    outbox.send_due(timezone.now())

    assert len(mail.outbox) == 2


@pytest.mark.django_db
def test_failure_after_a_long_wait_is_tried_again_from_then(
    clock: time_machine.Traveller, watch_sending: Watch
) -> None:
    queue(1)

    def refuse(letter: EmailMessage) -> None:
        clock.shift(timedelta(minutes=3))
        raise ConnectionRefusedError

    watch_sending(refuse)
    outbox.send_due(timezone.now())

    assert Message.objects.get().due_at == timezone.now() + outbox.FIRST_DELAY


@pytest.mark.django_db
def test_late_offer_that_two_workers_sent_moves_its_deadline_once(
    clock: time_machine.Traveller, watch_sending: Watch
) -> None:
    participant = offered_participant()
    asked_until = participant.seat_until
    assert asked_until is not None
    others = []

    def outlast_the_lease(letter: EmailMessage) -> None:
        if not others:
            others.append(letter)
            clock.shift(outbox.LEASE)
            outbox.send_due()

    Message.objects.exclude(kind=Happening.OFFERED).delete()
    watch_sending(outlast_the_lease)
    clock.shift(timedelta(hours=1))
    outbox.send_due()

    participant.refresh_from_db()
    assert len(mail.outbox) == 2
    assert participant.seat_until == asked_until + timedelta(hours=1) + outbox.LEASE


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
