"""Fixtures that all tests share: the database, the clock, and no failed background task."""

import hashlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from django.core.cache import caches
from django.test import TransactionTestCase
from django.utils import translation
from django.utils.translation.reloader import translation_file_changed
from django_tasks import TaskResult, TaskResultStatus
from django_tasks.signals import task_finished
from pytest_django import DjangoDbBlocker

from tests.baseline import restore_baseline, take_baseline
from tools.translations import COMPILED, compile_if_older

ROOT = Path(__file__).resolve().parents[1]
# Playwright's loop runs in the thread of the browser tests, which also use the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_configure() -> None:
    """Compile the words if they have changed, and let Django forget those it has read already."""
    compile_if_older()
    translation_file_changed(sender=None, file_path=COMPILED)


def hash_of_migrations() -> str:
    digest = hashlib.sha256()
    for part in ("site", "events", "trips", "registrations"):
        for path in sorted((ROOT / part).glob("**/migrations/*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()


@pytest.fixture(scope="session")
def clean_stamp(request: pytest.FixtureRequest) -> Path:
    """The file that says which migrations the kept database has; a killed run leaves none."""
    from django.conf import settings

    worker = os.environ.get("PYTEST_XDIST_WORKER", "one")
    return Path(settings.DATA) / f"test-database-{worker}.stamp"


@pytest.fixture(scope="session")
def django_db_createdb(request: pytest.FixtureRequest, clean_stamp: Path) -> bool:
    """Make the test database anew when a migration changed, or when the last run was killed."""
    if request.config.getvalue("create_db"):
        return True
    return not clean_stamp.exists() or clean_stamp.read_text() != hash_of_migrations()


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, clean_stamp: Path
) -> Iterator[None]:
    """Let a test that commits put the rows of the migrations back instead of only flushing."""
    with django_db_blocker.unblock():
        baseline = take_baseline()
    clean_stamp.unlink(missing_ok=True)

    def restore(self: TransactionTestCase) -> None:
        restore_baseline(baseline)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", restore)
        yield
    clean_stamp.write_text(hash_of_migrations())


@pytest.fixture(autouse=True)
def no_failed_task() -> Iterator[None]:
    """Fail the test when a background task failed; the immediate backend only logs it."""
    failed: list[TaskResult] = []

    def remember(task_result: TaskResult, **kwargs: object) -> None:
        if task_result.status == TaskResultStatus.FAILED:
            failed.append(task_result)

    task_finished.connect(remember)
    yield
    task_finished.disconnect(remember)
    assert not failed, "\n".join(error.traceback for task in failed for error in task.errors)


@pytest.fixture(autouse=True)
def fresh_process_state() -> Iterator[None]:
    """Start every test in Swedish and with empty caches."""
    for cache in caches.all(initialized_only=True):
        cache.clear()
    with translation.override("sv"):
        yield


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Stand still at a Tuesday morning; `clock.shift(...)` and `clock.move_to(...)` move on."""
    with time_machine.travel(datetime(2027, 2, 2, 8, 0, tzinfo=UTC), tick=False) as traveller:
        yield traveller
