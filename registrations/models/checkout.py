"""Attempts to pay online, what the provider told of them, and the local test bank's table."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registrations.models.money import Charge, Payment, Refund
from registrations.models.registration import Payer
from registrations.words import LIVE_CHECKOUT, CheckoutState


class Checkout(models.Model):
    """One attempt of a payer to pay online; what was asked of the provider is kept as it was."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    payer = models.ForeignKey(Payer, on_delete=models.PROTECT, related_name="checkouts")
    backend = models.CharField(max_length=12)
    is_live = models.BooleanField(default=True)
    currency = models.CharField(max_length=3, default="sek")
    amount_ore = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=CheckoutState, default=CheckoutState.NEW)
    # The provider's parameters, stored before the first call, so that a repeat is the same call.
    request = models.JSONField(default=dict)
    expires_at = models.DateTimeField()
    session_id = models.CharField(max_length=120, null=True, unique=True)
    payment_id = models.CharField(max_length=120, blank=True, db_index=True)
    url = models.TextField(blank=True)
    attention = models.CharField(max_length=250, blank=True)
    disputed_at = models.DateTimeField(null=True)
    dispute_due_at = models.DateTimeField(null=True)
    dispute_id = models.CharField(max_length=120, blank=True)
    dispute_outcome = models.CharField(max_length=40, blank=True)
    synced_at = models.DateTimeField(null=True)
    ask_at = models.DateTimeField(default=timezone.now)
    failures = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    paid_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("checkout")
        verbose_name_plural = _("checkouts")
        ordering = ("-pk",)
        indexes = [
            models.Index(
                name="checkout_to_ask", fields=["ask_at"], condition=Q(state__in=LIVE_CHECKOUT)
            )
        ]
        constraints = [
            models.UniqueConstraint(
                name="checkout_one_live_per_payer",
                fields=["payer"],
                condition=Q(state__in=LIVE_CHECKOUT),
            ),
            models.CheckConstraint(name="checkout_of_something", condition=Q(amount_ore__gt=0)),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def is_alive(self) -> bool:
        return self.state in LIVE_CHECKOUT


class CheckoutLine(models.Model):
    """A charge that a Checkout pays, with what was left of it to pay."""

    checkout = models.ForeignKey(Checkout, on_delete=models.PROTECT, related_name="lines")
    charge = models.ForeignKey(Charge, on_delete=models.PROTECT, related_name="checkout_lines")
    amount_ore = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("checkout line")
        verbose_name_plural = _("checkout lines")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(name="checkout_line_once", fields=["checkout", "charge"])
        ]

    def __str__(self) -> str:
        return f"{self.checkout_id}:{self.charge_id}"


class WebhookEvent(models.Model):
    """One notice from the provider: which object it is about, never what it says of it."""

    event_id = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=80)
    object_id = models.CharField(max_length=120, blank=True)
    checkout = models.ForeignKey(
        Checkout, null=True, on_delete=models.SET_NULL, related_name="events"
    )
    happened_at = models.DateTimeField()
    is_live = models.BooleanField(default=True)
    api_version = models.CharField(max_length=40, blank=True)
    received_at = models.DateTimeField(default=timezone.now)
    processed_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("webhook event")
        verbose_name_plural = _("webhook events")
        ordering = ("-pk",)
        indexes = [
            models.Index(
                name="webhook_event_open",
                fields=["received_at"],
                condition=Q(processed_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.event_id


class BalanceLine(models.Model):
    """The provider's account of one payment, refund or dispute: fee and payout, for the ledger.

    A payout is never a Payment: it only says in which transfer to the bank the line was.
    """

    external_id = models.CharField(max_length=120, unique=True)
    payment = models.ForeignKey(
        Payment, null=True, on_delete=models.PROTECT, related_name="balance_lines"
    )
    refund = models.ForeignKey(
        Refund, null=True, on_delete=models.PROTECT, related_name="balance_lines"
    )
    kind = models.CharField(max_length=40)
    amount_ore = models.IntegerField()
    fee_ore = models.IntegerField()
    happened_at = models.DateTimeField()
    payout_id = models.CharField(max_length=120, blank=True)
    payout_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("balance line")
        verbose_name_plural = _("balance lines")
        ordering = ("happened_at", "pk")

    def __str__(self) -> str:
        return self.external_id


class LocalSession(models.Model):
    """The local test bank's one table: a session and the money that never moved."""

    session_id = models.CharField(max_length=120, unique=True)
    checkout_uuid = models.UUIDField(unique=True)
    amount_ore = models.PositiveIntegerField()
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=12, default="open")
    paid_at = models.DateTimeField(null=True)
    notice_at = models.DateTimeField(null=True)
    # Refund uuid -> öre and when.
    refunds = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("test session")
        verbose_name_plural = _("test sessions")

    def __str__(self) -> str:
        return self.session_id
