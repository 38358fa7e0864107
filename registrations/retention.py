"""Removes personal data whose time is over, and those of a person who asks for it."""

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial

from django.core.management import call_command
from django.db.models import F, Max, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from registrations import anonymity, cancellation, ports
from registrations.accounts_purge import first_year_kept
from registrations.actors import SYSTEM, Actor
from registrations.models import (
    Answer,
    Batch,
    DeliveryEvent,
    DiscountCode,
    LogEntry,
    Message,
    Offering,
    Participant,
    Payer,
    Registration,
    SavedView,
    Tag,
)
from registrations.seats import locked_offering
from registrations.trace import Trace, record
from registrations.words import LIVE, Happening, Readers

logger = logging.getLogger(__name__)

MAIL_DAYS = 90
# Someone without a seat needs no diet; the days leave time for an organiser to reinstate them.
HEALTH_DAYS_WITHOUT_SEAT = 14
# So many registrations in one transaction, so that a purge never holds an Offering for long.
AT_ONCE = 50


def purge_due(now: datetime | None = None) -> int:
    """Remove what has outlived its purpose; return how many rows were emptied or deleted."""
    now = now or timezone.now()
    own = (
        _purge_health,
        _purge_registrations,
        _purge_list,
        _purge_reasons,
        _purge_payers,
        _purge_mails,
    )
    policies = [policy.purge for policy in ports.purge_policies]
    purged = _do_each(partial(purge, now) for purge in (*own, *policies))
    call_command("clearsessions", verbosity=0)
    return purged


def _do_each(parts: Iterable[Callable[[], int]]) -> int:
    """Do every part, even if one fails; raise the first failure when all have been tried."""
    done = 0
    failure: Exception | None = None
    for part in parts:
        try:
            done += part()
        except Exception as problem:
            logger.exception("A part of the purge failed")
            failure = failure or problem
    if failure is not None:
        raise failure
    return done


def _over_since(offerings: QuerySet[Offering], days: str, now: datetime) -> list[int]:
    """Return the offerings whose end lies more than their own number of days back."""
    ends = offerings.annotate(end=Coalesce("last_ends_at", "changed_at")).distinct()
    return [pk for pk, end, kept in ends.values_list("pk", "end", days) if (now - end).days >= kept]


def _purge_health(now: datetime) -> int:
    health = Q(question__readers=Readers.HEALTH) | Q(sealed__isnull=False)
    answered = Offering.objects.filter(
        pk__in=Answer.objects.filter(health).values("participant__offering")
    )
    over = Q(participant__offering__in=_over_since(answered, "health_days", now))
    left = ~Q(participant__status__in=LIVE) & Q(
        participant__changed_at__lte=now - timedelta(days=HEALTH_DAYS_WITHOUT_SEAT)
    )
    due = Answer.objects.filter(health).filter(over | left)
    pks = sorted(set(due.values_list("participant_id", flat=True)))
    return _do_each(partial(_purge_health_of, pk, now) for pk in pks)


def _purge_health_of(participant_id: int, now: datetime) -> int:
    participant = Participant.objects.select_related("registration").get(pk=participant_id)
    with locked_offering(participant.offering_id):
        health = Q(question__readers=Readers.HEALTH) | Q(sealed__isnull=False)
        deleted, _ = Answer.objects.filter(health, participant=participant).delete()
        if deleted:
            Participant.objects.filter(pk=participant_id).update(health_purged_at=now)
            _record(Happening.PURGED, participant.registration, participant, ["health"], now=now)
    return deleted


def _purge_registrations(now: datetime) -> int:
    kept = Offering.objects.filter(registrations__erased_at__isnull=True)
    over = _over_since(kept.exclude(registrations=None), "personal_days", now)
    return _do_each(partial(_purge_registrations_of, pk, now) for pk in over)


def _purge_registrations_of(offering_id: int, now: datetime) -> int:
    purged = 0
    while pks := _kept_registrations(offering_id):
        with locked_offering(offering_id):
            for registration in Registration.objects.filter(pk__in=pks, erased_at=None):
                fields = anonymity.empty_registration(registration, now)
                _record(Happening.PURGED, registration, None, fields, now=now)
                purged += 1
    return purged


def _kept_registrations(offering_id: int) -> list[int]:
    kept = Registration.objects.filter(offering_id=offering_id, erased_at__isnull=True)
    return list(kept.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])


def _purge_list(now: datetime) -> int:
    """Delete the tags and the saved views of lists whose people are gone."""
    views, tags = SavedView.objects.all(), Tag.objects.all()
    kept = Q(pk__in=views.values("offering")) | Q(pk__in=tags.values("offering"))
    over = _over_since(Offering.objects.filter(kept), "personal_days", now)
    if not over:
        return 0
    return sum(rows.filter(offering__in=over).delete()[0] for rows in (views, tags))


def _purge_reasons(now: datetime) -> int:
    """Empty the reasons of batches, of codes and of what happened to a whole event."""
    batches = Batch.objects.exclude(reason="")
    entries = LogEntry.objects.filter(registration__isnull=True).exclude(reason="")
    codes = DiscountCode.objects.exclude(reason="")
    with_reason = (
        Q(pk__in=batches.values("offering"))
        | Q(pk__in=entries.values("offering"))
        | Q(pk__in=codes.values("offering"))
    )
    over = _over_since(Offering.objects.filter(with_reason), "personal_days", now)
    of_events = sum(
        rows.filter(offering__in=over).update(reason="") for rows in (batches, entries, codes)
    )
    return of_events + _empty_late_reasons(now)


def _empty_late_reasons(now: datetime) -> int:
    """Empty the reasons for what was done, such as a credit, once a registration was emptied."""
    before = now - timedelta(days=MAIL_DAYS)
    late = LogEntry.objects.filter(registration__erased_at__isnull=False, created_at__lte=before)
    return late.exclude(reason="").update(reason="")


def _purge_payers(now: datetime) -> int:
    """Empty the payers whose last charge is out of the years that bookkeeping law asks for."""
    first_kept = first_year_kept(now)
    due = Payer.objects.annotate(last=Max("charges__created_at")).filter(
        anonymity.has_payer_details(), last__year__lt=first_kept
    )
    pks = list(due.values_list("pk", flat=True))
    return anonymity.empty_payers(Payer.objects.filter(pk__in=pks))


def _purge_mails(now: datetime) -> int:
    """Empty mails that left long ago, and settled ones of people who have been erased."""
    settled = Q(sent_at__isnull=False) | Q(dropped_at__isnull=False)
    before = now - timedelta(days=MAIL_DAYS)
    old = Q(sent_at__lte=before) | Q(dropped_at__lte=before)
    aged = Message.objects.filter(old).exclude(subject="", text="", html="")
    DeliveryEvent.objects.filter(message__in=aged.values("pk")).exclude(detail="").update(detail="")
    emptied = aged.update(subject="", text="", html="")
    erased = Message.objects.filter(settled, registration__erased_at__isnull=False)
    emptied += anonymity.empty_messages(erased, now)
    return emptied + anonymity.empty_messages(_farewells_of_participants(settled), now)


def _farewells_of_participants(settled: Q) -> QuerySet[Message]:
    """Return the settled mails to the former address of one of a group who was erased."""
    erased = LogEntry.objects.filter(happening=Happening.ERASED, participant__isnull=False)
    mails = Message.objects.filter(settled, participant__in=erased.values("participant"))
    return mails.exclude(to=F("participant__email")).exclude(to=F("registration__contact_email"))


def erase(
    *,
    participant_id: int | None = None,
    registration_id: int | None = None,
    actor: Actor,
    now: datetime | None = None,
) -> None:
    """Erase a participant, or a whole registration, at their wish; live seats are cancelled.

    Once the event is over nothing is cancelled: what was owed stays owed. What bookkeeping law
    asks for stays with the payer. Erasing twice is erasing once.
    """
    now = now or timezone.now()
    if registration_id is not None:
        _erase_registration(Registration.objects.get(pk=registration_id), actor, now)
    elif participant_id is not None:
        participant = Participant.objects.select_related("registration").get(pk=participant_id)
        if _is_alone(participant):
            _erase_registration(participant.registration, actor, now)
        else:
            _erase_participant(participant, actor, now)


def _is_alone(participant: Participant) -> bool:
    registration = participant.registration
    others = registration.participants.exclude(pk=participant.pk)
    return participant.email == registration.contact_email and not others.exists()


def _erase_registration(registration: Registration, actor: Actor, now: datetime) -> None:
    with locked_offering(registration.offering_id):
        registration.refresh_from_db()
        if registration.erased_at is not None:
            return
        _cancel_live(list(registration.participants.all()), actor, now)
        fields = anonymity.empty_registration(registration, now)
        _record(Happening.ERASED, registration, None, fields, actor=actor, now=now)


def _erase_participant(participant: Participant, actor: Actor, now: datetime) -> None:
    with locked_offering(participant.offering_id):
        participant.refresh_from_db()
        _cancel_live([participant], actor, now)
        fields = anonymity.empty_participant(participant, now)
        _record(
            Happening.ERASED, participant.registration, participant, fields, actor=actor, now=now
        )


def _cancel_live(participants: Sequence[Participant], actor: Actor, now: datetime) -> None:
    for participant in participants:
        if participant.status in LIVE and not participant.offering.is_over(now):
            cancellation.cancel(participant_id=participant.pk, actor=actor, now=now)


def _record(
    happening: Happening,
    registration: Registration,
    participant: Participant | None,
    fields: Sequence[str],
    *,
    now: datetime,
    actor: Actor = SYSTEM,
) -> None:
    trace = Trace(
        happening=happening,
        offering_id=registration.offering_id,
        registration=registration,
        participant=participant,
        fields=fields,
    )
    record([trace], actor=actor, now=now)
