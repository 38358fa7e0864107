"""The rows of a downloaded list: plain tuples read in chunks, so that memory stays flat."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db.models import F, Sum
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext

from registrations.models import Answer, Charge, Choice, Extra, Payer, Question
from registrations.spreadsheets import neutralise
from registrations.words import ChoiceState, PayerKind, Readers, Status
from registrations.workspace.listing import Listing

CHUNK = 1000

Cell = str | int | float | Decimal | date | datetime | None
_FIELDS = (
    "pk",
    "registration_id",
    "registration__reference",
    "number",
    "name",
    "email",
    "organisation",
    "status",
    "place",
    "fee_id",
    "counted",
    "uncounted_reason",
    "created_at",
    "registration__contact_name",
    "registration__contact_email",
    "registration__contact_phone",
    "registration__language",
)


@dataclass
class _Beside:
    """What belongs to a chunk's participants in other tables."""

    owed: dict[int, int] = field(default_factory=dict)
    choices: dict[tuple[int, int], str] = field(default_factory=dict)
    answers: dict[tuple[int, int], str] = field(default_factory=dict)
    payers: dict[int, tuple[str, str, str, str]] = field(default_factory=dict)


class ExportRows:
    """The heading and rows of a listing; health answers are never among them."""

    def __init__(self, listing: Listing, *, with_answers: bool) -> None:
        self.listing = listing
        self.with_answers = with_answers

    @cached_property
    def extras(self) -> list[Extra]:
        return list(self.listing.offering.extras.all())

    @cached_property
    def questions(self) -> list[Question]:
        if not self.with_answers:
            return []
        return list(self.listing.offering.questions.filter(readers=Readers.ORGANISERS))

    def heading(self) -> list[str]:
        return [
            gettext("Reference"),
            pgettext("column", "Number"),
            pgettext("column", "Name"),
            gettext("E-mail"),
            gettext("Organisation"),
            gettext("Status"),
            gettext("Place in line"),
            gettext("Fee"),
            gettext("Owed, kr incl. VAT"),
            gettext("Who pays"),
            gettext("Payer"),
            gettext("Organisation number"),
            gettext("Invoice reference"),
            gettext("Registered"),
            gettext("Outside the count because"),
            gettext("Contact person"),
            gettext("Contact e-mail"),
            gettext("Contact telephone"),
            gettext("Language"),
            *(neutralise(extra.name) for extra in self.extras),
            *(neutralise(question.label) for question in self.questions),
        ]

    def rows(self) -> Iterator[list[Cell]]:
        """Yield each participant's cells, as text already safe, numbers and local times."""
        found = self.listing.participants().values_list(*_FIELDS).iterator(chunk_size=CHUNK)
        statuses = {status.value: str(status.label) for status in Status}
        fees = {fee.pk: neutralise(fee.name) for fee in self.listing.fees}
        zone = timezone.get_current_timezone()
        while chunk := list(islice(found, CHUNK)):
            beside = self._beside(chunk)
            for row in chunk:
                yield self._cells(row, beside, statuses, fees, zone)

    def _cells(
        self,
        row: Sequence[Any],
        beside: _Beside,
        statuses: dict[str, str],
        fees: dict[int, str],
        zone: Any,
    ) -> list[Cell]:
        (pk, registration, reference, number, name, email, organisation, status, place, fee,
         _counted, reason, created, contact, contact_email, phone, language) = row  # fmt: skip
        return [
            reference,
            number,
            neutralise(name),
            neutralise(email),
            neutralise(organisation),
            statuses[status],
            place,
            fees.get(fee, ""),
            Decimal(beside.owed.get(pk, 0)) / 100,
            *beside.payers.get(registration, ("", "", "", "")),
            created.astimezone(zone).replace(tzinfo=None),
            neutralise(reason),
            neutralise(contact),
            neutralise(contact_email),
            neutralise(phone),
            language,
            *(beside.choices.get((pk, extra.pk), "") for extra in self.extras),
            *(beside.answers.get((pk, question.pk), "") for question in self.questions),
        ]

    def _beside(self, chunk: Sequence[Sequence[Any]]) -> _Beside:
        people = [row[0] for row in chunk]
        registrations = {row[1] for row in chunk}
        return _Beside(
            owed=_owed(people),
            choices=self._choices(people),
            answers=self._answers(people),
            payers=_payers(registrations),
        )

    def _choices(self, people: list[int]) -> dict[tuple[int, int], str]:
        if not self.extras:
            return {}
        words = {state.value: str(state.label) for state in ChoiceState}
        rows = Choice.objects.filter(participant__in=people).values_list(
            "participant_id", "extra_id", "state"
        )
        return {(person, extra): words[state] for person, extra, state in rows}

    def _answers(self, people: list[int]) -> dict[tuple[int, int], str]:
        if not self.questions:
            return {}
        rows = Answer.objects.filter(
            participant__in=people, question__in=self.questions
        ).values_list("participant_id", "question_id", "value")
        return {(person, question): neutralise(value) for person, question, value in rows}


def _owed(people: list[int]) -> dict[int, int]:
    return dict(
        Charge.objects.filter(participant__in=people)
        .order_by()
        .values_list("participant")
        .annotate(owed=Sum(F("net_ore") + F("vat_ore")))
    )


def _payers(registrations: set[int]) -> dict[int, tuple[str, str, str, str]]:
    """Return who pays; where several do, their details stand side by side."""
    kinds = {kind.value: str(kind.label) for kind in PayerKind}
    found: dict[int, list[tuple[str, str, str, str]]] = defaultdict(list)
    rows = Payer.objects.filter(registration__in=registrations).values_list(
        "registration_id", "kind", "name", "org_number", "reference"
    )
    for registration, kind, name, number, reference in rows:
        found[registration].append(
            (kinds[kind], neutralise(name), neutralise(number), neutralise(reference))
        )
    return {
        registration: payers[0] if len(payers) == 1 else _side_by_side(payers)
        for registration, payers in found.items()
    }


def _side_by_side(payers: list[tuple[str, str, str, str]]) -> tuple[str, str, str, str]:
    kind, name, number, reference = (
        "; ".join(part for part in parts if part) for parts in zip(*payers, strict=True)
    )
    return kind, name, number, reference
