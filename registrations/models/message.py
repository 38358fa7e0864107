"""The outbox: one mail to one address until the mail service has taken it, and its fate."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registrations.models.log import LogEntry
from registrations.models.offering import Offering
from registrations.models.registration import Participant, Registration
from registrations.words import DeliveryKind, Happening


class Message(models.Model):
    """One mail to one address about one happening; rendered when it is sent, not before."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    offering = models.ForeignKey(Offering, on_delete=models.PROTECT, related_name="messages")
    registration = models.ForeignKey(
        Registration, null=True, on_delete=models.PROTECT, related_name="messages"
    )
    participant = models.ForeignKey(
        Participant, null=True, on_delete=models.PROTECT, related_name="messages"
    )
    cause = models.ForeignKey(LogEntry, on_delete=models.PROTECT, related_name="messages")
    kind = models.CharField(max_length=20, choices=Happening)
    to = models.EmailField()
    language = models.CharField(max_length=2, default="sv")
    due_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    # The lease: while it runs, the worker that took the message is sending it.
    claimed_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    # Given up, or no longer true when it was to be sent.
    dropped_at = models.DateTimeField(null=True)
    subject = models.CharField(max_length=250, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    service_id = models.CharField(max_length=250, blank=True, db_index=True)
    last_error = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ("-pk",)
        indexes = [
            models.Index(
                name="message_outbox",
                fields=["due_at"],
                condition=Q(sent_at__isnull=True, dropped_at__isnull=True),
            )
        ]
        constraints = [
            models.UniqueConstraint(name="message_once_per_cause", fields=["cause", "kind", "to"]),
            models.CheckConstraint(
                name="message_sent_or_dropped",
                condition=Q(sent_at__isnull=True) | Q(dropped_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class DeliveryEvent(models.Model):
    """What the mail service says became of a message."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="deliveries")
    kind = models.CharField(max_length=10, choices=DeliveryKind)
    event_id = models.CharField(max_length=250, unique=True)
    detail = models.CharField(max_length=500, blank=True)
    happened_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("delivery event")
        verbose_name_plural = _("delivery events")
        ordering = ("happened_at", "pk")

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
