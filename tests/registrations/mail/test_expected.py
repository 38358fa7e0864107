"""Every mail in both languages against its stored text; UPDATE_EXPECTED=1 writes it anew."""

import os
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from registrations import approval, cancellation, lapsing, offerings, people, retention, waitlist
from registrations.actors import CONTACT, PARTICIPANT, SYSTEM, staff
from registrations.batches import plan_cancel_offering, run_due_batches
from registrations.fee_change import change_fee
from registrations.mail.sending import letter_for
from registrations.models import (
    CancellationStep,
    Message,
    Occasion,
    Registration,
)
from registrations.signup_sheet import PayerDetails
from registrations.words import Happening, PayerKind, WaitlistMode
from tests.factories.registrations import make_extra, make_fee, make_quota, sign_up
from tests.registrations.mail.letters import last, stored, words_of, words_of_text
from tests.registrations.mail.money_cases import MONEY_CASES
from tests.registrations.mail.people import (
    NOW,
    conference,
    full_conference,
    of,
    person,
    register_anna,
    register_group,
    register_offered,
)

EXPECTED = Path(__file__).parent / "expected"
TEMPLATES = Path(__file__).parents[3] / "templates" / "emails"
pytestmark = pytest.mark.django_db


def registered_alone(language: str) -> Message:
    return last(register_anna(conference(), language), Happening.REGISTERED)


def registered_free(language: str) -> Message:
    return last(register_anna(conference(fee=0), language), Happening.REGISTERED)


def registered_where_a_minimum_is_needed(language: str) -> Message:
    offering = conference(minimum=14, decision_on=date(2027, 4, 1))
    return last(register_anna(offering, language), Happening.REGISTERED)


def registered_group(language: str) -> Message:
    return last(register_group(conference(), language), Happening.REGISTERED)


def registered_group_split(language: str) -> Message:
    return last(register_group(conference(size=2), language), Happening.REGISTERED)


def registered_group_waiting(language: str) -> Message:
    return last(register_group(full_conference(), language), Happening.REGISTERED)


def registered_application(language: str) -> Message:
    return last(register_anna(conference(approval=True), language), Happening.REGISTERED)


def registered_waiting(language: str) -> Message:
    return last(register_anna(full_conference(), language), Happening.REGISTERED)


def confirmed_colleague(language: str) -> Message:
    registration = register_group(conference(), language)
    return last(registration, Happening.CONFIRMED, to="ake@eslov.example")


def confirmed_told_to_contact(language: str) -> Message:
    registration = register_group(conference(approval=True), language)
    ake = registration.participants.get(number=2)
    approval.approve(participant_id=ake.pk, actor=staff(None))
    return last(registration, Happening.CONFIRMED, to="anna@eslov.example")


def applied_colleague(language: str) -> Message:
    registration = register_group(conference(approval=True), language)
    return last(registration, Happening.APPLIED, to="ake@eslov.example")


def waitlisted_colleague(language: str) -> Message:
    registration = register_group(full_conference(), language)
    return last(registration, Happening.WAITLISTED, to="ake@eslov.example")


def offered(language: str) -> Message:
    return last(register_offered(language), Happening.OFFERED)


def offered_unnamed(language: str) -> Message:
    offering = conference(size=1)
    first = of(sign_up(offering))
    registration = register_anna(offering, language, people=(person(offering, ""),) * 2)
    cancellation.cancel(participant_id=first.pk, actor=CONTACT)
    return last(registration, Happening.OFFERED)


def offer_extended(language: str) -> Message:
    registration = register_offered(language)
    waitlist.extend_offer(participant_id=of(registration).pk, actor=staff(None))
    return last(registration, Happening.OFFER_EXTENDED)


def lapsed(language: str) -> Message:
    registration = register_offered(language)
    later = NOW + timedelta(hours=50)
    Message.objects.filter(kind=Happening.OFFERED).update(sent_at=NOW)
    lapsing.lapse_due(later)
    return last(registration, Happening.LAPSED)


def declined(language: str) -> Message:
    registration = register_anna(conference(approval=True), language)
    approval.decline(
        participant_id=of(registration).pk, actor=staff(None), reason="Kursen är för nybörjare."
    )
    return last(registration, Happening.DECLINED)


def cancelled(language: str) -> Message:
    registration = register_anna(conference(), language)
    cancellation.cancel(participant_id=of(registration).pk, actor=PARTICIPANT)
    return last(registration, Happening.CANCELLED)


def cancelled_with_fee(language: str) -> Message:
    offering = conference()
    CancellationStep.objects.create(offering=offering, days_before=200, per_cent=50)
    registration = register_anna(offering, language)
    cancellation.cancel(participant_id=of(registration).pk, actor=PARTICIPANT)
    return last(registration, Happening.CANCELLED)


def cancelled_by_organiser(language: str) -> Message:
    registration = register_group(conference(), language)
    ake = registration.participants.get(number=2)
    cancellation.cancel(participant_id=ake.pk, actor=staff(None), reason="Dubbel anmälan")
    return last(registration, Happening.CANCELLED, to="anna@eslov.example")


def cancelled_from_line(language: str) -> Message:
    registration = register_anna(full_conference(), language)
    cancellation.cancel(participant_id=of(registration).pk, actor=PARTICIPANT)
    return last(registration, Happening.CANCELLED)


def cancelled_application(language: str) -> Message:
    registration = register_anna(conference(approval=True), language)
    cancellation.cancel(participant_id=of(registration).pk, actor=PARTICIPANT)
    return last(registration, Happening.CANCELLED)


def cancelled_by_erasure(language: str) -> Message:
    registration = register_anna(conference(), language)
    retention.erase(registration_id=registration.pk, actor=CONTACT)
    return last(registration, Happening.CANCELLED)


def link_sent_to_new_contact(language: str) -> Message:
    registration = register_group(conference(), language)
    people.change_contact(
        registration_id=registration.pk,
        name="Örjan Lind",
        email="orjan@eslov.example",
        phone="",
        actor=CONTACT,
    )
    return last(registration, Happening.LINK_SENT)


def waitlisted_where_seats_are_given(language: str) -> Message:
    offering = full_conference(waitlist=WaitlistMode.AT_ONCE)
    return last(register_anna(offering, language), Happening.REGISTERED)


def waitlisted_where_an_organiser_decides(language: str) -> Message:
    offering = full_conference(waitlist=WaitlistMode.MANUAL)
    return last(register_anna(offering, language), Happening.REGISTERED)


def registered_by_private_person(language: str) -> Message:
    payer = PayerDetails(kind=PayerKind.PERSON, name="Anna Berg")
    return last(register_anna(conference(), language, payer=payer), Happening.REGISTERED)


def registered_for_several_days(language: str) -> Message:
    offering = conference()
    start = datetime(2027, 6, 7, 7, 0, tzinfo=UTC)
    for days, town in ((0, "Lund"), (7, "Malmö")):
        Occasion.objects.create(
            offering=offering,
            starts_at=start + timedelta(days=days),
            ends_at=start + timedelta(days=days + days // 7, hours=3),
            place_name="Stadshuset",
            town=town,
        )
    return last(register_anna(offering, language), Happening.REGISTERED)


def named(language: str) -> Message:
    registration = register_group(conference(), language)
    people.name_participant(
        participant_id=registration.participants.get(number=3).pk,
        name="Örjan Lind",
        email="orjan@eslov.example",
        organisation="Eslövs kommun",
        actor=CONTACT,
    )
    return last(registration, Happening.NAMED)


def swap_anna(language: str) -> Registration:
    registration = register_anna(conference(), language)
    people.swap(
        participant_id=of(registration).pk,
        name="Örjan Lind",
        email="orjan@eslov.example",
        organisation="Eslövs kommun",
        actor=PARTICIPANT,
    )
    return registration


def swapped(language: str) -> Message:
    return last(swap_anna(language), Happening.SWAPPED)


def given_away(language: str) -> Message:
    return last(swap_anna(language), Happening.GIVEN_AWAY)


def extra_granted(language: str) -> Message:
    offering = conference(changes_until=datetime(2027, 5, 10, 10, 0, tzinfo=UTC))
    quota = make_quota(offering, size=1, name="Middag")
    dinner = make_extra(offering, quotas=[quota], amount_ore=45000)
    sign_up(offering, extras=(dinner,))
    wishing = (person(offering, "Anna Berg", "anna@eslov.example", extra_ids=(dinner.pk,)),)
    registration = register_anna(offering, language, people=wishing)
    offerings.resize_quota(quota_id=quota.pk, size=2, actor=SYSTEM)
    return last(registration, Happening.EXTRA_GRANTED)


def fee_changed(language: str) -> Message:
    offering = conference(fee=50000)
    registration = register_anna(offering, language)
    full = make_fee(offering, quotas=[], amount_ore=195000, name="Ordinarie")
    change_fee(
        participant_id=registration.participants.get().pk,
        fee_id=full.pk,
        actor=staff(None),
        reason="Medlemskapet har gått ut",
    )
    return last(registration, Happening.FEE_CHANGED)


def link_sent(language: str) -> Message:
    registration = register_anna(conference(), language)
    people.resend_link(registration_id=registration.pk, actor=staff(None))
    return last(registration, Happening.LINK_SENT)


def offering_cancelled(language: str) -> Message:
    offering = conference()
    registration = register_anna(offering, language)
    plan_cancel_offering(
        offering=offering,
        actor=staff(None),
        reason_sv="För få har anmält sig.",
        reason_en="Too few people have signed up.",
    )
    run_due_batches(NOW + timedelta(minutes=11))
    return last(registration, Happening.OFFERING_CANCELLED)


CASES: list[Callable[[str], Message]] = [
    registered_alone,
    registered_free,
    registered_where_a_minimum_is_needed,
    registered_group,
    registered_group_split,
    registered_group_waiting,
    registered_application,
    registered_waiting,
    registered_by_private_person,
    registered_for_several_days,
    waitlisted_where_seats_are_given,
    waitlisted_where_an_organiser_decides,
    confirmed_colleague,
    confirmed_told_to_contact,
    applied_colleague,
    waitlisted_colleague,
    offered,
    offered_unnamed,
    offer_extended,
    lapsed,
    declined,
    cancelled,
    cancelled_with_fee,
    cancelled_by_organiser,
    cancelled_from_line,
    cancelled_application,
    cancelled_by_erasure,
    named,
    swapped,
    given_away,
    extra_granted,
    fee_changed,
    link_sent,
    link_sent_to_new_contact,
    offering_cancelled,
    *MONEY_CASES,
]


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_mail_reads_as_stored(case: Callable[[str], Message], language: str) -> None:
    with time_machine.travel(NOW, tick=False):
        letter = letter_for(case(language))
    path = EXPECTED / f"{case.__name__}.{language}.txt"
    if os.environ.get("UPDATE_EXPECTED"):
        path.write_text(stored(letter))

    assert stored(letter) == path.read_text()
    assert words_of(letter.html) == words_of_text(letter)


def test_every_kind_of_mail_has_a_case() -> None:
    folders = {path.parent.name for path in TEMPLATES.glob("*/subject.txt")}

    shown = {kind for kind in folders for case in CASES if case.__name__.startswith(kind)}

    assert shown == folders
