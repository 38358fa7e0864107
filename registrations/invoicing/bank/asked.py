"""What a person is still asked about a movement: once they have said what it is, that holds."""

from django.db.models import Exists, OuterRef, Q

from registrations.models import BankMovement, Decision
from registrations.words import MovementKind


def asked_about() -> Q:
    """Return the condition of a movement that somebody is still to say something of."""
    return Q(Exists(Decision.objects.filter(movement=OuterRef("pk"), settled_at__isnull=True)))


def is_left_out(movement: BankMovement) -> bool:
    """Tell whether a person has said of a movement put aside that it is nothing of ours."""
    return (
        movement.kind == MovementKind.ASIDE
        and not Decision.objects.filter(movement=movement, settled_at__isnull=True).exists()
    )
