"""Keeps what the mail service reports about a message, and puts failures before an organiser."""

import logging
from typing import Any

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from registrations.mail.outbox import open_decision
from registrations.models import DeliveryEvent, Message, Offering
from registrations.words import DecisionKind, DeliveryKind

logger = logging.getLogger(__name__)

KINDS = {
    EventType.SENT: DeliveryKind.SENT,
    EventType.DELIVERED: DeliveryKind.DELIVERED,
    EventType.DEFERRED: DeliveryKind.DEFERRED,
    EventType.BOUNCED: DeliveryKind.BOUNCED,
    EventType.REJECTED: DeliveryKind.REJECTED,
    EventType.FAILED: DeliveryKind.REJECTED,
    EventType.COMPLAINED: DeliveryKind.COMPLAINED,
}
DECISIONS = {
    DeliveryKind.BOUNCED: DecisionKind.BOUNCE,
    DeliveryKind.REJECTED: DecisionKind.BOUNCE,
    DeliveryKind.COMPLAINED: DecisionKind.COMPLAINT,
}


def note_delivery(
    sender: Any, event: AnymailTrackingEvent, esp_name: str, **kwargs: Any
) -> DeliveryEvent | None:
    """Keep a delivery event of a message that we know, once however often it is reported."""
    kind = KINDS.get(event.event_type)
    message = _message_of(event) if kind else None
    if kind is None or message is None:
        logger.info("An event %s of %s was not for us", event.event_type, esp_name)
        return None
    with transaction.atomic():
        Offering.objects.select_for_update(no_key=True).get(pk=message.offering_id)
        delivery, is_new = DeliveryEvent.objects.get_or_create(
            event_id=_event_id(event, esp_name),
            defaults={
                "message": message,
                "kind": kind,
                "detail": _detail(event),
                "happened_at": event.timestamp or timezone.now(),
            },
        )
        if is_new and kind in DECISIONS:
            open_decision(message, DECISIONS[kind])
        return delivery


def _message_of(event: AnymailTrackingEvent) -> Message | None:
    """Find the message by the service's id, or by our key if the event outran the answer."""
    if event.message_id:
        found = Message.objects.filter(service_id=_plain(event.message_id)[:250]).first()
        if found is not None:
            return found
    key = _plain((event.metadata or {}).get("message", ""))
    try:
        return Message.objects.filter(key=key).first() if key else None
    except (ValidationError, ValueError):
        return None


def _event_id(event: AnymailTrackingEvent, esp_name: str) -> str:
    """Return a key for the event; one without a number is known by message, kind and time."""
    own = event.event_id or f"{event.message_id}:{event.event_type}:{event.timestamp}"
    return f"{esp_name}:{_plain(own)}"[:250]


def _detail(event: AnymailTrackingEvent) -> str:
    words = event.description or event.mta_response or ""
    if not words and event.reject_reason not in {None, RejectReason.OTHER}:
        words = event.reject_reason
    return _plain(words)[:500]


def _plain(value: object) -> str:
    """Return text without NUL signs, which PostgreSQL refuses."""
    return str(value).replace("\0", "")
