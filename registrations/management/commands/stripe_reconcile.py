"""Asks the payment provider about everything since a moment, and repairs what was missed."""

import re
from argparse import ArgumentTypeError
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from registrations.payments.reconciliation import Report, reconcile

AGO = re.compile(r"(\d{1,4})([dh])")
LENGTHS = {"d": "days", "h": "hours"}


def moment(text: str) -> datetime:
    """Return the moment that an operator means: 2026-11-20, 2026-11-20T08:00, 3d or 12h."""
    if ago := AGO.fullmatch(text):
        return timezone.now() - timedelta(**{LENGTHS[ago[2]]: int(ago[1])})
    try:
        day, instant = parse_date(text), parse_datetime(text)
    except ValueError as problem:
        raise ArgumentTypeError(f"{text} is no date: {problem}.") from problem
    found = datetime.combine(day, time.min) if day is not None else instant
    if found is None:
        raise ArgumentTypeError(f"{text} is neither a date (2026-11-20) nor a time ago (3d, 12h).")
    return found if timezone.is_aware(found) else timezone.make_aware(found)


class Command(BaseCommand):
    help = "Makes payments, refunds and seats agree with the provider's word, after any outage."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--since", type=moment, required=True, help="2026-11-20, 2026-11-20T08:00, 3d or 12h"
        )

    def handle(self, *, since: datetime, **options: Any) -> None:
        if settings.PAYMENTS_BACKEND == "invoice":
            raise CommandError("No payment provider is set up: there is nothing to ask.")
        report = reconcile(since=since)
        for sentence in sentences(report, since):
            self.stdout.write(sentence)
        if report.failed:
            raise CommandError(
                f"Not asked: {len(report.failed)}. Run the command again when the provider answers."
            )


def sentences(report: Report, since: datetime) -> list[str]:
    """Return what was done, for a person to read."""
    start = f"{timezone.localtime(since):%Y-%m-%d %H:%M}"
    return [
        f"Checkouts asked about, since {start}: {report.asked}.",
        f"Of these had changed without our knowledge: {len(report.changed)}.",
        *(f"  {one}" for one in report.changed),
        f"Lines put on their payout: {report.payouts}.",
        *(f"Failed: {one}" for one in report.failed),
    ]
