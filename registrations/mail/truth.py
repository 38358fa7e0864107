"""Whether a queued mail still says what is true when it is to be sent."""

from collections.abc import Mapping
from datetime import datetime

from registrations.mail.lateness import is_useless
from registrations.mail.truth_of_money import MONEY, why_money_untrue
from registrations.models import LogEntry, Message, Registration
from registrations.words import LIVE, PROVISIONAL, SEATED, Happening, Status

# A mail of this kind about one participant is true only while the status is among these.
TRUE_IN: Mapping[str, tuple[Status, ...]] = {
    Happening.APPLIED: (Status.APPLIED,),
    Happening.WAITLISTED: (Status.WAITING,),
    Happening.CONFIRMED: (Status.CONFIRMED,),
    Happening.OFFERED: (Status.OFFERED,),
    Happening.OFFER_EXTENDED: PROVISIONAL,
    Happening.LAPSED: (Status.LAPSED,),
    Happening.DECLINED: (Status.DECLINED,),
    Happening.CANCELLED: (Status.CANCELLED,),
    Happening.NAMED: LIVE,
    Happening.SWAPPED: LIVE,
    Happening.EXTRA_GRANTED: SEATED,
    Happening.FEE_CHANGED: LIVE,
}
AS_REGISTERED = (Status.APPLIED, Status.WAITING, Status.CONFIRMED)
OFFERS = (Happening.OFFERED, Happening.OFFER_EXTENDED)
# The address belongs to a former person; the mail carries no link.
FAREWELLS = (Happening.GIVEN_AWAY,)


def why_untrue(message: Message, now: datetime) -> str:
    """Return why the mail is not to be sent any more, or nothing."""
    if is_useless(message, now):
        return "too late to be of use"
    if message.kind in FAREWELLS:
        return ""
    if message.kind in MONEY:
        return why_money_untrue(message, now)
    if message.registration is not None and message.registration.erased_at is not None:
        return _why_untrue_of_erased(message)
    return _why_untrue_of_person(message)


def _why_untrue_of_erased(message: Message) -> str:
    """Let through one farewell to each address: the erasure cancelled the seats."""
    if message.kind != Happening.CANCELLED:
        return "personal data erased"
    told = Message.objects.filter(
        registration=message.registration, kind=message.kind, to=message.to
    )
    return "told already" if told.filter(pk__lt=message.pk).exists() else ""


def _why_untrue_of_person(message: Message) -> str:
    participant = message.participant
    if message.registration is None:
        return ""
    if participant is None:
        return _why_untrue_of_registration(message, message.registration)
    if message.to not in {participant.email, message.registration.contact_email}:
        return "" if _is_farewell(message) else "no longer this person's address"
    if message.kind in TRUE_IN and participant.status not in TRUE_IN[message.kind]:
        return f"the status is now {participant.status}"
    if message.kind in OFFERS and _has_newer_offer(message):
        return "a newer offer has its own mail"
    if message.kind == Happening.LAPSED and _has_told_of_lapse(message):
        return "told already, for all whose seats were not paid"
    return ""


def _has_told_of_lapse(message: Message) -> bool:
    """Tell whether another mail says that the seats kept while they were paid for were let go."""
    held = Message.objects.filter(
        registration=message.registration,
        kind=Happening.LAPSED,
        to=message.to,
        cause__from_status=Status.HELD,
        cause__created_at=message.cause.created_at,
        pk__lt=message.pk,
    )
    return message.cause.from_status == Status.HELD and held.exists()


def _is_farewell(message: Message) -> bool:
    """Tell whether the mail is the last one to someone of a group who was erased since."""
    erased = LogEntry.objects.filter(
        participant=message.participant, happening=Happening.ERASED, pk__gt=message.cause_id
    )
    return message.kind == Happening.CANCELLED and erased.exists()


def _why_untrue_of_registration(message: Message, registration: Registration) -> str:
    if message.to != registration.contact_email:
        return "no longer the contact's address"
    people = list(registration.participants.all()[:2])
    is_own = len(people) == 1 and people[0].email == registration.contact_email
    if message.kind == Happening.REGISTERED and is_own and people[0].status not in AS_REGISTERED:
        return f"the status is now {people[0].status}, which a later mail says"
    return ""


def _has_newer_offer(message: Message) -> bool:
    kinds = (
        (Happening.OFFERED,)
        if message.kind == Happening.OFFERED
        else (Happening.OFFERED, Happening.OFFER_EXTENDED)
    )
    return Message.objects.filter(
        participant=message.participant, kind__in=kinds, cause_id__gt=message.cause_id
    ).exists()


def is_standing_offer(message: Message) -> bool:
    """Tell whether the seat is still offered and no other mail than this one says so."""
    if message.kind != Happening.OFFERED or message.participant is None:
        return False
    return message.participant.status == Status.OFFERED and not _has_newer_offer(message)
