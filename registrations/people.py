"""Who takes part: naming a place, correcting details, giving the seat to a colleague, answers."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from registrations.actors import Actor
from registrations.addresses import mail_address
from registrations.answers import build_answers
from registrations.errors import AddressIsTheirs, ChangesClosed, PayerIsInvoiced, WrongStatus
from registrations.models import (
    Answer,
    DocumentLine,
    Offering,
    Participant,
    ParticipantTag,
    Payer,
    Registration,
)
from registrations.seats import locked_offering, locked_participant
from registrations.signup_sheet import PAYER_FIELDS, PayerDetails
from registrations.sorting import sort_key
from registrations.trace import Mail, Trace, mail_to_person, record
from registrations.words import LIVE, ActorKind, DocumentKind, Happening, Status

SWAPPABLE = (Status.CONFIRMED, Status.HELD)


def name_participant(
    *,
    participant_id: int,
    name: str,
    email: str,
    organisation: str,
    actor: Actor,
    now: datetime | None = None,
) -> Participant:
    """Say who an unnamed place is for; the person gets a mail with a link of their own.

    Raises WrongStatus when the place is named already or no longer live.
    """
    now = now or timezone.now()
    with locked_participant(participant_id) as participant:
        is_erased = participant.registration.erased_at is not None
        if participant.name or participant.status not in LIVE or is_erased:
            raise WrongStatus
        email = mail_address(email)
        contact = participant.registration
        participant.is_contact = (name, email) == (contact.contact_name, contact.contact_email)
        fields = _set_person(participant, name, email, organisation, now)
        apart = email and email != participant.registration.contact_email
        mails = [mail_to_person(Happening.NAMED, participant)] if apart else []
        _record(participant, Happening.NAMED, fields, actor, now, mails)
        return participant


def change_details(
    *,
    participant_id: int,
    name: str,
    email: str,
    organisation: str,
    actor: Actor,
    now: datetime | None = None,
) -> Participant:
    """Correct a person's details; with an address of their own they are not the contact.

    Raises ChangesClosed after the event, WrongStatus when erased, and AddressIsTheirs.
    """
    now = now or timezone.now()
    with locked_participant(participant_id) as participant:
        _refuse_if_closed(participant, actor, now)
        email = mail_address(email)
        if actor.kind == ActorKind.CONTACT and email != participant.email:
            _guard_address(participant)
        contact_email = participant.registration.contact_email
        participant.is_contact = participant.is_contact and email == contact_email
        fields = _set_person(participant, name, email, organisation, now)
        if fields:
            # A mail still in the outbox to the former address is dropped: this replaces it.
            is_told = "email" in fields and email and email != contact_email
            mails = [mail_to_person(Happening.NAMED, participant)] if is_told else []
            _record(participant, Happening.DETAILS_CHANGED, fields, actor, now, mails)
        return participant


def change_own_details(
    *,
    participant_id: int,
    name: str,
    email: str,
    organisation: str,
    actor: Actor,
    now: datetime | None = None,
) -> Participant:
    """Correct a person who is the contact too, in both places; a new address gets one mail.

    Raises ChangesClosed after the event, and WrongStatus for anyone but the contact.
    """
    now = now or timezone.now()
    with locked_participant(participant_id) as participant:
        _refuse_if_closed(participant, actor, now)
        if not is_the_contact(participant):
            raise WrongStatus
        registration = participant.registration
        email = mail_address(email)
        moves = email != participant.email
        if moves:
            registration.link_version += 1
            participant.link_version += actor.kind == ActorKind.CONTACT
        registration.contact_name, registration.contact_email = name, email
        registration.save(update_fields=["contact_name", "contact_email", "link_version"])
        fields = _set_person(participant, name, email, organisation, now)
        if fields:
            mails = [Mail(Happening.LINK_SENT, email, registration)] if moves else []
            _record(participant, Happening.DETAILS_CHANGED, fields, actor, now, mails)
        return participant


def _refuse_if_closed(participant: Participant, actor: Actor, now: datetime) -> None:
    if participant.registration.erased_at is not None:
        raise WrongStatus
    if actor.kind != ActorKind.STAFF and participant.offering.is_over(now):
        raise ChangesClosed


def is_the_contact(participant: Participant) -> bool:
    """Tell whether the contact person has this place: so since sign-up, and still one address."""
    address = participant.registration.contact_email
    return participant.is_contact and participant.email == address


def _guard_address(participant: Participant) -> None:
    """End the former link; refuse where a new one would open someone's answers to the contact."""
    if not is_the_contact(participant) and participant.answers.exists():
        raise AddressIsTheirs
    participant.link_version += 1


def swap(
    *,
    participant_id: int,
    name: str,
    email: str,
    organisation: str,
    actor: Actor,
    now: datetime | None = None,
) -> Participant:
    """Give a seat to a colleague: new person, new link, the former person's answers deleted.

    Both get a mail. Raises WrongStatus without a seat and ChangesClosed after the event.
    """
    now = now or timezone.now()
    with locked_participant(participant_id) as participant:
        if participant.status not in SWAPPABLE:
            raise WrongStatus
        if participant.offering.is_over(now) or participant.offering.is_cancelled:
            raise ChangesClosed
        email = mail_address(email)
        registration = participant.registration
        former_email = participant.email or registration.contact_email
        participant.answers.all().delete()
        ParticipantTag.objects.filter(participant=participant).delete()
        participant.link_version += 1
        participant.is_contact = _passes_on_contact(participant, former_email)
        fields = _set_person(participant, name, email, organisation, now)
        if participant.is_contact:
            _pass_on_contact(participant)
        mails = [
            Mail(Happening.SWAPPED, email, registration, participant),
            Mail(Happening.GIVEN_AWAY, former_email, registration, participant),
        ]
        if email == former_email:
            mails.pop()
        _record(participant, Happening.SWAPPED, fields, actor, now, mails)
        return participant


def _passes_on_contact(participant: Participant, former_email: str) -> bool:
    """Tell whether the former person registered only themselves.

    Then the new person becomes the contact, or the former's link would open the new one's page.
    """
    registration = participant.registration
    is_alone = not registration.participants.exclude(pk=participant.pk).exists()
    return is_alone and registration.contact_email == former_email


def _pass_on_contact(participant: Participant) -> None:
    """Let the registration's contact be the new person; the former's link ends."""
    registration = participant.registration
    registration.link_version += 1
    registration.contact_name = participant.name
    registration.contact_email = participant.email
    registration.contact_phone = ""
    registration.save(
        update_fields=["contact_name", "contact_email", "contact_phone", "link_version"]
    )


def change_contact(
    *,
    registration_id: int,
    name: str,
    email: str,
    phone: str,
    actor: Actor,
    now: datetime | None = None,
) -> Registration:
    """Correct the contact person, or let another be it; with the address the link changes.

    Raises WrongStatus for an erased registration.
    """
    now = now or timezone.now()
    with transaction.atomic():
        registration = Registration.objects.select_for_update().get(pk=registration_id)
        if registration.erased_at is not None:
            raise WrongStatus
        email = mail_address(email)
        given = {"contact_name": name, "contact_email": email, "contact_phone": phone}
        fields = [field for field, value in given.items() if getattr(registration, field) != value]
        if fields:
            for field in fields:
                setattr(registration, field, given[field])
            if "contact_email" in fields:
                _end_former_contact(registration)
            registration.save(update_fields=[*fields, "link_version"])
            trace = Trace(
                happening=Happening.DETAILS_CHANGED,
                offering_id=registration.offering_id,
                registration=registration,
                fields=fields,
                mails=(
                    [Mail(Happening.LINK_SENT, email, registration)]
                    if "contact_email" in fields
                    else ()
                ),
            )
            record([trace], actor=actor, now=now)
        return registration


def _end_former_contact(registration: Registration) -> None:
    """End the former contact's link, and their say over a place that is not the new one's."""
    registration.link_version += 1
    others = registration.participants.exclude(email=registration.contact_email)
    others.update(is_contact=False)


def change_payer(
    *, payer_id: int, details: PayerDetails, actor: Actor, now: datetime | None = None
) -> Payer:
    """Correct who pays and what the invoice needs; the log keeps which fields, not what they say.

    Raises PayerIsInvoiced for all but staff once an invoice says what it says.
    """
    now = now or timezone.now()
    payer = Payer.objects.select_related("registration").get(pk=payer_id)
    registration = payer.registration
    with locked_offering(registration.offering_id):
        payer = Payer.objects.select_for_update().get(pk=payer_id)
        if actor.kind != ActorKind.STAFF and is_invoiced(payer):
            raise PayerIsInvoiced
        given = {field: getattr(details, field) for field in PAYER_FIELDS}
        fields = [field for field, value in given.items() if getattr(payer, field) != value]
        if fields:
            for field in fields:
                setattr(payer, field, given[field])
            payer.save(update_fields=fields)
            trace = Trace(
                happening=Happening.PAYER_CHANGED,
                offering_id=registration.offering_id,
                registration=registration,
                fields=fields,
            )
            record([trace], actor=actor, now=now)
        return payer


def is_invoiced(payer: Payer) -> bool:
    """Tell whether something of what the payer owes stands on an invoice."""
    return DocumentLine.objects.filter(
        charge__payer=payer, document__kind=DocumentKind.INVOICE
    ).exists()


def change_answers(
    *,
    participant_id: int,
    answers: Mapping[int, str],
    actor: Actor,
    now: datetime | None = None,
) -> Participant:
    """Replace the given answers; an empty text withdraws one. The log keeps which, not what.

    Raises ChangesClosed after the caterer's date, for all but organisers.
    """
    now = now or timezone.now()
    with locked_participant(participant_id) as participant:
        offering = participant.offering
        if actor.kind != ActorKind.STAFF and not offering.allows_changes(now):
            raise ChangesClosed
        language = participant.registration.language
        former = {answer.question_id: answer for answer in participant.answers.all()}
        asked = offering.questions.filter(pk__in=answers).values_list("pk", flat=True)
        changed = [pk for pk in asked if _text(former.get(pk)) != answers[pk].strip()]
        Answer.objects.filter(participant=participant, question__in=changed).delete()
        kept = {pk: answers[pk] for pk in changed}
        Answer.objects.bulk_create(
            build_answers(offering, [(participant, kept)], language=language, now=now)
        )
        if changed:
            fields = [f"question:{pk}" for pk in sorted(changed)]
            _record(participant, Happening.ANSWERS_CHANGED, fields, actor, now)
        return participant


def _text(answer: Answer | None) -> str:
    if answer is None:
        return ""
    return str(answer.sealed) if answer.sealed is not None else answer.value


def resend_link(*, registration_id: int, actor: Actor, now: datetime | None = None) -> None:
    """Mail the contact person the link again, at an organiser's wish."""
    now = now or timezone.now()
    registration = Registration.objects.get(pk=registration_id)
    with locked_offering(registration.offering_id) as offering:
        _record_link(registration, offering, actor, now)


def _record_link(
    registration: Registration, offering: Offering, actor: Actor, now: datetime
) -> None:
    trace = Trace(
        happening=Happening.LINK_SENT,
        offering_id=offering.pk,
        registration=registration,
        mails=[Mail(Happening.LINK_SENT, registration.contact_email, registration)],
    )
    record([trace], actor=actor, now=now)


def _set_person(
    participant: Participant, name: str, email: str, organisation: str, now: datetime
) -> list[str]:
    given = {"name": name, "email": email, "organisation": organisation}
    fields = [field for field, value in given.items() if getattr(participant, field) != value]
    for field in fields:
        setattr(participant, field, given[field])
    participant.sort_key = sort_key(name)
    participant.changed_at = now
    participant.save(
        update_fields=[
            "name",
            "email",
            "organisation",
            "is_contact",
            "sort_key",
            "link_version",
            "changed_at",
        ]
    )
    return fields


def _record(
    participant: Participant,
    happening: Happening,
    fields: list[str],
    actor: Actor,
    now: datetime,
    mails: list[Mail] | None = None,
) -> None:
    trace = Trace(
        happening=happening,
        offering_id=participant.offering_id,
        registration=participant.registration,
        participant=participant,
        fields=fields,
        mails=mails or (),
    )
    record([trace], actor=actor, now=now)
