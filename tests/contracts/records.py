"""The memory of the stand-in: Stripe's things by kind and id, and the events about them."""

import copy
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from stripe._api_version import _ApiVersion

from tests.contracts import objects
from tests.contracts.answers import complaints_about
from tests.contracts.clock import Clock
from tests.contracts.objects import Thing
from tests.contracts.refusals import missing_object

NOBODY = {"id": None, "idempotency_key": None}
Reference = Any


def identity_of(thing: Reference) -> str:
    """The id of what is given as an id, as plain data or as an object of the package."""
    return thing if isinstance(thing, str) else thing["id"]


class Records:
    """Keeps every thing as plain data under one lock; what leaves it is a copy."""

    def __init__(self, clock: Clock, *, livemode: bool = False) -> None:
        self.clock = clock
        self.livemode = livemode
        self.lock = threading.RLock()
        self.kinds: dict[str, dict[str, Thing]] = {}
        self.request: Mapping[str, str | None] = NOBODY
        self.depth = 0
        # Wired by the server: who hears of events, and where an own fault is written down.
        self.on_event: Callable[[Thing], None] = lambda event: None
        self.endpoints_for: Callable[[str], int] = lambda kind: 0
        self.after_act: Callable[[], None] = lambda: None
        self.on_drift: Callable[[str], None] = lambda drift: None

    def keep(self, thing: Thing) -> Thing:
        self.kinds.setdefault(thing["object"], {})[thing["id"]] = thing
        return thing

    def all(self, kind: str) -> list[Thing]:
        """Everything of a kind, in the order in which it came."""
        return list(self.kinds.get(kind, {}).values())

    def find(self, kind: str, identity: str, *, param: str = "id", status: int = 404) -> Thing:
        try:
            return self.kinds.get(kind, {})[identity]
        except KeyError:
            word = kind.replace(".", " ").replace("_", " ")
            raise missing_object(word, identity, param, status) from None

    def find_anywhere(self, identity: str) -> Thing | None:
        return next((kept[identity] for kept in self.kinds.values() if identity in kept), None)

    def emit(self, kind: str, about: Thing, *, at: int | None = None) -> Thing:
        """Write an event with the thing as it is at this moment."""
        event = objects.event(
            kind,
            copy.deepcopy(about),
            created=self.clock.now() if at is None else at,
            pending=self.endpoints_for(kind),
            request={**self.request, "livemode": self.livemode},
            version=_ApiVersion.CURRENT,
        )
        for complaint in complaints_about(event):
            self.on_drift(f"event {kind}: {complaint}")
        self.keep(event)
        self.on_event(event)
        return event

    @contextmanager
    def acting(self) -> Iterator[None]:
        """Do one thing as payer or bank; its events go out when the outermost act has ended."""
        with self.lock:
            self.depth += 1
            try:
                self.catch_up()
                yield
            finally:
                self.depth -= 1
                outermost = self.depth == 0
        if outermost:
            self.after_act()

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Do the work of one API call; its events wait until the call is answered."""
        with self.lock:
            self.depth += 1
            try:
                yield
            finally:
                self.depth -= 1

    def catch_up(self) -> None:
        """Let the clock do what it has made due."""

    def look(self, kind: str, thing: Reference) -> Thing:
        """A copy of a thing as it is now, for a test to compare with."""
        with self.lock:
            self.catch_up()
            return copy.deepcopy(self.find(kind, identity_of(thing)))
