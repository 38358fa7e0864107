"""Changes to an Offering itself: sizes, opening and closing, and next year's copy."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db import models, transaction
from django.utils import timezone

from registrations.actors import Actor
from registrations.errors import OfferingIsCancelled, QuotaTooSmall
from registrations.models import (
    ExtraQuota,
    FeeQuota,
    Occasion,
    Offering,
    Quota,
)
from registrations.seats import locked_offering
from registrations.trace import Trace, record
from registrations.waitlist import hand_on
from registrations.words import Happening

MOVED_FIELDS = (
    "opens_at",
    "closes_at",
    "changes_until",
    "offers_until",
    "decision_on",
    "bill_from",
)


def resize_quota(
    *, quota_id: int, size: int | None, actor: Actor, now: datetime | None = None
) -> Quota:
    """Set a quota's size; new room goes to the line at once. Raises QuotaTooSmall."""
    now = now or timezone.now()
    offering_id = Quota.objects.values_list("offering_id", flat=True).get(pk=quota_id)
    with locked_offering(offering_id) as offering:
        quota = Quota.objects.get(pk=quota_id)
        if size is not None and size < quota.taken:
            raise QuotaTooSmall(name=quota.name, taken=quota.taken)
        if size != quota.size:
            quota.size = size
            quota.save(update_fields=["size"])
            trace = Trace(
                happening=Happening.SIZE_CHANGED,
                offering_id=offering.pk,
                fields=[f"quota:{quota.pk}"],
            )
            record([trace], actor=actor, now=now)
            hand_on(offering, now)
        return quota


def open_signup(*, offering_id: int, actor: Actor, now: datetime | None = None) -> Offering:
    """Open sign-up, within its window. Raises OfferingIsCancelled."""
    return _set_state(offering_id, Offering.State.OPEN, Happening.SIGNUP_OPENED, actor, now)


def close_signup(*, offering_id: int, actor: Actor, now: datetime | None = None) -> Offering:
    """Close sign-up; those registered keep their seats and places. Raises OfferingIsCancelled."""
    return _set_state(offering_id, Offering.State.CLOSED, Happening.SIGNUP_CLOSED, actor, now)


def _set_state(
    offering_id: int,
    state: Offering.State,
    happening: Happening,
    actor: Actor,
    now: datetime | None,
) -> Offering:
    with locked_offering(offering_id) as offering:
        if offering.state == Offering.State.CANCELLED:
            raise OfferingIsCancelled
        if offering.state != state:
            offering.state = state
            offering.save(update_fields=["state", "changed_at"])
            trace = Trace(happening=happening, offering_id=offering.pk)
            record([trace], actor=actor, now=now or timezone.now())
        return offering


def read_dates(offering: Offering) -> None:
    """Keep the first start and last end of the occasions on the Offering itself."""
    dates = Occasion.objects.filter(offering=offering).aggregate(
        first=models.Min("starts_at"), last=models.Max("ends_at")
    )
    offering.first_starts_at, offering.last_ends_at = dates["first"], dates["last"]
    offering.save(update_fields=["first_starts_at", "last_ends_at", "changed_at"])


def duplicate_offering(
    *,
    offering: Offering,
    slug: str,
    days: int,
    title_sv: str = "",
    title_en: str = "",
    page_key: UUID | None = None,
) -> Offering:
    """Copy an Offering with its dates moved by whole days: nothing taken, sign-up closed.

    Times of day stay the same by the clock on the wall, also across the change to summer time.
    """
    with transaction.atomic():
        copy = Offering.objects.get(pk=offering.pk)
        copy.pk = None
        copy._state.adding = True
        copy.slug, copy.page_key = slug, page_key
        copy.title_sv = title_sv or copy.title_sv
        copy.title_en = title_en or copy.title_en
        copy.state = Offering.State.CLOSED
        copy.last_place = 0
        copy.cancelled_reason_sv = copy.cancelled_reason_en = ""
        copy.created_at = timezone.now()
        for field in MOVED_FIELDS:
            setattr(copy, field, _moved(getattr(copy, field), days))
        copy.save(force_insert=True)
        _copy_parts(offering, copy, days)
        read_dates(copy)
        return copy


def _moved(value: object, days: int) -> object:
    if isinstance(value, datetime):
        local = timezone.localtime(value).replace(tzinfo=None) + timedelta(days=days)
        return timezone.make_aware(local)
    if isinstance(value, date):
        return value + timedelta(days=days)
    return None


def _copy_parts(offering: Offering, copy: Offering, days: int) -> None:
    _copy_rows(offering.occasions.all(), copy, starts_at=days, ends_at=days)
    quotas = _copy_rows(offering.quotas.all(), copy, taken=None)
    fees = _copy_rows(offering.fees.all(), copy, opens_at=days, closes_at=days)
    extras = _copy_rows(offering.extras.all(), copy)
    _copy_rows(offering.questions.all(), copy, key=None)
    _copy_rows(offering.cancellation_steps.all(), copy)
    FeeQuota.objects.bulk_create(
        FeeQuota(fee_id=fees[use.fee_id], quota_id=quotas[use.quota_id], units=use.units)
        for use in FeeQuota.objects.filter(fee__in=fees)
    )
    ExtraQuota.objects.bulk_create(
        ExtraQuota(extra_id=extras[use.extra_id], quota_id=quotas[use.quota_id], units=use.units)
        for use in ExtraQuota.objects.filter(extra__in=extras)
    )


def _copy_rows(
    rows: "models.QuerySet[models.Model]", copy: Offering, **changes: int | None
) -> dict[int, int]:
    """Copy rows; a number moves that date, None resets the field. Return old to new ids."""
    ids: dict[int, int] = {}
    for row in list(rows):
        former = row.pk
        row.pk = None
        row._state.adding = True
        row.offering = copy  # type: ignore[attr-defined]  # every part has one
        for field, days in changes.items():
            value = _moved(getattr(row, field), days) if days is not None else _fresh(field)
            setattr(row, field, value)
        row.save(force_insert=True)
        ids[former] = row.pk
    return ids


def _fresh(field: str) -> object:
    return uuid4() if field == "key" else 0
