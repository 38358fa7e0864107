"""The outbox: claims due messages for a while, sends each, and notes that it left or why not."""

import logging
import time
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from registrations.actors import SYSTEM
from registrations.invoicing.handing_over import mark_sent
from registrations.mail import sending
from registrations.mail.addresses import follow_person
from registrations.mail.lateness import delay_of, extend_offer
from registrations.mail.truth import is_standing_offer, why_untrue
from registrations.models import Decision, Message, Offering
from registrations.words import DecisionKind

logger = logging.getLogger(__name__)

# Few at a time, so that even five sendings that run into their time limit end within the lease.
CLAIMED_AT_ONCE = 5
LEASE = timedelta(minutes=5)
ATTEMPTS = 8
FIRST_DELAY = timedelta(minutes=1)
LONGEST_DELAY = timedelta(hours=6)


def send_due(now: datetime | None = None) -> int:
    """Send every message that is due and not taken by another worker; return how many left.

    The run may last long: each claim and each mail goes by the clock then, never before `now`.
    """
    started = now or timezone.now()
    sent = 0
    connection = mail.get_connection()
    try:
        for message in _claimed(started):
            sent += _handle(message, connection, started)
    finally:
        connection.close()
    return sent


def _clock(started: datetime) -> datetime:
    return max(started, timezone.now())


def _due(now: datetime) -> QuerySet[Message]:
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=now)
    waiting = Message.objects.filter(sent_at__isnull=True, dropped_at__isnull=True)
    return waiting.filter(free, due_at__lte=now).order_by("due_at", "pk")


def claim(now: datetime, limit: int = CLAIMED_AT_ONCE) -> list[Message]:
    """Take up to `limit` due messages for the length of the lease."""
    if not _due(now).exists():
        return []
    until = now + LEASE
    with transaction.atomic():
        taken = list(
            _due(now).select_for_update(skip_locked=True).values_list("pk", flat=True)[:limit]
        )
        Message.objects.filter(pk__in=taken).update(claimed_until=until)
    related = ("offering", "registration", "participant", "cause")
    return list(
        Message.objects.filter(pk__in=taken).select_related(*related).order_by("due_at", "pk")
    )


def _claimed(started: datetime) -> Iterator[Message]:
    """Yield claimed messages one by one, dropping what is left of a claim whose lease is over."""
    while messages := claim(_clock(started)):
        claimed = time.monotonic()
        for message in messages:
            if time.monotonic() - claimed > LEASE.total_seconds() / 2:
                break
            yield message


def _handle(message: Message, connection: BaseEmailBackend, started: datetime) -> bool:
    now = _clock(started)
    follow_person(message)
    if reason := why_untrue(message, now):
        _drop(message, now, reason)
        return False
    delay = delay_of(message, now)
    try:
        letter = sending.letter_for(message, delay)
        service_id = sending.send(letter, connection)
    except Exception as problem:
        # Addresses may stand in the error's text, so the server's log gets the kind only.
        logger.warning("Message %s was not sent: %s", message.pk, type(problem).__name__)
        connection.close()
        _note_failure(message, _clock(started), problem)
        return False
    _stamp(message, letter, service_id, delay)
    return True


def _mine(message: Message) -> QuerySet[Message]:
    """Return the row if this worker still holds its lease and nobody else has settled it."""
    return Message.objects.filter(
        pk=message.pk,
        claimed_until=message.claimed_until,
        sent_at__isnull=True,
        dropped_at__isnull=True,
    )


def _stamp(message: Message, letter: sending.Letter, service_id: str, delay: timedelta) -> None:
    """Note that the mail has left; of several workers who sent it, only the first moves a time."""
    if not delay:
        with transaction.atomic():
            if _note_sent(message, letter, service_id) and letter.invoices:
                mark_sent(letter.invoices, how=gettext("e-mail"), actor=SYSTEM)
        return
    with transaction.atomic():
        _lock_offering(message)
        if _note_sent(message, letter, service_id):
            extend_offer(message, delay)


def _note_sent(message: Message, letter: sending.Letter, service_id: str) -> bool:
    # Whoever holds the lease by now: the mail has left.
    unsettled = Message.objects.filter(pk=message.pk, sent_at__isnull=True, dropped_at__isnull=True)
    changed = unsettled.update(
        sent_at=timezone.now(),
        service_id=service_id[:250],
        subject=letter.subject[:250],
        text=letter.text,
        html=letter.html,
        claimed_until=None,
        last_error="",
    )
    return changed == 1


def _drop(message: Message, now: datetime, reason: str) -> None:
    """Drop a mail that is not to leave; an offer that stands without it waits for an organiser."""
    with transaction.atomic():
        if stands := is_standing_offer(message):
            _lock_offering(message)
        changed = _mine(message).update(dropped_at=now, claimed_until=None, last_error=reason)
        if changed and stands:
            open_decision(message, DecisionKind.MAIL_FAILED)


def _note_failure(message: Message, now: datetime, problem: Exception) -> None:
    attempts = message.attempts + 1
    gives_up = attempts >= ATTEMPTS or sending.is_permanent(problem)
    with transaction.atomic():
        if gives_up:
            _lock_offering(message)
        changed = _mine(message).update(
            attempts=attempts,
            claimed_until=None,
            last_error=f"{type(problem).__name__}: {problem}"[:1000],
            due_at=now + min(FIRST_DELAY * 2 ** (attempts - 1), LONGEST_DELAY),
            dropped_at=now if gives_up else None,
        )
        if changed and gives_up:
            open_decision(message, DecisionKind.MAIL_FAILED)


def _lock_offering(message: Message) -> None:
    """Lock the Offering, which everybody locks before the rows that hang on it."""
    Offering.objects.select_for_update(no_key=True).get(pk=message.offering_id)


def open_decision(message: Message, kind: DecisionKind) -> None:
    """Ask an organiser to look at a message, once for each person while the matter is open."""
    _lock_offering(message)
    Decision.objects.get_or_create(
        kind=kind,
        offering=message.offering,
        registration=message.registration,
        participant=message.participant,
        settled_at=None,
        defaults={"message": message},
    )
