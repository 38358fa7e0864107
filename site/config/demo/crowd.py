"""Fills an Offering with many people at once, as the domain would have left them.

For measuring: the rows are written in bulk, but every rule that holds elsewhere holds here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from django.utils import timezone

from config.demo.booking import Desk
from config.demo.dates import moment
from config.demo.languages import Both
from config.demo.offers import (
    add_extra,
    add_fee,
    add_occasion,
    add_offering,
    add_quota,
    ask_meal,
    ask_needs,
)
from config.demo.people import COMPANIES, FIRST_NAMES, MUNICIPALITIES, SURNAMES, People
from config.demo.snippets import VENUES
from events.models import Venue
from registrations.actors import CONTACT
from registrations.answers import build_answers
from registrations.charges import extra_charge, fee_charge
from registrations.models import (
    Answer,
    Charge,
    Choice,
    Extra,
    Fee,
    Message,
    Offering,
    Participant,
    Payer,
    Registration,
)
from registrations.seats import Room, locked_offering, next_places, place_new
from registrations.sorting import sort_key
from registrations.trace import Mail, Trace, record
from registrations.words import (
    ChoiceState,
    Happening,
    PayerKind,
    PaymentMethod,
    Status,
)

GROUP_SIZES = (1, 2, 1, 4, 1, 3, 1)
PORTION = 500


def make_crowded_offering(number: int) -> Offering:
    """Return a new Offering with a seat for nineteen of twenty."""
    day = timezone.localdate() + timedelta(days=90)
    words = Both(f"Provfullt med {number} personer", f"Crowded with {number} people")
    offering = add_offering(None, f"prov-{number}-{uuid4().hex[:6]}", words)
    name, address, town, _way = VENUES["lund"]
    venue = Venue(name=name, address=address, town=town)
    add_occasion(offering, moment(day, 9), moment(day, 16), venue)
    seats = add_quota(offering, Both("Platser", "Seats"), max(1, number * 19 // 20))
    dinner = add_quota(offering, Both("Middag", "Dinner"), max(1, number // 4))
    add_fee(offering, Both("Kommun", "Council"), [seats], 1950)
    add_fee(offering, Both("Företag", "Company"), [seats], 2650)
    add_extra(offering, Both("Middag", "Dinner"), Both("", ""), dinner, 395, vat=12)
    ask_meal(offering)
    ask_needs(offering)
    return offering


@dataclass
class _Portion:
    """Rows of some registrations, before they are written."""

    registrations: list[Registration] = field(default_factory=list)
    payers: list[Payer] = field(default_factory=list)
    participants: list[Participant] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    charges: list[Charge] = field(default_factory=list)
    answers: list[tuple[Participant, dict[int, str]]] = field(default_factory=list)
    traces: list[Trace] = field(default_factory=list)


@dataclass
class _Filling:
    """What the whole filling works with, read once under the Offering's lock."""

    offering: Offering
    room: Room
    fees: list[Fee]
    extras: list[Extra]
    desk: Desk
    now: datetime

    def fee_for(self, number: int) -> Fee:
        return self.fees[number % len(self.fees)]


def fill_offering(offering: Offering, number: int, now: datetime | None = None) -> None:
    """Add `number` people: seated while there is room, the rest in line; no mail is sent."""
    now = now or timezone.now()
    with locked_offering(offering.pk) as locked:
        filling = _Filling(
            offering=locked,
            room=Room(locked),
            fees=[fee for fee in locked.fees.all() if fee.is_offered],
            extras=list(locked.extras.all()),
            desk=Desk(locked, People(seed=7)),
            now=now,
        )
        sizes = list(_group_sizes(number))
        done = 0
        for start in range(0, len(sizes), PORTION):
            done = _write_portion(filling, sizes[start : start + PORTION], done)
        _mark_as_sent(locked, now)


def _group_sizes(number: int) -> Iterator[int]:
    turn = 0
    while number:
        size = min(GROUP_SIZES[turn % len(GROUP_SIZES)], number)
        yield size
        number -= size
        turn += 1


def _write_portion(filling: _Filling, sizes: list[int], done: int) -> int:
    portion = _Portion()
    for size in sizes:
        _add_group(filling, portion, size, done)
        done += size
    Registration.objects.bulk_create(portion.registrations)
    Payer.objects.bulk_create(portion.payers)
    # What was counted while choosing is taken back: placing them counts it again, and writes it.
    _count(filling, portion, sign=-1)
    place_new(portion.participants, portion.choices, room=filling.room)
    Charge.objects.bulk_create(portion.charges)
    Answer.objects.bulk_create(
        build_answers(filling.offering, portion.answers, language="sv", now=filling.now)
    )
    record(portion.traces, actor=CONTACT, now=filling.now)
    return done


def _add_group(filling: _Filling, portion: _Portion, size: int, done: int) -> None:
    fee = filling.fee_for(len(portion.registrations))
    organisations = COMPANIES if "Företag" in fee.name_sv else MUNICIPALITIES
    organisation = organisations[done % len(organisations)]
    names = [_name(done + place) for place in range(size)]
    emails = [
        f"{sort_key(name).replace(' ', '.')}.{done + place}@prov.example"
        for place, name in enumerate(names)
    ]
    registration = Registration(
        offering=filling.offering,
        form_key=uuid4(),
        contact_name=names[0],
        contact_email=emails[0],
        created_at=filling.now,
    )
    is_due = fee.amount_ore > 0
    payer = Payer(
        registration=registration,
        kind=fee.payer_kind,
        method=PaymentMethod.INVOICE if is_due else PaymentMethod.NOTHING,
        name=organisation if fee.payer_kind == PayerKind.ORGANISATION else names[0],
        reference=f"REF-{done}" if is_due else "",
    )
    portion.registrations.append(registration)
    portion.payers.append(payer)
    first = Trace(
        happening=Happening.REGISTERED,
        offering_id=filling.offering.pk,
        registration=registration,
        mails=[Mail(Happening.REGISTERED, emails[0], registration)],
    )
    portion.traces.append(first)
    for place, (name, email) in enumerate(zip(names, emails, strict=True), start=1):
        participant = _participant(filling, registration, fee, place)
        participant.name, participant.email = name, email
        participant.organisation, participant.sort_key = organisation, sort_key(name)
        _add_person(filling, portion, payer, participant, wants_extra=(done + place) % 3 == 0)


def _name(number: int) -> str:
    first = FIRST_NAMES[number % len(FIRST_NAMES)]
    return f"{first} {SURNAMES[number // len(FIRST_NAMES) % len(SURNAMES)]}"


def _participant(
    filling: _Filling, registration: Registration, fee: Fee, number: int
) -> Participant:
    room = filling.room
    fits = room.fits_fee(fee.pk)
    if fits:
        room.count(room.uses_of_fee(fee.pk), sign=1)
    return Participant(
        registration=registration,
        offering=filling.offering,
        number=number,
        status=Status.CONFIRMED if fits else Status.WAITING,
        fee=fee,
        is_contact=number == 1,
        place=None if fits else next_places(filling.offering, 1)[0],
        created_at=filling.now,
        changed_at=filling.now,
    )


def _add_person(
    filling: _Filling,
    portion: _Portion,
    payer: Payer,
    participant: Participant,
    *,
    wants_extra: bool,
) -> None:
    is_seated = participant.status == Status.CONFIRMED
    found: list[Charge | None] = []
    if is_seated:
        fee = participant.fee
        found.append(fee_charge(payer, participant, fee, language="sv", now=filling.now))
    if wants_extra and filling.extras:
        choice = _choice(filling, participant)
        portion.choices.append(choice)
        if choice.state == ChoiceState.TAKEN:
            extra = choice.extra
            found.append(extra_charge(payer, participant, extra, language="sv", now=filling.now))
    portion.participants.append(participant)
    portion.charges += [charge for charge in found if charge is not None]
    portion.answers.append((participant, filling.desk.answers()))
    portion.traces.append(
        Trace(
            happening=Happening.CONFIRMED if is_seated else Happening.WAITLISTED,
            offering_id=filling.offering.pk,
            registration=participant.registration,
            participant=participant,
            to_status=participant.status,
        )
    )


def _choice(filling: _Filling, participant: Participant) -> Choice:
    room, extra = filling.room, filling.extras[0]
    is_taken = participant.status == Status.CONFIRMED and room.fits_extra(extra.pk)
    if is_taken:
        room.count(room.uses_of_extra(extra.pk), sign=1)
    state = ChoiceState.TAKEN if is_taken else ChoiceState.WISHED
    return Choice(participant=participant, extra=extra, state=state, created_at=filling.now)


def _count(filling: _Filling, portion: _Portion, *, sign: int) -> None:
    room = filling.room
    for participant in portion.participants:
        if participant.status == Status.CONFIRMED:
            room.count(room.uses_of_fee(participant.fee_id), sign=sign)
    for choice in portion.choices:
        if choice.state == ChoiceState.TAKEN:
            room.count(room.uses_of_extra(choice.extra_id), sign=sign)


def _mark_as_sent(offering: Offering, now: datetime) -> None:
    """Let no mail of the crowd wait in the outbox."""
    waiting = Message.objects.filter(offering=offering, sent_at=None, dropped_at=None)
    waiting.update(sent_at=now, subject="Prov")
