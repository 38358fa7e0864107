"""All that stands about one registration, read with a fixed number of statements."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Prefetch
from django.utils import timezone

from registrations.actors import Actor
from registrations.models import (
    Answer,
    Charge,
    Choice,
    LogEntry,
    Message,
    Participant,
    ParticipantTag,
    Payer,
    Registration,
    Tag,
)
from registrations.pricing import VatTotal, vat_totals
from registrations.seats import locked_offering
from registrations.tags import tags_of
from registrations.trace import Trace, record
from registrations.words import Happening, Readers, Status
from registrations.workspace.door.presence import Came, LoggedPress, Presence
from registrations.workspace.payer_money import PayerMoney, money_of_payers
from registrations.workspace.rows import ICONS, line_of, status_words
from registrations.workspace.verbs import VERBS, Verb


@dataclass
class Person:
    """A participant as shown on the registration page."""

    participant: Participant
    status_words: str
    choices: list[Choice]
    answers: list[Answer]
    came: list[Came]
    health: list[Answer] = field(default_factory=list)

    @property
    def icon(self) -> str:
        return ICONS[Status(self.participant.status)]

    @property
    def verbs(self) -> list[Verb]:
        return [verb for verb in VERBS.values() if verb.fits(self.participant)]


@dataclass
class Account:
    """A payer with what they owe."""

    payer: Payer
    charges: list[Charge]
    vat: list[VatTotal]
    money: PayerMoney

    @property
    def open_ore(self) -> int:
        return self.gross_ore - self.money.allocated_ore

    @property
    def gross_ore(self) -> int:
        return sum(charge.gross_ore for charge in self.charges)


@dataclass
class Dossier:
    registration: Registration
    people: list[Person]
    accounts: list[Account]
    messages: list[Message]
    log: list[LogEntry | LoggedPress]
    # All tags of the offering, to choose from.
    tags: list[Tag]


def dossier(registration: Registration) -> Dossier:
    """Read the registration; health answers stay sealed in the database."""
    plain = Answer.objects.filter(question__readers=Readers.ORGANISERS).select_related("question")
    participants = list(
        registration.participants.select_related("fee", "offering")
        .prefetch_related(
            Prefetch("choices", Choice.objects.select_related("extra")),
            Prefetch("answers", plain, to_attr="plain_answers"),
            Prefetch("tag_rows", ParticipantTag.objects.select_related("tag")),
        )
        .order_by("number")
    )
    line = line_of(registration.offering_id)
    presence = Presence(registration, participants)
    came = presence.by_person()
    return Dossier(
        registration=registration,
        people=[
            Person(
                participant,
                status_words(participant, line),
                list(participant.choices.all()),
                participant.plain_answers,
                came.get(participant.pk, []),
            )
            for participant in participants
        ],
        accounts=_accounts(registration),
        messages=list(
            registration.messages.select_related("participant").prefetch_related("deliveries")
        ),
        tags=tags_of(registration.offering),
        log=_log(registration, presence),
    )


def _log(registration: Registration, presence: Presence) -> list[LogEntry | LoggedPress]:
    """Return what happened, the latest first; the presses at the door are a log of their own."""
    entries = registration.log.select_related("actor", "participant").order_by("-pk")
    everything: list[LogEntry | LoggedPress] = [*entries, *reversed(presence.log())]
    return sorted(everything, key=lambda entry: entry.created_at, reverse=True)


def _accounts(registration: Registration) -> list[Account]:
    charges: dict[int, list[Charge]] = defaultdict(list)
    rows = Charge.objects.filter(payer__registration=registration).select_related("participant")
    for charge in rows.order_by("pk"):
        charges[charge.payer_id].append(charge)
    money = money_of_payers(registration)
    return [
        Account(payer, charges[payer.pk], vat_totals(charges[payer.pk]), money[payer.pk])
        for payer in registration.payers.order_by("pk")
    ]


def open_health_answers(found: Dossier, actor: Actor) -> None:
    """Read the health answers into the dossier, and log whose were read and by whom."""
    answers: dict[int, list[Answer]] = defaultdict(list)
    rows = Answer.objects.filter(
        participant__registration=found.registration, question__readers=Readers.HEALTH
    )
    for answer in rows.select_related("question").order_by("question__sort_order", "pk"):
        answers[answer.participant_id].append(answer)
    for person in found.people:
        person.health = answers.get(person.participant.pk, [])
    traces = [
        Trace(
            Happening.HEALTH_READ,
            found.registration.offering_id,
            registration=found.registration,
            participant=person.participant,
            fields=[f"question:{answer.question_id}" for answer in person.health],
        )
        for person in found.people
        if person.health
    ]
    with locked_offering(found.registration.offering_id):
        record(traces, actor=actor, now=timezone.now())


def has_health_answers(registration: Registration) -> bool:
    return Answer.objects.filter(
        participant__registration=registration, question__readers=Readers.HEALTH
    ).exists()
