"""Who came, as a registration's page shows it: each person's occasions, and a log of presses."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from registrations.check_in import Outcome
from registrations.models import CheckIn, Occasion, Participant, Registration
from registrations.words import ActorKind
from registrations.workspace.door.occasions import BEFORE


@dataclass
class Came:
    """One occasion that a person has come to, or may be checked in at now."""

    occasion: Occasion
    keys: list[str] = field(default_factory=list)
    since: datetime | None = None


@dataclass(frozen=True)
class LoggedPress:
    """One check-in, or one taken back, in the shape of an entry of the log."""

    participant: Participant
    created_at: datetime
    actor: Any
    is_undone: bool
    device: str
    from_status: str = ""
    reason: str = ""

    def get_happening_display(self) -> str:
        return str((Outcome.UNDONE if self.is_undone else Outcome.TAKEN).label)

    def get_actor_kind_display(self) -> str:
        return str(ActorKind.STAFF.label)


class Presence:
    """All check-ins of one registration, by two statements."""

    def __init__(self, registration: Registration, participants: Sequence[Participant]) -> None:
        self._rows = list(
            CheckIn.objects.filter(participant__in=participants)
            .select_related("by", "occasion")
            .order_by("pk")
        )
        self._people = {participant.pk: participant for participant in participants}
        self._occasions = list(registration.offering.occasions.all())

    def log(self) -> list[LoggedPress]:
        return [
            LoggedPress(
                participant=self._people[row.participant_id],
                created_at=row.happened_at,
                actor=row.by,
                is_undone=row.undoes_id is not None,
                device=row.device,
            )
            for row in self._rows
        ]

    def by_person(self) -> dict[int, list[Came]]:
        """Return for each person the occasions they came to, and those that are held now."""
        undone = {row.undoes_id for row in self._rows}
        standing: dict[tuple[int, int], list[CheckIn]] = defaultdict(list)
        for row in self._rows:
            if row.undoes_id is None and row.pk not in undone:
                standing[row.participant_id, row.occasion_id].append(row)
        found: dict[int, list[Came]] = defaultdict(list)
        for pk in self._people:
            for occasion in self._occasions:
                rows = standing[pk, occasion.pk]
                if rows or _is_now(occasion):
                    since = min((row.happened_at for row in rows), default=None)
                    found[pk].append(Came(occasion, [str(row.key) for row in rows], since))
        return found


def _is_now(occasion: Occasion) -> bool:
    now = timezone.now()
    return occasion.starts_at - BEFORE <= now <= occasion.ends_at + BEFORE
