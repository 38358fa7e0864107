"""What is owed and what came: charges, payments, allocations and refunds, rows never edited."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registrations.models.prices import Extra, Fee
from registrations.models.registration import Participant, Payer
from registrations.words import LOWERING, ROUNDING, ChargeKind, RefundState, VatKind


class Charge(models.Model):
    """One line owed by a payer, in öre; a reversal or discount is negative and names its charge."""

    payer = models.ForeignKey(Payer, on_delete=models.PROTECT, related_name="charges")
    participant = models.ForeignKey(
        Participant, null=True, on_delete=models.PROTECT, related_name="charges"
    )
    kind = models.CharField(max_length=12, choices=ChargeKind)
    fee = models.ForeignKey(Fee, null=True, on_delete=models.PROTECT, related_name="charges")
    extra = models.ForeignKey(Extra, null=True, on_delete=models.PROTECT, related_name="charges")
    text = models.CharField(max_length=250)
    net_ore = models.IntegerField()
    vat_rate = models.DecimalField(max_digits=4, decimal_places=2)
    vat_ore = models.IntegerField()
    vat_kind = models.CharField(max_length=8, choices=VatKind, default=VatKind.TAXED)
    due_on = models.DateField(null=True)
    reverses = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="reversals"
    )
    # The write-off that money came for all the same.
    recovers = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="recoveries"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("charge")
        verbose_name_plural = _("charges")
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                name="charge_reversal_is_negative",
                condition=(Q(reverses__isnull=True) & Q(net_ore__gte=0) & Q(vat_ore__gte=0))
                | (Q(reverses__isnull=False) & Q(net_ore__lte=0) & Q(vat_ore__lte=0))
                # A credit may move öre between the net and the VAT of what still stands.
                | (Q(reverses__isnull=False) & Q(kind__in=ROUNDING)),
            ),
            models.CheckConstraint(
                name="charge_reversal_by_kind",
                condition=Q(kind__in=LOWERING, reverses__isnull=False)
                | Q(kind__in=ROUNDING)
                | (~Q(kind__in=(*LOWERING, *ROUNDING)) & Q(reverses__isnull=True)),
            ),
            models.CheckConstraint(
                name="charge_recovered_names_its_write_off",
                condition=Q(kind=ChargeKind.RECOVERED, recovers__isnull=False)
                | (~Q(kind=ChargeKind.RECOVERED) & Q(recovers__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payer_id}:{self.pk}"

    @property
    def gross_ore(self) -> int:
        return self.net_ore + self.vat_ore


class Payment(models.Model):
    """Money that came, in öre, whatever its source; `source` and `external_id` say which."""

    payer = models.ForeignKey(Payer, null=True, on_delete=models.PROTECT, related_name="payments")
    checkout = models.ForeignKey(
        "Checkout", null=True, on_delete=models.PROTECT, related_name="payments"
    )
    source = models.CharField(_("source"), max_length=12)
    external_id = models.CharField(_("its number there"), max_length=120)
    amount_ore = models.PositiveIntegerField(_("amount in öre"))
    currency = models.CharField(max_length=3, default="sek")
    is_live = models.BooleanField(_("real money"), default=True)
    received_at = models.DateTimeField(_("received"), default=timezone.now, db_index=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(name="payment_recorded_once", fields=["source", "external_id"]),
            models.CheckConstraint(name="payment_of_something", condition=Q(amount_ore__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.external_id}"


class Allocation(models.Model):
    """A part of a payment put on a charge; a negative one releases it again."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="allocations")
    charge = models.ForeignKey(Charge, on_delete=models.PROTECT, related_name="allocations")
    amount_ore = models.IntegerField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(name="allocation_of_something", condition=~Q(amount_ore=0))
        ]

    def __str__(self) -> str:
        return f"{self.payment_id}:{self.charge_id}"


class Refund(models.Model):
    """Money to give back; its row is written before the provider is asked, its state follows."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    amount_ore = models.PositiveIntegerField(_("amount in öre"))
    state = models.CharField(
        _("state"), max_length=16, choices=RefundState, default=RefundState.NEW
    )
    # Made at the provider, not here.
    is_external = models.BooleanField(default=False)
    external_id = models.CharField(max_length=120, null=True, unique=True)
    reason = models.CharField(_("reason"), max_length=250, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    # The first call; its key is forgotten by the provider after a day.
    asked_at = models.DateTimeField(null=True)
    claimed_until = models.DateTimeField(null=True)
    due_at = models.DateTimeField(default=timezone.now)
    last_error = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        ordering = ("-pk",)
        indexes = [
            models.Index(
                name="refund_to_send", fields=["due_at"], condition=Q(state=RefundState.NEW)
            )
        ]
        constraints = [
            models.CheckConstraint(name="refund_of_something", condition=Q(amount_ore__gt=0))
        ]

    def __str__(self) -> str:
        return str(self.uuid)
