"""What is asked of each participant, by whom it is read and why."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from registrations.languages import in_language
from registrations.models.offering import Offering
from registrations.words import QuestionKind, Readers


class Question(models.Model):
    """Something asked of each participant; health answers are encrypted and read by few."""

    offering = models.ForeignKey(Offering, on_delete=models.CASCADE, related_name="questions")
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    label_sv = models.CharField(_("question in Swedish"), max_length=200)
    label_en = models.CharField(_("question in English"), max_length=200, blank=True)
    help_sv = models.CharField(_("explanation in Swedish"), max_length=300, blank=True)
    help_en = models.CharField(_("explanation in English"), max_length=300, blank=True)
    kind = models.CharField(
        _("kind"), max_length=10, choices=QuestionKind, default=QuestionKind.TEXT
    )
    options_sv = models.TextField(_("answers in Swedish, one a line"), blank=True)
    options_en = models.TextField(_("answers in English, one a line"), blank=True)
    readers = models.CharField(
        _("who reads the answers"), max_length=10, choices=Readers, default=Readers.ORGANISERS
    )
    purpose_sv = models.CharField(_("why we ask, in Swedish"), max_length=200, blank=True)
    purpose_en = models.CharField(_("why we ask, in English"), max_length=200, blank=True)
    is_required = models.BooleanField(_("must be answered"), default=False)
    is_asked = models.BooleanField(_("asked"), default=True)
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ("sort_order", "pk")

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return in_language(self, "label")

    @property
    def help_text(self) -> str:
        return in_language(self, "help")

    @property
    def purpose(self) -> str:
        return in_language(self, "purpose")

    @property
    def is_health(self) -> bool:
        return self.readers == Readers.HEALTH

    def options(self) -> list[tuple[str, str]]:
        """Return the answers to choose from: the stored word (Swedish) and the reader's word."""
        stored = [line.strip() for line in self.options_sv.splitlines() if line.strip()]
        shown = [line.strip() for line in in_language(self, "options").splitlines() if line.strip()]
        return list(zip(stored, shown if len(shown) == len(stored) else stored, strict=True))
