"""Marks the demo's mails as sent when they were due, so that loading it sends nothing."""

from datetime import timedelta

from registrations.actors import SYSTEM
from registrations.invoicing.handing_over import mark_sent
from registrations.mail.outbox import open_decision
from registrations.mail.sending import letter_for, message_id
from registrations.mail.truth import why_untrue
from registrations.models import DeliveryEvent, Message, Participant
from registrations.words import DecisionKind, DeliveryKind

SENT_AFTER = timedelta(seconds=4)
DELIVERED_AFTER = timedelta(seconds=9)
SENT_FIELDS = ("sent_at", "dropped_at", "last_error", "service_id", "subject", "text", "html")


def settle_outbox() -> None:
    """Stamp each waiting mail as sent at its time, rendered; drop those no longer true."""
    waiting = Message.objects.filter(sent_at=None, dropped_at=None)
    related = ("offering", "registration", "participant", "cause")
    messages = list(waiting.select_related(*related))
    for message in messages:
        _settle(message)
    Message.objects.bulk_update(messages, SENT_FIELDS, batch_size=50)
    DeliveryEvent.objects.bulk_create(
        DeliveryEvent(
            message=message,
            kind=DeliveryKind.DELIVERED,
            event_id=f"demo:{message.key}",
            happened_at=message.due_at + DELIVERED_AFTER,
        )
        for message in messages
        if message.sent_at is not None
    )


def _settle(message: Message) -> None:
    at = message.due_at + SENT_AFTER
    if reason := why_untrue(message, at):
        message.dropped_at, message.last_error = at, reason
        return
    letter = letter_for(message)
    mark_sent(letter.invoices, how="e-post", actor=SYSTEM, now=at)
    message.sent_at, message.service_id = at, message_id(message)
    message.subject, message.text, message.html = letter.subject[:250], letter.text, letter.html


def bounce(participant: Participant) -> None:
    """Let the last mail to somebody come back, as a mail service reports it."""
    messages = Message.objects.filter(to=participant.email, sent_at__isnull=False)
    message = messages.order_by("-pk")[0]
    DeliveryEvent.objects.create(
        message=message,
        kind=DeliveryKind.BOUNCED,
        event_id=f"demo:bounce:{message.key}",
        detail="550 5.1.1 User unknown",
        happened_at=message.due_at + DELIVERED_AFTER + DELIVERED_AFTER,
    )
    message.participant = participant
    open_decision(message, DecisionKind.BOUNCE)
