"""What every part of the demo needs: its days, its snippets, and the home pages."""

from dataclasses import dataclass, field
from typing import Any

from config.demo.dates import DemoDates
from config.demo.languages import Twins
from config.demo.people import People
from config.demo.snippets import Shared


@dataclass
class Scene:
    dates: DemoDates
    shared: Shared
    homes: Twins
    people: People
    organiser: Any
    bookkeeper: Any
    pages: dict[str, Twins] = field(default_factory=dict)

    def contact(self, name: str) -> dict[str, str]:
        """Return the fields of an Offering that say whom to ask."""
        person = self.shared.contacts[name]
        return {
            "contact_name": person.name,
            "contact_email": person.email,
            "contact_phone": person.phone,
        }
