"""Wakes the tick of this process as soon as a transaction that queued work has been committed."""

import threading

from django.db import transaction

# Set when there is work; the loop of `tasks` waits on it and clears it.
wake_event = threading.Event()


def wake_on_commit() -> None:
    transaction.on_commit(wake_event.set)
