"""The people of one occasion as the door sees them, by a fixed number of statements."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext

from registrations.models import Answer, CheckIn, Occasion, Participant
from registrations.sorting import sort_key
from registrations.tickets import finds_ticket, read_code
from registrations.words import SEATED, Status
from registrations.workspace.participant_money import PaidState, with_paid_state

PER_PAGE = 50
# A search that finds so few also shows those who came in the same registration.
MOST_WITH_COMPANY = 12


@dataclass
class DoorPerson:
    """One line at the door: no address, no sum, and of health answers only that there are some."""

    pk: int
    name: str
    # The place in the alphabet; a place without a name of its own comes last.
    sort_key: str
    organisation: str
    registration_id: int
    status: str
    link_version: int
    is_unpaid: bool = False
    has_needs: bool = False
    # Each check-in that stands: its key and when it happened.
    presses: list[tuple[str, datetime]] = field(default_factory=list)
    # Others of the same registration who have not come yet.
    missing_company: int = 0
    is_company: bool = False

    @property
    def since(self) -> datetime | None:
        return min((moment for _key, moment in self.presses), default=None)

    @property
    def is_expected(self) -> bool:
        return self.status in SEATED

    @property
    def tags(self) -> list[str]:
        """Return what the door must know, in a word each."""
        tags = [] if self.is_expected else [str(Status(self.status).label)]
        return [*tags, pgettext("door", "Unpaid")] if self.is_unpaid else tags

    @cached_property
    def folded(self) -> str:
        return f"{sort_key(self.name)} {sort_key(self.organisation)}"


class Door:
    """Everybody of one occasion, with who is here."""

    def __init__(self, occasion: Occasion, *, knows_needs: bool = False) -> None:
        self.occasion = occasion
        self.people = _read(occasion, knows_needs=knows_needs)
        company: dict[int, list[DoorPerson]] = defaultdict(list)
        for person in self.people:
            company[person.registration_id].append(person)
        self._company = company
        for person in self.people:
            person.missing_company = sum(
                other is not person and other.is_expected and not other.presses
                for other in company[person.registration_id]
            )

    @property
    def here(self) -> int:
        return sum(bool(person.presses) for person in self.people)

    @property
    def expected(self) -> int:
        return sum(person.is_expected or bool(person.presses) for person in self.people)

    @property
    def bar_width(self) -> int:
        return round(1000 * self.here / self.expected) if self.expected else 0

    def find(self, words: str) -> list[DoorPerson]:
        """Return whom the words name, those who have not come first; without words, all."""
        if not words:
            found = [one for one in self.people if one.is_expected or one.presses]
        elif (code := read_code(words)) and (by_code := self._by_code(code)):
            found = by_code
        else:
            keys = [sort_key(word) for word in words.split()[:8]]
            found = [one for one in self.people if all(key in one.folded for key in keys)]
        found = _absent_first(found)
        return self._with_company(found) if words and len(found) <= MOST_WITH_COMPANY else found

    def of_registration(self, registration_id: int) -> list[DoorPerson]:
        return _absent_first(self._company.get(registration_id, []))

    def _by_code(self, code: str) -> list[DoorPerson]:
        return [one for one in self.people if finds_ticket(code, one.pk, one.link_version)]

    def _with_company(self, found: Sequence[DoorPerson]) -> list[DoorPerson]:
        """Put behind each person those who are expected with them."""
        shown: dict[int, DoorPerson] = {}
        own = {person.pk for person in found}
        for person in found:
            shown.setdefault(person.pk, person)
            for other in self._company[person.registration_id]:
                if other.is_expected and other.pk not in own:
                    other.is_company = True
                    shown.setdefault(other.pk, other)
        return list(shown.values())


def _absent_first(people: Iterable[DoorPerson]) -> list[DoorPerson]:
    """Keep the order of names among those to come; then those here, the latest first."""
    absent = [one for one in people if not one.presses]
    present = [one for one in people if one.presses]
    return [*absent, *sorted(present, key=lambda one: str(one.since), reverse=True)]


def _read(occasion: Occasion, *, knows_needs: bool) -> list[DoorPerson]:
    rows: Any = with_paid_state(
        Participant.objects.filter(
            offering=occasion.offering_id, registration__erased_at__isnull=True
        )
    ).values_list(
        "pk",
        "name",
        "organisation",
        "registration_id",
        "status",
        "link_version",
        "paid_state",
        "registration__contact_name",
    )
    presses = _presses(occasion)
    needs = _with_needs(occasion) if knows_needs else set()
    people = [
        DoorPerson(
            pk=pk,
            name=name or gettext("Not yet named, by %(contact)s") % {"contact": contact},
            sort_key=sort_key(name),
            organisation=organisation,
            registration_id=registration,
            status=status,
            link_version=version,
            is_unpaid=status in SEATED and paid == PaidState.OPEN,
            has_needs=pk in needs,
            presses=presses.get(pk, []),
        )
        for pk, name, organisation, registration, status, version, paid, contact in rows.order_by()
    ]
    return sorted(people, key=lambda one: (one.sort_key, one.name, one.pk))


def _presses(occasion: Occasion) -> dict[int, list[tuple[str, datetime]]]:
    found: dict[int, list[tuple[str, datetime]]] = defaultdict(list)
    rows = CheckIn.objects.filter(occasion=occasion).standing().order_by("pk")
    for participant, key, moment in rows.values_list("participant", "key", "happened_at"):
        found[participant].append((str(key), moment))
    return found


def _with_needs(occasion: Occasion) -> set[int]:
    """Return who has given an answer about food or health; what it says is not read."""
    answers = Answer.objects.filter(
        participant__offering=occasion.offering_id, sealed__isnull=False
    )
    return set(answers.order_by().values_list("participant", flat=True).distinct())
