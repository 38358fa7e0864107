"""What organisers add to the attendee list: tags on people, and views kept by name."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registrations.models.offering import Offering
from registrations.models.registration import Participant


class Tag(models.Model):
    """A word that organisers put on some of an offering's people."""

    offering = models.ForeignKey(Offering, on_delete=models.CASCADE, related_name="tags")
    name = models.CharField(pgettext_lazy("tag", "name"), max_length=40)

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(name="tag_once", fields=["offering", "name"])]

    def __str__(self) -> str:
        return self.name


class ParticipantTag(models.Model):
    """One tag on one person: personal data, gone with the person."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="tag_rows")
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="rows")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("tag on a participant")
        verbose_name_plural = _("tags on participants")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(name="participant_tag_once", fields=["participant", "tag"])
        ]

    def __str__(self) -> str:
        return f"{self.participant_id}:{self.tag_id}"


class SavedView(models.Model):
    """A view of an offering's list, kept under a name; its search words may be somebody's name."""

    offering = models.ForeignKey(Offering, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(pgettext_lazy("saved view", "name"), max_length=60)
    # The end of the list's address.
    query = models.TextField(blank=True)
    is_shared = models.BooleanField(_("shown to everyone who sees the list"), default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.offering_id}:{self.pk}"
