"""Discount codes: what they give, to whom, when, and how often."""

from datetime import datetime

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registrations.models.offering import Offering
from registrations.models.prices import Fee
from registrations.words import DiscountKind, DiscountPer


class DiscountCode(models.Model):
    """A code that lowers fees; `used` counts its live uses as a quota counts its seats."""

    offering = models.ForeignKey(Offering, on_delete=models.CASCADE, related_name="discount_codes")
    # Kept in capitals and without spaces, as `normal_code` makes it.
    code = models.CharField(_("code"), max_length=40)
    kind = models.CharField(
        _("kind of discount"), max_length=8, choices=DiscountKind, default=DiscountKind.PER_CENT
    )
    per_cent = models.PositiveSmallIntegerField(
        _("per cent"), default=0, validators=[MaxValueValidator(100)]
    )
    # As the fee it lowers is priced: with VAT where the fee includes it, otherwise without.
    amount_ore = models.PositiveIntegerField(_("sum in öre"), default=0)
    fees = models.ManyToManyField(
        Fee, blank=True, related_name="discount_codes", help_text=_("Empty: every fee.")
    )
    size = models.PositiveIntegerField(
        _("how often it can be used"), null=True, blank=True, help_text=_("Empty: no limit.")
    )
    used = models.PositiveIntegerField(_("used"), default=0, editable=False)
    opens_at = models.DateTimeField(_("from"), null=True, blank=True)
    closes_at = models.DateTimeField(_("until"), null=True, blank=True)
    per = models.CharField(_("for"), max_length=12, choices=DiscountPer, default=DiscountPer.PERSON)
    reason = models.CharField(_("why, seen by organisers only"), max_length=250, blank=True)
    is_offered = models.BooleanField(_("can be used"), default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("discount code")
        verbose_name_plural = _("discount codes")
        ordering = ("code",)
        constraints = [
            models.UniqueConstraint(name="discount_code_once", fields=["offering", "code"]),
            models.CheckConstraint(
                name="discount_used_within_size",
                condition=Q(size__isnull=True) | Q(used__lte=F("size")),
            ),
            models.CheckConstraint(
                name="discount_gives_something",
                condition=Q(kind=DiscountKind.PER_CENT, per_cent__gte=1, per_cent__lte=100)
                | Q(kind=DiscountKind.FIXED, amount_ore__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def is_open(self, now: datetime | None = None) -> bool:
        now = now or timezone.now()
        return (
            self.is_offered
            and (self.opens_at is None or self.opens_at <= now)
            and (self.closes_at is None or now < self.closes_at)
        )

    @property
    def left(self) -> int | None:
        """Return how many uses are left, or None without a limit."""
        return None if self.size is None else max(0, self.size - self.used)
