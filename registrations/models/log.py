"""What happened, when, by whom and why; field names, never their values."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registrations.models.offering import Offering
from registrations.models.registration import Participant, Registration
from registrations.words import ActorKind, Happening, Status


class LogEntry(models.Model):
    """One happening; a change of status has both `from_status` and `to_status`."""

    offering = models.ForeignKey(Offering, on_delete=models.PROTECT, related_name="log")
    registration = models.ForeignKey(
        Registration, null=True, on_delete=models.PROTECT, related_name="log"
    )
    participant = models.ForeignKey(
        Participant, null=True, on_delete=models.PROTECT, related_name="log"
    )
    batch = models.ForeignKey("Batch", null=True, on_delete=models.PROTECT, related_name="log")
    happening = models.CharField(max_length=20, choices=Happening)
    from_status = models.CharField(max_length=10, blank=True, choices=Status)
    to_status = models.CharField(max_length=10, blank=True, choices=Status)
    actor_kind = models.CharField(max_length=12, choices=ActorKind, default=ActorKind.SYSTEM)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.CharField(max_length=250, blank=True)
    fields = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("log entry")
        verbose_name_plural = _("log entries")
        ordering = ("pk",)
        indexes = [models.Index(name="log_by_offering", fields=["offering", "-created_at"])]

    def __str__(self) -> str:
        return f"{self.happening} {self.pk}"
