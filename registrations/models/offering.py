"""What is registered for: the Offering, its occasions, quotas, fees, extras and questions."""

from datetime import datetime
from typing import Self

from django.contrib.auth.models import Group
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registrations.languages import in_language
from registrations.words import LateMoney, PaymentPolicy, Supply, WaitlistMode


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
    minimum = models.PositiveIntegerField(
        _("smallest number that it runs with"), null=True, blank=True
    )
    decision_on = models.DateField(_("day of decision"), null=True, blank=True)
    terms_sv = models.TextField(_("terms in Swedish"), blank=True)
    terms_en = models.TextField(_("terms in English"), blank=True)
    payment = models.CharField(
        _("ways of paying"), max_length=8, choices=PaymentPolicy, default=PaymentPolicy.EITHER
    )
    hold_minutes = models.PositiveSmallIntegerField(
        _("minutes that a seat is held while the payer pays"),
        default=30,
        validators=[MinValueValidator(10), MaxValueValidator(1440)],
    )
    late_money = models.CharField(
        _("money that comes when the seat has gone"),
        max_length=8,
        choices=LateMoney,
        default=LateMoney.REFUND,
    )
    withdrawal_days = models.PositiveSmallIntegerField(
        _("days of withdrawal"),
        default=0,
        validators=[MaxValueValidator(60)],
        help_text=_(
            "Days after the sign-up within which a private person may withdraw at no cost. 0: no"
            " right of withdrawal, as the law has it for events on a fixed date."
        ),
    )
    bill_from = models.DateField(_("invoice from"), null=True, blank=True)
    # Where a buyer abroad is taxed hangs on what is sold.
    supply = models.CharField(
        _("what is sold"), max_length=10, choices=Supply, default=Supply.ADMISSION
    )
    project_code = models.CharField(
        _("project in the books"),
        max_length=20,
        blank=True,
        help_text=_("Empty: the number of the event here."),
    )
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
            ("refund_payment", _("Can refund payments")),
            ("export_money", _("Can export payments")),
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

    @property
    def is_cancelled(self) -> bool:
        return self.state == self.State.CANCELLED

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
