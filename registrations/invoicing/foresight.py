"""What a change of an invoice would come to: it is made, looked at, and taken back as a whole."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, Sum
from django.utils import timezone

from registrations.invoicing.standing import invoices
from registrations.models import Allocation, Document, Refund


@dataclass(frozen=True)
class Foreseen:
    """The documents that a change would issue, and where money would go, in öre."""

    notes: list[Document]
    # What is then left to pay of the invoice, and what of its reminder fees is taken away.
    left_ore: int
    fees_dropped_ore: int
    # Money that lay on it and no longer does, and what of it goes where.
    released_ore: int
    moved_ore: int
    refunded_ore: int
    outcome: Any

    @property
    def waiting_ore(self) -> int:
        """Return what lies on nothing then, so that a person is asked."""
        return max(self.released_ore - self.moved_ore - self.refunded_ore, 0)

    @property
    def credited_ore(self) -> int:
        return -sum(note.gross_ore for note in self.notes)


def foresee(document_id: int, change: Callable[[datetime], Any]) -> Foreseen:
    """Return what a change would do. Nothing of it stays, no number and no message either.

    Raises what the change raises.
    """
    now = timezone.now()
    with transaction.atomic():
        former = invoices().get(pk=document_id)
        known = list(former.credit_notes.values_list("pk", flat=True))
        outcome = change(now)
        later = invoices().get(pk=document_id)
        moved = Allocation.objects.filter(created_at=now).aggregate(
            released=Sum("amount_ore", filter=Q(amount_ore__lt=0)),
            put=Sum("amount_ore", filter=Q(amount_ore__gt=0)),
        )
        refunds = Refund.objects.filter(created_at=now)
        found = Foreseen(
            notes=list(later.credit_notes.exclude(pk__in=known).order_by("pk")),
            left_ore=max(later.open_ore, 0),
            fees_dropped_ore=max(former.reminder_fees_ore - later.reminder_fees_ore, 0),
            released_ore=-(moved["released"] or 0),
            moved_ore=moved["put"] or 0,
            refunded_ore=refunds.aggregate(ore=Sum("amount_ore"))["ore"] or 0,
            outcome=outcome,
        )
        transaction.set_rollback(True)
    return found
