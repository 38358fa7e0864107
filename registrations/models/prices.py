"""What an Offering costs: fees and extras with the quotas they use, and the cancellation ladder."""

from datetime import datetime
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registrations.languages import in_language
from registrations.models.offering import Offering, Quota
from registrations.words import PayerKind, VatKind


class Priced(models.Model):
    """A price in öre with its VAT rate in per cent; what is in use is frozen (DESIGN, rule 8)."""

    amount_ore = models.PositiveIntegerField(_("price in öre"), default=0)
    includes_vat = models.BooleanField(_("the price includes VAT"), default=False)
    vat_rate = models.DecimalField(
        _("VAT, per cent"),
        max_digits=4,
        decimal_places=2,
        default=Decimal(25),
        validators=[MinValueValidator(0), MaxValueValidator(99)],
    )
    vat_kind = models.CharField(
        _("kind of VAT"), max_length=8, choices=VatKind, default=VatKind.TAXED
    )
    # The VAT rule it was proposed by, and why it differs where it does.
    vat_component = models.SlugField(_("kind of sale"), max_length=40, blank=True)
    vat_reason = models.CharField(_("why another VAT"), max_length=250, blank=True)

    class Meta:
        abstract = True


class Fee(Priced):
    """A price for one place, for those it is meant for, in its window."""

    offering = models.ForeignKey(Offering, on_delete=models.CASCADE, related_name="fees")
    name_sv = models.CharField(_("name in Swedish"), max_length=100)
    name_en = models.CharField(_("name in English"), max_length=100, blank=True)
    payer_kind = models.CharField(
        _("who pays"), max_length=12, choices=PayerKind, default=PayerKind.ORGANISATION
    )
    opens_at = models.DateTimeField(_("from"), null=True, blank=True)
    closes_at = models.DateTimeField(_("until"), null=True, blank=True)
    is_offered = models.BooleanField(_("can be chosen"), default=True)
    needs_check = models.BooleanField(
        _("an organiser checks who is entitled to it"),
        default=False,
        help_text=_("For members and students: each sign-up becomes a decision."),
    )
    check_sv = models.CharField(_("what to show, in Swedish"), max_length=200, blank=True)
    check_en = models.CharField(_("what to show, in English"), max_length=200, blank=True)
    quotas = models.ManyToManyField(Quota, through="FeeQuota", related_name="fees")
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("fee")
        verbose_name_plural = _("fees")
        ordering = ("sort_order", "pk")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_language(self, "name")

    @property
    def check_words(self) -> str:
        return in_language(self, "check")

    def is_open(self, now: datetime | None = None) -> bool:
        now = now or timezone.now()
        return (
            self.is_offered
            and (self.opens_at is None or self.opens_at <= now)
            and (self.closes_at is None or now < self.closes_at)
        )


class FeeQuota(models.Model):
    """How many units of a quota one place at a fee occupies."""

    fee = models.ForeignKey(Fee, on_delete=models.CASCADE, related_name="uses")
    quota = models.ForeignKey(Quota, on_delete=models.PROTECT, related_name="fee_uses")
    units = models.PositiveSmallIntegerField(
        _("units"), default=1, validators=[MinValueValidator(1)]
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(name="fee_uses_quota_once", fields=["fee", "quota"]),
            models.CheckConstraint(name="fee_uses_some_units", condition=Q(units__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.fee_id}:{self.quota_id}"


class Extra(Priced):
    """An add-on such as a dinner or a workshop; when it is full it can be wished for."""

    offering = models.ForeignKey(Offering, on_delete=models.CASCADE, related_name="extras")
    name_sv = models.CharField(_("name in Swedish"), max_length=100)
    name_en = models.CharField(_("name in English"), max_length=100, blank=True)
    help_sv = models.CharField(_("explanation in Swedish"), max_length=250, blank=True)
    help_en = models.CharField(_("explanation in English"), max_length=250, blank=True)
    one_of = models.CharField(
        _("choose at most one of"),
        max_length=40,
        blank=True,
        help_text=_(
            "Extras with the same word here exclude each other, such as workshops at one time."
        ),
    )
    is_offered = models.BooleanField(_("can be chosen"), default=True)
    quotas = models.ManyToManyField(Quota, through="ExtraQuota", related_name="extras")
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("extra")
        verbose_name_plural = _("extras")
        ordering = ("sort_order", "pk")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_language(self, "name")

    @property
    def help_text(self) -> str:
        return in_language(self, "help")


class ExtraQuota(models.Model):
    """How many units of a quota one taken extra occupies."""

    extra = models.ForeignKey(Extra, on_delete=models.CASCADE, related_name="uses")
    quota = models.ForeignKey(Quota, on_delete=models.PROTECT, related_name="extra_uses")
    units = models.PositiveSmallIntegerField(
        _("units"), default=1, validators=[MinValueValidator(1)]
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(name="extra_uses_quota_once", fields=["extra", "quota"]),
            models.CheckConstraint(name="extra_uses_some_units", condition=Q(units__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.extra_id}:{self.quota_id}"


class CancellationStep(models.Model):
    """From `days_before` days before the start on, cancelling costs `per_cent` of the fee."""

    offering = models.ForeignKey(
        Offering, on_delete=models.CASCADE, related_name="cancellation_steps"
    )
    days_before = models.PositiveSmallIntegerField(_("days before the start"))
    per_cent = models.PositiveSmallIntegerField(
        _("per cent of the price"), validators=[MaxValueValidator(100)]
    )

    class Meta:
        verbose_name = _("cancellation step")
        verbose_name_plural = _("cancellation steps")
        ordering = ("-days_before",)
        constraints = [
            models.UniqueConstraint(
                name="cancellation_step_once", fields=["offering", "days_before"]
            ),
            models.CheckConstraint(
                name="cancellation_step_at_most_all", condition=Q(per_cent__lte=100)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.days_before}: {self.per_cent}"
