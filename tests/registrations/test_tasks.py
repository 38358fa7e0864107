"""The tick: every step runs, a failing one stops no other, and twice is once."""

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.utils import timezone
from pytest_django import Settings

from registrations import ports, tasks
from registrations.models import TickStep
from registrations.ports import Step
from registrations.waking import wake_event
from tests.factories.registrations import make_offering, sign_up


@pytest.fixture
def own_steps() -> Iterator[list[Step]]:
    former = list(ports.tick_steps)
    yield ports.tick_steps
    ports.tick_steps[:] = former


def fail(now: datetime) -> None:
    raise ValueError("no luck")


@pytest.mark.django_db
def test_tick_notes_every_step() -> None:
    failed = tasks.tick()

    names = set(TickStep.objects.values_list("name", flat=True))
    assert failed == []
    assert names == {step.name for step in (*tasks.STEPS, *ports.tick_steps, *tasks.LAST_STEPS)}


def test_every_step_has_a_name_of_its_own() -> None:
    names = [step.name for step in (*tasks.STEPS, *ports.tick_steps, *tasks.LAST_STEPS)]

    assert sorted(set(names)) == sorted(names)


@pytest.mark.django_db
def test_failing_step_is_noted_and_stops_no_other(own_steps: list[Step]) -> None:
    seen = []
    own_steps += [Step("failing", fail), Step("after", seen.append)]
    sign_up(make_offering())

    failed = tasks.tick()

    assert (failed, len(seen), len(mail.outbox)) == (["failing"], 1, 1)
    assert TickStep.objects.get(name="failing").error == "ValueError: no luck"


@pytest.mark.django_db
def test_step_that_works_again_has_no_error_left(own_steps: list[Step]) -> None:
    own_steps.append(Step("moody", fail))
    tasks.tick()
    own_steps[-1] = Step("moody", lambda now: None)

    tasks.tick()

    assert TickStep.objects.get(name="moody").error == ""


@pytest.mark.django_db
def test_ticking_twice_does_everything_once() -> None:
    sign_up(make_offering())

    tasks.tick()
    tasks.tick()

    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_quiet_tick_writes_its_notes_only_now_and_then() -> None:
    now = timezone.now()
    tasks.tick(now)
    tasks.tick(now + tasks.NOTE_EVERY / 2)
    soon = TickStep.objects.get(name="outbox").finished_at
    tasks.tick(now + tasks.NOTE_EVERY)

    later = TickStep.objects.get(name="outbox").finished_at

    assert (soon, later) == (now, now + tasks.NOTE_EVERY)


@pytest.mark.django_db
def test_step_with_a_pause_rests_and_comes_back(own_steps: list[Step]) -> None:
    runs: list[datetime] = []
    own_steps.append(Step("hourly", runs.append, every=timedelta(hours=1)))
    now = timezone.now()

    for minutes in (0, 1, 59, 60, 61):
        tasks.tick(now + timedelta(minutes=minutes))

    assert runs == [now, now + timedelta(hours=1)]


@pytest.mark.django_db
def test_command_fails_when_a_step_fails(own_steps: list[Step]) -> None:
    own_steps.append(Step("failing", fail))

    with pytest.raises(CommandError, match="failing"):
        call_command("tick")


@pytest.mark.django_db(transaction=True)
def test_loop_wakes_at_a_commit_and_ends_when_told(own_steps: list[Step]) -> None:
    stop, quiet, sent = threading.Event(), threading.Event(), threading.Event()

    def tell(now: datetime) -> None:
        quiet.set()
        if mail.outbox:
            sent.set()

    own_steps.append(Step("tell", tell))

    def work() -> None:
        try:
            tasks.run_loop(3600, stop)
        finally:
            connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        assert quiet.wait(20)
        sign_up(make_offering())
        was_sent_at_once = sent.wait(20)
    finally:
        stop.set()
        wake_event.set()
        thread.join(20)

    assert was_sent_at_once
    assert not thread.is_alive()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_looping_command_ends_in_order_at_sigterm() -> None:
    script = Path(__file__).with_name("looping.py")
    command = [sys.executable, str(script), str(connection.settings_dict["NAME"])]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ticked\n"
            process.send_signal(signal.SIGTERM)
            output, _ = process.communicate(timeout=20)
        finally:
            process.kill()

    assert (process.returncode, output) == (0, "ended\n")


def test_embedded_tick_stays_off_where_settings_say_so(settings: Settings) -> None:
    settings.EMBEDDED_TICK = False

    assert tasks.start_embedded_tick() is False
