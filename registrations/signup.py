"""Turns a valid form into a registration: seats for those who fit, the line for the rest."""

from datetime import datetime
from typing import cast
from uuid import UUID

from django.db import IntegrityError
from django.utils import timezone

from registrations import waitlist
from registrations.actors import CONTACT, Actor
from registrations.charges import write_charges
from registrations.errors import NotEnoughSeats, NoWaitlist
from registrations.models import Registration
from registrations.seats import locked_offering, place_new
from registrations.signup_case import Case, open_case
from registrations.signup_decisions import open_decisions
from registrations.signup_rows import (
    choice_rows,
    confirm_what_costs_nothing,
    participant_rows,
    payer_row,
    registration_row,
    write_answers,
    write_traces,
)
from registrations.signup_sheet import IfFull, Signup
from registrations.statements import MARK, Compiled
from registrations.words import ActorKind, ChoiceState, Status, WaitlistMode

_BY_FORM_KEY = Compiled(
    lambda form_key: Registration.objects.filter(form_key=form_key).order_by(), UUID(int=MARK)
)


def register(
    signup: Signup,
    *,
    actor: Actor = CONTACT,
    now: datetime | None = None,
    uncounted_reason: str = "",
) -> Registration:
    """Register everyone on the form, once however often it is posted.

    Raises SignupClosed, OfferingIsCancelled, FeeClosed, ExtraClosed, GroupTooLarge, NoWaitlist,
    PaymentNotSetUp, what a discount code raises, and NotEnoughSeats when the form asks first
    (`IfFull.ASK`).
    """
    now = now or timezone.now()
    try:
        with locked_offering(signup.offering_id) as offering:
            known = _already_registered(signup)
            if known is not None:
                return known
            case = open_case(signup, offering, actor, now, uncounted_reason)
            return _write(case)
    except IntegrityError:
        # The same form reached two offerings' locks at once; the database kept one.
        known = _already_registered(signup)
        if known is None:
            raise
        return known


def _already_registered(signup: Signup) -> Registration | None:
    return cast("Registration | None", _BY_FORM_KEY.first_instance(Registration, signup.form_key))


def _write(case: Case) -> Registration:
    statuses = _statuses(case)
    registration = registration_row(case)
    payer = payer_row(case, registration)
    participants = participant_rows(case, registration, statuses)
    choices = choice_rows(case, participants)
    confirm_what_costs_nothing(participants, choices)
    place_new(participants, choices, room=case.room)
    write_answers(case, participants)
    write_charges(
        payer,
        [one for one in participants if one.has_seat],
        [choice for choice in choices if choice.state == ChoiceState.TAKEN],
        language=case.signup.language,
        now=case.now,
    )
    write_traces(case, registration, participants)
    open_decisions(case, participants)
    if any(participant.status == Status.WAITING for participant in participants):
        waitlist.hand_on(case.offering, case.now, room=case.room)
    return registration


def _statuses(case: Case) -> list[Status]:
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
    fits = len(statuses) - statuses.count(Status.WAITING)
    if fits < len(people):
        if case.signup.if_full == IfFull.ASK:
            raise NotEnoughSeats(fits=fits, asked=len(people))
        if case.offering.waitlist == WaitlistMode.NONE:
            raise NoWaitlist
    return statuses


def _seats_for(case: Case) -> list[Status]:
    room = case.room
    ahead = waitlist.fees_in_line_that_fit(case.offering, case.now, room=room)
    statuses = []
    for person, discount in zip(case.signup.people, case.discounts, strict=True):
        uses = room.uses_of_fee(person.fee_id)
        is_behind = any(person.fee_id == fee_id or uses.keys() & used for fee_id, used in ahead)
        if room.fits(uses) and not is_behind:
            room.count(uses, sign=1)
            must_pay = case.must_pay(person, discount)
            statuses.append(Status.HELD if must_pay else Status.CONFIRMED)
        else:
            statuses.append(Status.WAITING)
    for person, status in zip(case.signup.people, statuses, strict=True):
        if status != Status.WAITING:
            room.count(room.uses_of_fee(person.fee_id), sign=-1)
    return statuses
