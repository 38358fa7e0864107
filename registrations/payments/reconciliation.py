"""Repairs an outage: asks the provider about everything that may have been missed."""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Q
from django.utils import timezone

from registrations.models import BalanceLine, Checkout, WebhookEvent
from registrations.payments.backends import (
    Backend,
    ProviderRefused,
    ProviderUnreachable,
    current_backend,
)
from registrations.payments.sync import sync
from registrations.payments.webhooks import checkout_of
from registrations.words import LIVE_CHECKOUT

logger = logging.getLogger(__name__)

NIGHTLY = timedelta(days=3)
MANY_FAILURES = 5


@dataclass
class Report:
    """What a reconciliation did: Checkouts asked about, those that changed, payouts, failures."""

    asked: int = 0
    changed: list[str] = field(default_factory=list)
    payouts: int = 0
    failed: list[str] = field(default_factory=list)


def reconcile_nightly(now: datetime) -> None:
    """Ask about the last days; what is found then means that notices do not arrive."""
    if settings.PAYMENTS_BACKEND != "invoice" and current_backend().is_remote:
        report = reconcile(since=now - NIGHTLY, now=now)
        if report.changed or report.failed:
            logger.error(
                "The nightly reconciliation found %s checkouts that no notice had brought, and %s"
                " that it could not ask about: do the provider's notices reach this address?",
                len(report.changed),
                len(report.failed),
            )


def reconcile(*, since: datetime, now: datetime | None = None) -> Report:
    """Sync every Checkout that was live, made or paid since a moment, or that a notice names.

    Afterwards payouts since then are put on the lines they paid out. Each Checkout is one `sync`;
    one that fails is named in the report and the others go on.
    """
    now = now or timezone.now()
    backend = current_backend()
    report = Report()
    recent = Checkout.objects.filter(backend=backend.name).filter(
        Q(state__in=LIVE_CHECKOUT) | Q(created_at__gte=since) | Q(paid_at__gte=since)
    )
    pks = dict.fromkeys(recent.order_by("pk").values_list("pk", flat=True))
    try:
        pks |= dict.fromkeys(_hinted(backend, since))
    except ProviderUnreachable as problem:
        report.failed.append(str(problem))
    for pk in pks:
        _sync_one(pk, report, now)
        if len(report.failed) >= MANY_FAILURES:
            break
    if not report.failed:
        _take_payouts(backend, since, report)
    return report


def _hinted(backend: Backend, since: datetime) -> list[int]:
    """Return the Checkouts of the provider's notices, oldest first."""
    found = []
    for hint in backend.hints_since(since):
        known = WebhookEvent.objects.filter(event_id=hint.event_id, processed_at__isnull=False)
        if hint.is_live == backend.is_live and not known.exists():
            checkout = checkout_of(hint, backend)
            found += [checkout.pk] if checkout is not None else []
    return found


def _sync_one(pk: int, report: Report, now: datetime) -> None:
    before = _picture(pk)
    report.asked += 1
    try:
        checkout = sync(pk, now=now)
    except (ProviderUnreachable, ProviderRefused, ImproperlyConfigured) as problem:
        report.failed.append(f"{Checkout.objects.get(pk=pk)}: {problem}")
        return
    WebhookEvent.objects.filter(checkout_id=pk, processed_at__isnull=True).update(processed_at=now)
    if _picture(pk) != before:
        report.changed.append(str(checkout))


def _picture(pk: int) -> tuple[object, ...]:
    checkout = Checkout.objects.get(pk=pk)
    refunds = checkout.payments.order_by("refunds__pk").values_list("pk", "refunds__state")
    return (checkout.state, checkout.dispute_outcome, checkout.disputed_at, *refunds)


def _take_payouts(backend: Backend, since: datetime, report: Report) -> None:
    try:
        for payout_id, day in backend.payouts_since(since):
            ids = [line.external_id for line in backend.balance_of_payout(payout_id)]
            report.payouts += BalanceLine.objects.filter(external_id__in=ids, payout_id="").update(
                payout_id=payout_id, payout_on=day
            )
    except ProviderUnreachable as problem:
        report.failed.append(str(problem))
