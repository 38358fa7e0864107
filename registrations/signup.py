"""Turns a valid form into a registration: seats for those who fit, the line for the rest."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import cast
from uuid import UUID

from django.db import IntegrityError
from django.db.models import QuerySet
from django.utils import timezone

from registrations import waitlist
from registrations.actors import CONTACT, Actor
from registrations.answers import build_answers
from registrations.charges import extra_charge, fee_charge
from registrations.errors import (
    ExtraClosed,
    FeeClosed,
    GroupTooLarge,
    NotEnoughSeats,
    NoWaitlist,
    OfferingIsCancelled,
    SignupClosed,
)
from registrations.models import (
    Answer,
    CancellationStep,
    Choice,
    Decision,
    Extra,
    Fee,
    Offering,
    Participant,
    Payer,
    Registration,
)
from registrations.seats import Room, locked_offering, next_places, place_new
from registrations.sorting import sort_key
from registrations.statements import MARK, Compiled, insert
from registrations.trace import Mail, Trace, record
from registrations.words import (
    LIVE,
    ActorKind,
    ChoiceState,
    DecisionKind,
    Happening,
    PayerKind,
    PaymentMethod,
    Status,
    WaitlistMode,
)

STAFF_GROUP = 100


class IfFull(Enum):
    """What to do when not everyone fits."""

    ASK = "ask"
    SPLIT = "split"
    WAIT = "wait"


@dataclass(frozen=True)
class Person:
    """One place asked for; without a name it is named later."""

    fee_id: int
    name: str = ""
    email: str = ""
    organisation: str = ""
    extra_ids: tuple[int, ...] = ()
    answers: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PayerDetails:
    """Who pays, with what an invoice needs."""

    kind: PayerKind
    name: str = ""
    org_number: str = ""
    reference: str = ""
    email: str = ""
    street: str = ""
    postcode: str = ""
    town: str = ""


@dataclass(frozen=True)
class Signup:
    """A valid form."""

    offering_id: int
    form_key: UUID
    contact_name: str
    contact_email: str
    people: tuple[Person, ...]
    payer: PayerDetails
    contact_phone: str = ""
    language: str = "sv"
    note: str = ""
    if_full: IfFull = IfFull.ASK


_BY_FORM_KEY = Compiled(
    lambda form_key: Registration.objects.filter(form_key=form_key).order_by(), UUID(int=MARK)
)
_FEES = Compiled(lambda offering_id: Fee.objects.filter(offering_id=offering_id), MARK)
_STEPS = Compiled(
    lambda offering_id: CancellationStep.objects.filter(offering_id=offering_id).values_list(
        "days_before", "per_cent"
    ),
    MARK,
)


@dataclass
class _Case:
    """What one sign-up works with, read under the Offering's lock."""

    signup: Signup
    offering: Offering
    actor: Actor
    now: datetime
    uncounted_reason: str
    room: Room
    fees: Mapping[int, Fee]
    extras: Mapping[int, Extra]


def register(
    signup: Signup,
    *,
    actor: Actor = CONTACT,
    now: datetime | None = None,
    uncounted_reason: str = "",
) -> Registration:
    """Register everyone on the form, once however often it is posted.

    Raises SignupClosed, OfferingIsCancelled, FeeClosed, ExtraClosed, GroupTooLarge, NoWaitlist, and
    NotEnoughSeats when the form asks first (`IfFull.ASK`).
    """
    now = now or timezone.now()
    try:
        with locked_offering(signup.offering_id) as offering:
            known = _already_registered(signup)
            if known is not None:
                return known
            case = _open_case(signup, offering, actor, now, uncounted_reason)
            return _write(case)
    except IntegrityError:
        # The same form reached two offerings' locks at once; the database kept one.
        known = _already_registered(signup)
        if known is None:
            raise
        return known


def _already_registered(signup: Signup) -> Registration | None:
    return cast("Registration | None", _BY_FORM_KEY.first_instance(Registration, signup.form_key))


def _open_case(
    signup: Signup, offering: Offering, actor: Actor, now: datetime, uncounted_reason: str
) -> _Case:
    is_staff = actor.kind == ActorKind.STAFF
    if offering.state == Offering.State.CANCELLED:
        raise OfferingIsCancelled
    if not is_staff and not offering.is_open(now):
        raise SignupClosed
    largest = STAFF_GROUP if is_staff else offering.largest_group
    if not 1 <= len(signup.people) <= largest:
        raise GroupTooLarge(largest)
    return _Case(
        signup=signup,
        offering=offering,
        actor=actor,
        now=now,
        uncounted_reason=uncounted_reason.strip(),
        room=Room(offering),
        fees=_fees(signup, offering, now, is_staff),
        extras=_extras(signup, offering, is_staff),
    )


def _fees(signup: Signup, offering: Offering, now: datetime, is_staff: bool) -> dict[int, Fee]:
    wanted = {person.fee_id for person in signup.people}
    fees = {fee.pk: fee for fee in _FEES.instances(Fee, offering.pk) if fee.pk in wanted}
    if set(fees) != wanted or not all(is_staff or fee.is_open(now) for fee in fees.values()):
        raise FeeClosed
    return fees


def _extras(signup: Signup, offering: Offering, is_staff: bool) -> dict[int, Extra]:
    wanted = {extra_id for person in signup.people for extra_id in person.extra_ids}
    if not wanted:
        return {}
    extras = {extra.pk: extra for extra in Extra.objects.filter(offering=offering, pk__in=wanted)}
    if set(extras) != wanted or not all(is_staff or e.is_offered for e in extras.values()):
        raise ExtraClosed
    return extras


def _write(case: _Case) -> Registration:
    statuses = _statuses(case)
    registration = _registration(case)
    payer = _payer(case, registration)
    participants = _participants(case, registration, statuses)
    choices = _choices(case, participants)
    place_new(participants, choices, room=case.room)
    _write_answers(case, participants)
    _write_charges(case, payer, participants, choices)
    _write_traces(case, registration, participants)
    _open_duplicate_decisions(case, participants)
    if any(participant.status == Status.WAITING for participant in participants):
        waitlist.hand_on(case.offering, case.now, room=case.room)
    return registration


def _statuses(case: _Case) -> list[Status]:
    """Decide who gets a seat, in the order of the form; the room is only read here."""
    people = case.signup.people
    if case.uncounted_reason:
        return [Status.CONFIRMED] * len(people)
    if case.offering.approval and case.actor.kind != ActorKind.STAFF:
        return [Status.APPLIED] * len(people)
    if case.signup.if_full == IfFull.WAIT:
        statuses = [Status.WAITING] * len(people)
    else:
        statuses = _seats_for(case)
    fits = statuses.count(Status.CONFIRMED)
    if fits < len(people):
        if case.signup.if_full == IfFull.ASK:
            raise NotEnoughSeats(fits=fits, asked=len(people))
        if case.offering.waitlist == WaitlistMode.NONE:
            raise NoWaitlist
    return statuses


def _seats_for(case: _Case) -> list[Status]:
    room = case.room
    ahead = waitlist.fees_in_line_that_fit(case.offering, case.now, room=room)
    statuses = []
    for person in case.signup.people:
        uses = room.uses_of_fee(person.fee_id)
        is_behind = any(person.fee_id == fee_id or uses.keys() & used for fee_id, used in ahead)
        if room.fits(uses) and not is_behind:
            room.count(uses, sign=1)
            statuses.append(Status.CONFIRMED)
        else:
            statuses.append(Status.WAITING)
    for person, status in zip(case.signup.people, statuses, strict=True):
        if status == Status.CONFIRMED:
            room.count(room.uses_of_fee(person.fee_id), sign=-1)
    return statuses


def _registration(case: _Case) -> Registration:
    signup, offering = case.signup, case.offering
    steps = _STEPS.rows(offering.pk)
    registration = Registration(
        offering=offering,
        form_key=signup.form_key,
        contact_name=signup.contact_name,
        contact_email=signup.contact_email,
        contact_phone=signup.contact_phone,
        language=signup.language,
        source=case.actor.kind,
        note=signup.note,
        terms={
            "sv": offering.terms_sv,
            "en": offering.terms_en,
            "steps": [list(step) for step in steps],
        },
        created_at=case.now,
    )
    insert([registration])
    return registration


def _payer(case: _Case, registration: Registration) -> Payer:
    details = case.signup.payer
    priced = [*case.fees.values(), *case.extras.values()]
    is_due = any(row.amount_ore for row in priced)
    payer = Payer(
        registration=registration,
        kind=details.kind,
        method=PaymentMethod.INVOICE if is_due else PaymentMethod.NOTHING,
        name=details.name,
        org_number=details.org_number,
        reference=details.reference,
        email=details.email,
        street=details.street,
        postcode=details.postcode,
        town=details.town,
    )
    insert([payer])
    return payer


def _participants(
    case: _Case, registration: Registration, statuses: Sequence[Status]
) -> list[Participant]:
    in_line = [status in {Status.WAITING, Status.APPLIED} for status in statuses]
    places = iter(next_places(case.offering, sum(in_line)) if any(in_line) else ())
    people = zip(case.signup.people, statuses, in_line, strict=True)
    return [
        Participant(
            registration=registration,
            offering=case.offering,
            number=number,
            status=status,
            fee=case.fees[person.fee_id],
            place=next(places) if queues else None,
            counted=not case.uncounted_reason,
            uncounted_reason=case.uncounted_reason[:200],
            name=person.name,
            email=person.email,
            organisation=person.organisation,
            sort_key=sort_key(person.name),
            created_at=case.now,
            changed_at=case.now,
        )
        for number, (person, status, queues) in enumerate(people, start=1)
    ]


def _choices(case: _Case, participants: Sequence[Participant]) -> list[Choice]:
    """Build the extras: taken where there is a seat and room for them, otherwise wished."""
    room = case.room
    choices: list[Choice] = []
    for participant, person in zip(participants, case.signup.people, strict=True):
        for extra_id in sorted(set(person.extra_ids)):
            uses = room.uses_of_extra(extra_id)
            is_taken = participant.status == Status.CONFIRMED and (
                not participant.counted or _has_room_beside_fees(case, participants, choices, uses)
            )
            choices.append(
                Choice(
                    participant=participant,
                    extra=case.extras[extra_id],
                    state=ChoiceState.TAKEN if is_taken else ChoiceState.WISHED,
                    created_at=case.now,
                )
            )
    return choices


def _has_room_beside_fees(
    case: _Case,
    participants: Iterable[Participant],
    choices: Iterable[Choice],
    uses: Mapping[int, int],
) -> bool:
    """Tell whether an extra still fits once this form's seats and earlier extras are counted."""
    room = case.room
    counted = [
        room.uses_of_fee(participant.fee_id)
        for participant in participants
        if participant.status == Status.CONFIRMED and participant.counted
    ]
    counted += [
        room.uses_of_extra(choice.extra_id)
        for choice in choices
        if choice.state == ChoiceState.TAKEN and choice.participant.counted
    ]
    for used in counted:
        room.count(used, sign=1)
    fits = room.fits(uses)
    for used in counted:
        room.count(used, sign=-1)
    return fits


def _write_answers(case: _Case, participants: Sequence[Participant]) -> None:
    pairs = [
        (participant, person.answers)
        for participant, person in zip(participants, case.signup.people, strict=True)
        if person.answers
    ]
    if pairs:
        Answer.objects.bulk_create(
            build_answers(case.offering, pairs, language=case.signup.language, now=case.now)
        )


def _write_charges(
    case: _Case, payer: Payer, participants: Sequence[Participant], choices: Sequence[Choice]
) -> None:
    language = case.signup.language
    found = [
        fee_charge(payer, participant, participant.fee, language=language, now=case.now)
        for participant in participants
        if participant.status == Status.CONFIRMED
    ]
    found += [
        extra_charge(payer, choice.participant, choice.extra, language=language, now=case.now)
        for choice in choices
        if choice.state == ChoiceState.TAKEN
    ]
    insert([charge for charge in found if charge is not None])


_HAPPENINGS = {
    Status.CONFIRMED: Happening.CONFIRMED,
    Status.WAITING: Happening.WAITLISTED,
    Status.APPLIED: Happening.APPLIED,
}


def _write_traces(
    case: _Case, registration: Registration, participants: Sequence[Participant]
) -> None:
    """Log the registration and each participant; mail the contact, and each one named apart."""
    first = Trace(
        happening=Happening.REGISTERED,
        offering_id=case.offering.pk,
        registration=registration,
        reason=case.uncounted_reason,
        mails=[Mail(Happening.REGISTERED, registration.contact_email, registration)],
    )
    traces = [first]
    for participant in participants:
        happening = _HAPPENINGS[Status(participant.status)]
        is_apart = participant.email and participant.email != registration.contact_email
        own = [Mail(happening, participant.email, registration, participant)] if is_apart else []
        traces.append(
            Trace(
                happening=happening,
                offering_id=case.offering.pk,
                registration=registration,
                participant=participant,
                to_status=participant.status,
                reason=case.uncounted_reason,
                mails=own,
            )
        )
    record(traces, actor=case.actor, now=case.now)


def _known_emails(
    offering_id: int, registration_id: int, emails: Sequence[str]
) -> QuerySet[Participant, tuple[str]]:
    return (
        Participant.objects.filter(offering_id=offering_id, status__in=LIVE, email__in=list(emails))
        .exclude(registration_id=registration_id)
        .order_by()
        .values_list("email")
    )


_KNOWN_EMAILS = Compiled(
    lambda offering_id, registration_id, email: _known_emails(
        offering_id, registration_id, [email]
    ),
    MARK,
    MARK + 1,
    "mark@example.invalid",
)


def _open_duplicate_decisions(case: _Case, participants: Sequence[Participant]) -> None:
    """Ask an organiser about people who already take part by another registration."""
    by_email = {
        participant.email.lower(): participant for participant in participants if participant.email
    }
    if not by_email:
        return
    registration = participants[0].registration
    known = (
        _KNOWN_EMAILS.rows(case.offering.pk, registration.pk, next(iter(by_email.values())).email)
        if len(by_email) == 1
        else _known_emails(case.offering.pk, registration.pk, [p.email for p in by_email.values()])
    )
    decisions = [
        Decision(
            kind=DecisionKind.DUPLICATE,
            offering=case.offering,
            registration=by_email[email].registration,
            participant=by_email[email],
            opened_at=case.now,
        )
        for email in {email.lower() for (email,) in known}
    ]
    if decisions:
        Decision.objects.bulk_create(decisions)
