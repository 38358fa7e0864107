"""What reading a file would do, found by doing it and undoing it: nothing is kept."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Sum

from registrations.actors import Actor
from registrations.invoicing.bank.reading import read_file
from registrations.models import Allocation, BankFile, BankMovement, CsvMapping, Decision
from registrations.words import DecisionKind, MovementKind

MOST_SHOWN = 50


@dataclass(frozen=True)
class Outcome:
    """A file as it would be read: its counts, and what would become of its money."""

    file: BankFile
    placed_ore: int
    placed_count: int
    # Payments of which something waits for a person.
    free_count: int
    aside: Sequence[BankMovement]
    # What the caller looked at while it stood so.
    seen: Any = None

    @property
    def is_new(self) -> bool:
        return self.file.new_count + self.file.aside_count > 0


class _Undo(Exception):
    """Undoes what a preview wrote."""


def preview_file(
    *,
    body: bytes,
    name: str,
    actor: Actor,
    mapping: CsvMapping | None = None,
    look: Callable[[BankFile], Any] | None = None,
    now: datetime | None = None,
) -> Outcome:
    """Return what reading a file would do now; raises XmlRefused and BankFileRefused.

    `look` reads what the caller wants to show of it, before it is undone.
    """
    shown: list[Outcome] = []
    try:
        with transaction.atomic():
            file = read_file(body=body, name=name, actor=actor, mapping=mapping, now=now)
            seen = look(file) if look is not None else None
            shown.append(replace(outcome_of(file), seen=seen))
            raise _Undo
    except _Undo:
        return shown[0]


def outcome_of(file: BankFile) -> Outcome:
    """Return what became of a file's money, as it stands now."""
    placed = Allocation.objects.filter(payment__movement__file=file)
    free = Decision.objects.filter(
        kind=DecisionKind.STRAY_MONEY, payment__movement__file=file, settled_at__isnull=True
    )
    aside = BankMovement.objects.filter(file=file, kind=MovementKind.ASIDE).order_by("pk")
    # What a reversal in the same file takes back pays nothing.
    sums = placed.order_by().values("payment").annotate(ore=Sum("amount_ore")).filter(ore__gt=0)
    paying = list(sums.values_list("ore", flat=True))
    return Outcome(
        file=file,
        placed_ore=sum(paying),
        placed_count=len(paying),
        free_count=free.count(),
        aside=list(aside[:MOST_SHOWN]),
    )
