"""The tick: does what rows say is due, step by step, in any number of threads and processes."""

import logging
import os
import threading
from datetime import datetime, timedelta

from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone

from registrations import accounts_purge, batches, lapsing, ports, proof, retention, waitlist
from registrations.invoicing import drafts, reminders
from registrations.mail import outbox, rendering
from registrations.models import TickStep
from registrations.payments import expiry, local_bank, reconciliation, refunds
from registrations.ports import Step
from registrations.waking import wake_event

logger = logging.getLogger(__name__)

STEPS = (
    Step("local_bank", local_bank.send_due),
    Step("expire_checkouts", expiry.expire_due),
    Step("lapse", lapsing.lapse_due),
    Step("hand_on", waitlist.hand_on_due),
    Step("batches", batches.run_due_batches),
    Step("issue_drafts", drafts.issue_due),
    Step("documents", rendering.render_due),
    Step("ask_about_checkouts", expiry.ask_due),
    Step("refunds", refunds.send_due),
    Step("drop_idle_fees", reminders.drop_idle_fees, every=timedelta(hours=1)),
    Step("remind", reminders.remind_due, every=timedelta(hours=1)),
    Step("outbox", outbox.send_due),
)
LAST_STEPS = (
    Step(
        "reconcile",
        reconciliation.reconcile_nightly,
        every=timedelta(days=1),
        retry=timedelta(hours=1),
    ),
    Step("purge", retention.purge_due, every=timedelta(hours=1)),
    Step("purge_accounts", accounts_purge.purge_due, every=timedelta(hours=1)),
    Step("prove_money", proof.prove_nightly, every=timedelta(days=1), retry=timedelta(hours=1)),
)
# A quiet tick every few seconds should not write to the database each time.
NOTE_EVERY = timedelta(seconds=15)

_start_lock = threading.Lock()
_started_in: int | None = None


def tick(now: datetime | None = None) -> list[str]:
    """Run every step that is due and return the names of those that failed."""
    now = now or timezone.now()
    noted = {step.name: step for step in TickStep.objects.all()}
    return [
        step.name
        for step in (*STEPS, *ports.tick_steps, *LAST_STEPS)
        if _is_due(step, noted.get(step.name), now) and not _run(step, noted.get(step.name), now)
    ]


def _is_due(step: Step, noted: TickStep | None, now: datetime) -> bool:
    """Tell whether to run a step now; one with a pause is run by a single process each time."""
    if noted is None or not step.every:
        return True
    pause = min(step.every, step.retry) if noted.error else step.every
    if noted.finished_at <= now < noted.finished_at + pause:
        return False
    mine = TickStep.objects.filter(pk=noted.pk, finished_at=noted.finished_at)
    return mine.update(finished_at=now) == 1


def _run(step: Step, noted: TickStep | None, now: datetime) -> bool:
    """Run one step; its failure is noted and stops no other step."""
    error = ""
    try:
        step.run(now)
    except Exception as problem:
        logger.exception("The step %s of the tick failed", step.name)
        error = f"{type(problem).__name__}: {problem}"[:1000]
    _note(step, noted, now, error)
    return not error


def _note(step: Step, noted: TickStep | None, now: datetime, error: str) -> None:
    if noted is None:
        TickStep.objects.update_or_create(
            name=step.name, defaults={"finished_at": now, "error": error}
        )
    elif noted.error != error or not noted.finished_at <= now < noted.finished_at + NOTE_EVERY:
        TickStep.objects.filter(pk=noted.pk).update(finished_at=now, error=error)


def run_loop(seconds: float, stop: threading.Event) -> None:
    """Tick every `seconds`, and at once when woken, until `stop` is set (then set `wake_event`)."""
    while not stop.is_set():
        wake_event.clear()
        close_old_connections()
        try:
            tick()
        except Exception:
            # The database is away: the next round tries again.
            logger.exception("The tick could not run")
        close_old_connections()
        if not stop.is_set():
            wake_event.wait(seconds)


def start_embedded_tick() -> bool:
    """Start the tick's thread once in this process; tell whether this call started it."""
    global _started_in  # noqa: PLW0603 (one thread for each process, also after a fork)
    if not settings.EMBEDDED_TICK or _started_in == os.getpid():
        return False
    with _start_lock:
        if _started_in == os.getpid():
            return False
        _started_in = os.getpid()
    threading.Thread(
        target=run_loop,
        args=(settings.TICK_SECONDS, threading.Event()),
        name="tick",
        daemon=True,
    ).start()
    return True
