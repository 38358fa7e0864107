"""What is registered for: the Offering, its occasions, quotas, fees, extras and questions."""

import uuid
from datetime import datetime
from decimal import Decimal
from typing import Self

from django.contrib.auth.models import Group
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registrations.languages import in_language
from registrations.words import PayerKind, QuestionKind, Readers, WaitlistMode


class OfferingQuerySet(models.QuerySet["Offering"]):
    def visible_to(self, user: object) -> Self:
        """Return the offerings whose list this member of staff may work."""
        if getattr(user, "is_superuser", False):
            return self
        groups = getattr(user, "groups", None)
        teams = groups.values("pk") if groups is not None else []
        return self.filter(Q(team__isnull=True) | Q(team__in=teams))


class Offering(models.Model):
    """Something people register for; its page, if any, is the one with `page_key`."""

    class State(models.TextChoices):
        CLOSED = "closed", pgettext_lazy("offering state", "Closed")
        OPEN = "open", pgettext_lazy("offering state", "Open")
        CANCELLED = "cancelled", pgettext_lazy("offering state", "Cancelled")

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    page_key = models.UUIDField(null=True, blank=True, db_index=True, editable=False)
    title_sv = models.CharField(_("title in Swedish"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    state = models.CharField(_("sign-up"), max_length=10, choices=State, default=State.CLOSED)
    opens_at = models.DateTimeField(_("sign-up opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("last day to sign up"), null=True, blank=True)
    changes_until = models.DateTimeField(
        _("meals and extras can be changed until"), null=True, blank=True
    )
    approval = models.BooleanField(_("an organiser approves each application"), default=False)
    largest_group = models.PositiveSmallIntegerField(
        _("largest group in one registration"),
        default=20,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    waitlist = models.CharField(
        _("waitlist"), max_length=10, choices=WaitlistMode, default=WaitlistMode.AUTOMATIC
    )
    offer_hours = models.PositiveSmallIntegerField(
        _("hours to answer an offer"), default=48, validators=[MinValueValidator(1)]
    )
    offers_until = models.DateTimeField(_("no offers after"), null=True, blank=True)
    minimum = models.PositiveIntegerField(_("smallest number that it runs with"), null=True, blank=True)
    decision_on = models.DateField(_("day of decision"), null=True, blank=True)
    terms_sv = models.TextField(_("terms in Swedish"), blank=True)
    terms_en = models.TextField(_("terms in English"), blank=True)
    bill_from = models.DateField(_("invoice from"), null=True, blank=True)
    contact_name = models.CharField(_("contact person"), max_length=120, blank=True)
    contact_email = models.EmailField(_("contact e-mail"), blank=True)
    contact_phone = models.CharField(_("contact telephone"), max_length=40, blank=True)
    team = models.ForeignKey(
        Group,
        verbose_name=_("team"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        help_text=_("Only this group sees the list. Empty: all organisers."),
    )
    health_days = models.PositiveSmallIntegerField(
        _("days after the end until health answers are deleted"), default=14
    )
    personal_days = models.PositiveSmallIntegerField(
        _("days after the end until personal data are deleted"), default=730
    )
    first_starts_at = models.DateTimeField(null=True, blank=True, editable=False, db_index=True)
    last_ends_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_place = models.PositiveIntegerField(default=0, editable=False)
    cancelled_reason_sv = models.TextField(blank=True, editable=False)
    cancelled_reason_en = models.TextField(blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(auto_now=True)

    objects = OfferingQuerySet.as_manager()

    class Meta:
        verbose_name = _("offering")
        verbose_name_plural = _("offerings")
        ordering = ("first_starts_at", "pk")
        permissions = [
            ("export_registration", _("Can download lists of participants")),
            ("view_health_answers", _("Can see health answers")),
            ("work_registrations", _("Can confirm, cancel and register people")),
            ("cancel_offering", _("Can cancel a whole event")),
        ]
        constraints = [
            models.CheckConstraint(
                name="offering_opens_before_it_closes",
                condition=Q(opens_at__isnull=True)
                | Q(closes_at__isnull=True)
                | Q(opens_at__lt=F("closes_at")),
            ),
            models.CheckConstraint(
                name="offering_group_and_hours_positive",
                condition=Q(largest_group__gte=1) & Q(offer_hours__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return in_language(self, "title")

    @property
    def terms(self) -> str:
        return in_language(self, "terms")

    def is_open(self, now: datetime | None = None) -> bool:
        """Tell whether anyone may sign up now, seats aside."""
        now = now or timezone.now()
        return (
            self.state == self.State.OPEN
            and (self.opens_at is None or self.opens_at <= now)
            and (self.closes_at is None or now < self.closes_at)
            and not self.is_over(now)
        )

    def is_over(self, now: datetime | None = None) -> bool:
        return self.last_ends_at is not None and self.last_ends_at <= (now or timezone.now())

    def runs_offers(self, now: datetime | None = None) -> bool:
        """Tell whether freed seats go to the line by themselves now."""
        now = now or timezone.now()
        return (
            self.waitlist in {WaitlistMode.AUTOMATIC, WaitlistMode.AT_ONCE}
            and self.state != self.State.CANCELLED
            and (self.offers_until is None or now < self.offers_until)
            and not self.is_over(now)
        )

    def allows_changes(self, now: datetime | None = None) -> bool:
        """Tell whether meals and extras may still be changed by the participant."""
        now = now or timezone.now()
        return (
            self.state != self.State.CANCELLED
            and (self.changes_until is None or now < self.changes_until)
            and not self.is_over(now)
        )


class Occasion(models.Model):
    """One dated meeting of an Offering, with its place."""

    offering = models.ForeignKey(Offering, on_delete=models.CASCADE, related_name="occasions")
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    title_sv = models.CharField(_("title in Swedish"), max_length=200, blank=True)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    place_name = models.CharField(_("place"), max_length=200, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    town = models.CharField(_("town"), max_length=80, blank=True, db_index=True)
    is_online = models.BooleanField(_("online"), default=False)

    class Meta:
        verbose_name = _("occasion")
        verbose_name_plural = _("occasions")
        ordering = ("starts_at", "pk")
        constraints = [
            models.CheckConstraint(
                name="occasion_starts_before_it_ends", condition=Q(starts_at__lt=F("ends_at"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.offering_id} {self.starts_at:%Y-%m-%d}"

    @property
    def title(self) -> str:
        return in_language(self, "title")


class Quota(models.Model):
    """A named limit: `size` seats (empty = no limit), of which `taken` are occupied."""

    offering = models.ForeignKey(Offering, on_delete=models.CASCADE, related_name="quotas")
    name_sv = models.CharField(_("name in Swedish"), max_length=100)
    name_en = models.CharField(_("name in English"), max_length=100, blank=True)
    size = models.PositiveIntegerField(
        _("size"), null=True, blank=True, help_text=_("Empty: no limit.")
    )
    taken = models.PositiveIntegerField(_("taken"), default=0, editable=False)
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("quota")
        verbose_name_plural = _("quotas")
        ordering = ("sort_order", "pk")
        constraints = [
            models.CheckConstraint(
                name="quota_taken_within_size",
                condition=Q(size__isnull=True) | Q(taken__lte=F("size")),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_language(self, "name")

    @property
    def left(self) -> int | None:
        """Return the number of free units, or None without a limit."""
        return None if self.size is None else max(0, self.size - self.taken)


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
