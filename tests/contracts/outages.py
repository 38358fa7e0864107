"""Failures on the way: a server that is away, a connection that drops, an answer that is lost."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

HOWS = {
    "503": "nothing is done; the answer is 503",
    "429": "nothing is done; the answer is 429, too many requests",
    "500": "nothing is done; the answer is 500, and is remembered under the idempotency key",
    "drop": "nothing is done; the connection closes without an answer",
    "lost answer": "the work is done; the connection closes without an answer",
}


class Outages:
    """`fail_next("refunds.create", "lost answer")`, or `down()` until `up()`; "*" is any call."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.queue: list[tuple[str, str]] = []
        self.down_how: str | None = None
        self.happened: list[tuple[str, str]] = []

    def fail_next(self, operation: str, how: str, times: int = 1) -> None:
        assert how in HOWS, f"{how!r} is none of {sorted(HOWS)}"
        with self.lock:
            self.queue += [(operation, how)] * times

    def down(self, how: str = "drop") -> None:
        assert how in HOWS, f"{how!r} is none of {sorted(HOWS)}"
        self.down_how = how

    def up(self) -> None:
        self.down_how = None

    @contextmanager
    def during(self, how: str = "drop") -> Iterator[None]:
        """Be away for the length of a block."""
        self.down(how)
        try:
            yield
        finally:
            self.up()

    @property
    def waiting(self) -> int:
        """How many failures of the queue have not happened yet."""
        return len(self.queue)

    def next_for(self, operation: str) -> str | None:
        with self.lock:
            how = self.down_how or self._take(operation)
            if how:
                self.happened.append((operation, how))
            return how

    def _take(self, operation: str) -> str | None:
        for index, (wanted, how) in enumerate(self.queue):
            if wanted in {"*", operation}:
                del self.queue[index]
                return how
        return None
