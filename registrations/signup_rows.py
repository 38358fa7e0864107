"""Writes the rows of one sign-up, each kind in one statement."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from registrations.addresses import mail_address
from registrations.answers import build_answers
from registrations.dues import fee_ore
from registrations.models import (
    Answer,
    CancellationStep,
    Choice,
    Participant,
    Payer,
    Registration,
)
from registrations.seats import next_places
from registrations.signup_case import Case
from registrations.signup_sheet import PAYER_FIELDS, Person
from registrations.sorting import sort_key
from registrations.statements import MARK, Compiled, insert
from registrations.trace import Mail, Trace, record
from registrations.words import (
    ActorKind,
    ChoiceState,
    Happening,
    PaymentMethod,
    Status,
)

# Longer than most payments take, and much shorter than a hold.
SLOW_PAYER = timedelta(minutes=3)

_STEPS = Compiled(
    lambda offering_id: CancellationStep.objects.filter(offering_id=offering_id).values_list(
        "days_before", "per_cent"
    ),
    MARK,
)


def registration_row(case: Case) -> Registration:
    signup, offering = case.signup, case.offering
    steps = _STEPS.rows(offering.pk)
    registration = Registration(
        offering=offering,
        form_key=signup.form_key,
        contact_name=signup.contact_name,
        contact_email=mail_address(signup.contact_email),
        contact_phone=signup.contact_phone,
        language=signup.language,
        source=case.actor.kind,
        note=signup.note,
        terms={
            "sv": offering.terms_sv,
            "en": offering.terms_en,
            "steps": [list(step) for step in steps],
            "withdrawal_days": offering.withdrawal_days,
        },
        created_at=case.now,
    )
    insert([registration])
    return registration


def payer_row(case: Case, registration: Registration) -> Payer:
    details = case.signup.payer
    method = PaymentMethod.ONLINE if details.pays_online else PaymentMethod.INVOICE
    payer = Payer(
        registration=registration,
        method=method if case.is_due else PaymentMethod.NOTHING,
        **{name: getattr(details, name) for name in PAYER_FIELDS},
    )
    insert([payer])
    return payer


def participant_rows(
    case: Case, registration: Registration, statuses: Sequence[Status]
) -> list[Participant]:
    in_line = [status in {Status.WAITING, Status.APPLIED} for status in statuses]
    places = iter(next_places(case.offering, sum(in_line)) if any(in_line) else ())
    held_until = case.now + timedelta(minutes=case.offering.hold_minutes)
    people = zip(case.signup.people, statuses, in_line, case.discounts, strict=True)
    return [
        Participant(
            registration=registration,
            offering=case.offering,
            number=number,
            status=status,
            fee=case.fees[person.fee_id],
            place=next(places) if queues else None,
            discount=discount,
            seat_until=held_until if status == Status.HELD else None,
            counted=not case.uncounted_reason,
            uncounted_reason=case.uncounted_reason[:200],
            name=person.name,
            email=mail_address(person.email),
            is_contact=_is_contact(case, person),
            organisation=person.organisation,
            sort_key=sort_key(person.name),
            created_at=case.now,
            changed_at=case.now,
        )
        for number, (person, status, queues, discount) in enumerate(people, start=1)
    ]


def _is_contact(case: Case, person: Person) -> bool:
    contact = (case.signup.contact_name, mail_address(case.signup.contact_email))
    return bool(person.email) and (person.name, mail_address(person.email)) == contact


def choice_rows(case: Case, participants: Sequence[Participant]) -> list[Choice]:
    """Build the extras: taken where there is a seat and room for them, otherwise wished."""
    room = case.room
    choices: list[Choice] = []
    for participant, person in zip(participants, case.signup.people, strict=True):
        for extra_id in sorted(set(person.extra_ids)):
            uses = room.uses_of_extra(extra_id)
            is_taken = participant.has_seat and (
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
    case: Case,
    participants: Iterable[Participant],
    choices: Iterable[Choice],
    uses: Mapping[int, int],
) -> bool:
    """Tell whether an extra still fits once this form's seats and earlier extras are counted."""
    room = case.room
    counted = [
        room.uses_of_fee(participant.fee_id)
        for participant in participants
        if participant.has_seat and participant.counted
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


def write_answers(case: Case, participants: Sequence[Participant]) -> None:
    pairs = [
        (participant, person.answers)
        for participant, person in zip(participants, case.signup.people, strict=True)
        if person.answers
    ]
    if pairs:
        Answer.objects.bulk_create(
            build_answers(case.offering, pairs, language=case.signup.language, now=case.now)
        )


def confirm_what_costs_nothing(
    participants: Iterable[Participant], choices: Iterable[Choice]
) -> None:
    """Confirm those held only for an extra that they did not get."""
    taken = {
        id(choice.participant)
        for choice in choices
        if choice.state == ChoiceState.TAKEN and choice.extra.amount_ore
    }
    for participant in participants:
        is_free = not fee_ore(participant.fee, participant) and id(participant) not in taken
        if participant.status == Status.HELD and is_free:
            participant.status, participant.seat_until = Status.CONFIRMED, None


_HAPPENINGS = {
    Status.HELD: Happening.HELD,
    Status.CONFIRMED: Happening.CONFIRMED,
    Status.WAITING: Happening.WAITLISTED,
    Status.APPLIED: Happening.APPLIED,
}


def write_traces(
    case: Case, registration: Registration, participants: Sequence[Participant]
) -> None:
    """Log the registration and each participant; mail the contact, and each one named apart."""
    first = Trace(
        happening=Happening.REGISTERED,
        offering_id=case.offering.pk,
        registration=registration,
        reason=case.uncounted_reason,
        mails=[_first_mail(case, registration, participants)],
    )
    traces = [first]
    for participant in participants:
        happening = _HAPPENINGS[Status(participant.status)]
        is_apart = participant.email and participant.email != registration.contact_email
        is_apart = is_apart and participant.status != Status.HELD
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


def _first_mail(
    case: Case, registration: Registration, participants: Sequence[Participant]
) -> Mail:
    """Tell the contact how it stands; who is just paying gets the link only if they are slow."""
    if any(participant.status == Status.HELD for participant in participants):
        # Who was registered by telephone has no page open, and waits for the link.
        wait = timedelta() if case.actor.kind == ActorKind.STAFF else SLOW_PAYER
        return Mail(
            Happening.HELD, registration.contact_email, registration, due_at=case.now + wait
        )
    return Mail(Happening.REGISTERED, registration.contact_email, registration)
