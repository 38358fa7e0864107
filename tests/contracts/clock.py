"""The movable clock of the stand-in: it runs with the real time, shifted by what a test asks."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

DAY = 24 * 3600


class Clock:
    def __init__(self) -> None:
        self.shift = 0.0
        self.on_move: Callable[[], None] = lambda: None

    def now(self) -> int:
        """Seconds since 1970, as Stripe counts."""
        return int(time.time() + self.shift)

    def set(self, moment: datetime | float) -> None:
        wanted = moment.timestamp() if isinstance(moment, datetime) else moment
        self.shift = wanted - time.time()
        self.on_move()

    def advance(self, by: timedelta | float) -> None:
        self.shift += by.total_seconds() if isinstance(by, timedelta) else by
        self.on_move()
