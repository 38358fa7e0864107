"""What waits to be done: batches, decisions, and when each step of the tick last ran."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registrations.models.message import Message
from registrations.models.money import Payment
from registrations.models.offering import Offering
from registrations.models.registration import Participant, Registration
from registrations.words import BatchAction, BatchState, DecisionKind, ItemState


class Batch(models.Model):
    """One action on many, which waits in plain sight until `runs_at` and can be stopped."""

    offering = models.ForeignKey(Offering, on_delete=models.PROTECT, related_name="batches")
    action = models.CharField(max_length=16, choices=BatchAction)
    state = models.CharField(max_length=8, choices=BatchState, default=BatchState.WAITING)
    reason = models.CharField(_("reason"), max_length=250, blank=True)
    charges_fee = models.BooleanField(_("charge the cancellation fee"), default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    runs_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("batch")
        verbose_name_plural = _("batches")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.action} {self.pk}"


class BatchItem(models.Model):
    """One participant's part of a batch, done or not done, and why."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="items")
    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="batch_items"
    )
    state = models.CharField(max_length=8, choices=ItemState, default=ItemState.WAITING)
    message = models.CharField(max_length=250, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("batch item")
        verbose_name_plural = _("batch items")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(name="batch_item_once", fields=["batch", "participant"])
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.participant_id}"


class Decision(models.Model):
    """Something that a person must settle."""

    kind = models.CharField(max_length=12, choices=DecisionKind)
    # Money that nobody has placed yet belongs to no Offering: bookkeepers settle it.
    offering = models.ForeignKey(
        Offering, null=True, on_delete=models.PROTECT, related_name="decisions"
    )
    registration = models.ForeignKey(
        Registration, null=True, on_delete=models.PROTECT, related_name="decisions"
    )
    participant = models.ForeignKey(
        Participant, null=True, on_delete=models.PROTECT, related_name="decisions"
    )
    message = models.ForeignKey(
        Message, null=True, on_delete=models.SET_NULL, related_name="decisions"
    )
    payment = models.ForeignKey(
        Payment, null=True, on_delete=models.PROTECT, related_name="decisions"
    )
    movement = models.ForeignKey(
        "BankMovement", null=True, on_delete=models.PROTECT, related_name="decisions"
    )
    detail = models.CharField(max_length=250, blank=True)
    role = models.CharField(max_length=20, default="organiser")
    due_on = models.DateField(null=True)
    opened_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    outcome = models.CharField(max_length=250, blank=True)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ("settled_at", "opened_at", "pk")
        constraints = [
            models.UniqueConstraint(
                name="decision_open_once",
                fields=["kind", "participant"],
                condition=Q(settled_at__isnull=True, participant__isnull=False),
            ),
            models.UniqueConstraint(
                name="decision_open_once_for_payment",
                fields=["kind", "payment"],
                condition=Q(settled_at__isnull=True, payment__isnull=False),
            ),
            models.UniqueConstraint(
                name="decision_open_once_for_movement",
                fields=["kind", "movement"],
                condition=Q(settled_at__isnull=True, movement__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class TickStep(models.Model):
    """When a step of the tick last finished, and its error if it failed."""

    name = models.CharField(max_length=40, unique=True)
    finished_at = models.DateTimeField()
    error = models.TextField(blank=True)

    class Meta:
        verbose_name = _("tick step")
        verbose_name_plural = _("tick steps")

    def __str__(self) -> str:
        return self.name
