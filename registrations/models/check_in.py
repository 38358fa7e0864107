"""Who came: each check-in at an occasion, and each one taken back; rows that are never edited."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registrations.models.offering import Occasion
from registrations.models.registration import Participant


class CheckInQuerySet(models.QuerySet["CheckIn"]):
    def standing(self) -> Self:
        """Keep the check-ins that nothing takes back: whoever has one is here."""
        undone = CheckIn.objects.filter(undoes=OuterRef("pk"))
        return self.filter(~Exists(undone), undoes__isnull=True)


class CheckIn(models.Model):
    """One press at one door; a person is here while a row stands that no other row undoes.

    So neither the order in which doors send nor their clocks decide what is true.
    """

    # Made by the device: the same press sent again is the same row.
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="check_ins")
    occasion = models.ForeignKey(Occasion, on_delete=models.PROTECT, related_name="check_ins")
    # By the device's clock, set right by the difference to ours when it sends.
    happened_at = models.DateTimeField(default=timezone.now)
    recorded_at = models.DateTimeField(default=timezone.now)
    device = models.CharField(_("device at the door"), max_length=40, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    undoes = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="undone_by"
    )

    objects = CheckInQuerySet.as_manager()

    class Meta:
        verbose_name = _("check-in")
        verbose_name_plural = _("check-ins")
        ordering = ("pk",)
        default_permissions = ()
        permissions = [("check_in_participant", _("Can check people in at the door"))]
        indexes = [
            models.Index(name="check_in_by_occasion", fields=["occasion", "participant"]),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id}@{self.occasion_id}"
