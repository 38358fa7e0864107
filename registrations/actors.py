"""Who does something: a participant by link, a contact person, a member of staff, or the system."""

from dataclasses import dataclass
from typing import Any

from registrations.words import ActorKind


@dataclass(frozen=True)
class Actor:
    kind: ActorKind
    user: Any = None


SYSTEM = Actor(ActorKind.SYSTEM)
PARTICIPANT = Actor(ActorKind.PARTICIPANT)
CONTACT = Actor(ActorKind.CONTACT)


def staff(user: Any) -> Actor:
    """Return the actor for a signed-in member of staff."""
    return Actor(ActorKind.STAFF, user)
