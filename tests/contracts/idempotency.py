"""Remembers the outcome of every write under its idempotency key, for 24 hours."""

from dataclasses import dataclass

from tests.contracts.clock import DAY, Clock
from tests.contracts.objects import Thing
from tests.contracts.refusals import Refusal

LONGEST_KEY = 255


@dataclass(frozen=True)
class Outcome:
    fingerprint: tuple[str, str, str]
    status: int
    body: Thing
    request: str
    kept_at: int


class Outcomes:
    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.kept: dict[str, Outcome] = {}

    def recall(self, key: str, fingerprint: tuple[str, str, str]) -> Outcome | None:
        """The outcome under a key; the same key for another request is refused."""
        if len(key) > LONGEST_KEY:
            raise Refusal(f"Idempotency keys have at most {LONGEST_KEY} characters.")
        outcome = self.kept.get(key)
        if outcome is None or outcome.kept_at + DAY <= self.clock.now():
            return None
        if outcome.fingerprint != fingerprint:
            raise Refusal(
                "Keys for idempotent requests can only be used with the same parameters they were "
                f"first used with. Try using a key other than '{key}' if you meant to execute a "
                "different request.",
                type="idempotency_error",
            )
        return outcome

    def keep(
        self, key: str, fingerprint: tuple[str, str, str], status: int, body: Thing, request: str
    ) -> None:
        self.kept[key] = Outcome(fingerprint, status, body, request, self.clock.now())
