"""What the payer does at the local test bank, and the notices that it sends to our own webhook."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from registrations.models import LocalSession
from registrations.payments import local, webhooks
from registrations.waking import wake_on_commit

SLOW_BY = timedelta(seconds=20)
ACCEPTED = 200


def pay(session_id: str, *, now: datetime | None = None) -> bool:
    """Pay at once and send the notice; False where the session is no longer open."""
    now = now or timezone.now()
    session = _move(session_id, local.PAID, paid_at=now)
    if session is not None:
        _notify(session, now)
    return session is not None


def pay_slowly(session_id: str, *, now: datetime | None = None) -> bool:
    """Let the bank take its time: the money and the notice come a little later."""
    now = now or timezone.now()
    return _move(session_id, local.SLOW, paid_at=now, notice_at=now + SLOW_BY) is not None


def pay_late(session_id: str, *, now: datetime | None = None) -> bool:
    """Let the bank take the money only after it was told to close the session."""
    now = now or timezone.now()
    return _move(session_id, local.LATE, paid_at=now) is not None


def send_due(now: datetime | None = None) -> int:
    """Send the notices that are due; return how many were taken. A step of the tick."""
    now = now or timezone.now()
    if not settings.DEBUG:
        return 0
    due = LocalSession.objects.filter(state__in=[local.SLOW, local.LATE], notice_at__lte=now)
    return sum(_send(session, now) for session in due.order_by("notice_at", "pk"))


def _send(session: LocalSession, now: datetime) -> bool:
    is_taken = _notify(session, now) == ACCEPTED
    if is_taken:
        LocalSession.objects.filter(pk=session.pk).update(state=local.PAID)
    return is_taken


def _notify(session: LocalSession, now: datetime) -> int:
    body = local.notice_of(session)
    signature = local.sign(body, timezone.now())
    return webhooks.receive(body, signature, backend_name=local.NAME, now=now)


def _move(session_id: str, state: str, **fields: datetime) -> LocalSession | None:
    with transaction.atomic():
        sessions = LocalSession.objects.select_for_update().filter(session_id=session_id)
        session = sessions.first()
        if session is None or local.state_of(session) != local.OPEN:
            return None
        session.state = state
        for name, value in fields.items():
            setattr(session, name, value)
        session.save(update_fields=["state", *fields])
        wake_on_commit()
        return session
