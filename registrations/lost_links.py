"""Mails the links of live registrations to the address that they belong to."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from registrations.actors import SYSTEM, Actor
from registrations.models import Participant, Registration
from registrations.people import is_the_contact
from registrations.trace import Mail, Trace, record
from registrations.words import Happening

KEPT_AFTER = timedelta(days=90)


def mail_links(email: str, *, now: datetime | None = None) -> int:
    """Queue a mail with the link of every live registration of an address; return how many.

    An unknown address costs the same work, so that the time taken tells nothing: a mail is queued
    and taken back.
    """
    now = now or timezone.now()
    traces = [*_contact_traces(email, now), *_participant_traces(email, now)]
    with transaction.atomic():
        if traces:
            record(traces, actor=SYSTEM, now=now)
        else:
            _record_and_take_back(email, now)
    return len(traces)


def send_again(registration: Registration, *, actor: Actor, now: datetime | None = None) -> None:
    """Queue the mail with the contact person's link once more."""
    with transaction.atomic():
        record(
            [_trace(registration, None, registration.contact_email)],
            actor=actor,
            now=now or timezone.now(),
        )


def _contact_traces(email: str, now: datetime) -> list[Trace]:
    found = Registration.objects.filter(contact_email__iexact=email, erased_at=None)
    live = found.exclude(offering__last_ends_at__lt=now - KEPT_AFTER)
    return [_trace(one, None, one.contact_email) for one in live.select_related("offering")]


def _participant_traces(email: str, now: datetime) -> list[Trace]:
    found = Participant.objects.filter(email__iexact=email, registration__erased_at=None)
    live = found.exclude(offering__last_ends_at__lt=now - KEPT_AFTER)
    return [
        _trace(one.registration, one, one.email)
        for one in live.select_related("registration__offering")
        if not is_the_contact(one)
    ]


def _trace(registration: Registration, participant: Participant | None, to: str) -> Trace:
    return Trace(
        happening=Happening.LINK_SENT,
        offering_id=registration.offering_id,
        registration=registration,
        participant=participant,
        mails=[Mail(Happening.LINK_SENT, to, registration, participant)],
    )


def _record_and_take_back(email: str, now: datetime) -> None:
    registration = Registration.objects.order_by("-pk").first()
    if registration is None:
        return
    savepoint = transaction.savepoint()
    record([_trace(registration, None, email)], actor=SYSTEM, now=now)
    transaction.savepoint_rollback(savepoint)
