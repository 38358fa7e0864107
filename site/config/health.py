"""Tells a monitor whether the database answers, the tick runs and the outbox empties."""

from datetime import datetime, timedelta

from django.db import DatabaseError
from django.db.models import Max
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from registrations.models import Message, TickStep

TICK_LATE_AFTER = timedelta(minutes=2)
OUTBOX_LATE_AFTER = timedelta(minutes=15)


@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """Answer 200 when all is well and 503 when something needs an operator."""
    now = timezone.now()
    try:
        ticked_at = TickStep.objects.aggregate(at=Max("finished_at"))["at"]
        failing = list(TickStep.objects.exclude(error="").values_list("name", flat=True))
        oldest = (
            Message.objects.filter(sent_at__isnull=True, dropped_at__isnull=True, due_at__lte=now)
            .order_by("due_at")
            .values_list("due_at", flat=True)
            .first()
        )
    except DatabaseError:
        return JsonResponse({"ok": False, "database": False}, status=503)
    is_ticking = ticked_at is not None and now - ticked_at <= TICK_LATE_AFTER
    is_emptying = oldest is None or now - oldest <= OUTBOX_LATE_AFTER
    facts = {
        "ok": is_ticking and is_emptying,
        "database": True,
        "tick_age_seconds": seconds_since(ticked_at, now),
        "failing_steps": failing,
        "outbox_oldest_seconds": seconds_since(oldest, now),
    }
    return JsonResponse(facts, status=200 if facts["ok"] else 503)


def seconds_since(moment: datetime | None, now: datetime) -> int | None:
    return None if moment is None else round((now - moment).total_seconds())
