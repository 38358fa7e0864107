import threading
from collections.abc import Callable

import pytest
from django.core.cache import caches
from django.db import OperationalError, connection, connections, transaction
from wagtail.models import Locale

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'sqlite'", reason="the lock is SQLite's"),
]


def run_in_threads(work: Callable[[], None], count: int) -> list[BaseException]:
    """Run the same work in threads and return what they raised."""
    raised: list[BaseException] = []

    def guarded() -> None:
        try:
            work()
        except BaseException as error:
            raised.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=guarded) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_writing_transactions_wait_for_each_other_and_lose_nothing() -> None:
    locale = Locale.objects.get()
    Locale.objects.filter(pk=locale.pk).update(language_code="0")

    def count_up() -> None:
        for _ in range(25):
            with transaction.atomic():
                found = Locale.objects.get(pk=locale.pk)
                found.language_code = str(int(found.language_code) + 1)
                found.save()

    raised = run_in_threads(count_up, 8)

    assert raised == []
    locale.refresh_from_db()
    assert locale.language_code == "200"


def test_lock_is_free_again_after_an_error_in_the_transaction() -> None:
    def fail() -> None:
        with transaction.atomic():
            raise ValueError

    raised = run_in_threads(fail, 3)

    assert [type(error) for error in raised] == [ValueError] * 3
    with transaction.atomic():
        assert Locale.objects.count() == 1


def test_writer_that_waits_too_long_gets_the_error_of_a_busy_database(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.05)

    def write() -> None:
        with transaction.atomic():
            Locale.objects.update(language_code="en")

    with transaction.atomic():
        raised = run_in_threads(write, 1)

    assert [type(error) for error in raised] == [OperationalError]


def test_commit_that_breaks_a_constraint_frees_the_lock() -> None:
    def break_foreign_key() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO wagtailcore_groupcollectionpermission"
                " (group_id, collection_id, permission_id) VALUES (99999, 1, 1)"
            )

    raised = run_in_threads(break_foreign_key, 1)

    assert [type(error).__name__ for error in raised] == ["IntegrityError"]
    with transaction.atomic():
        caches["shared"].clear()
