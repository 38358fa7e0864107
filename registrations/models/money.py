"""What is owed: charges, which are never edited and are undone only by a reversing charge."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registrations.models.prices import Extra, Fee
from registrations.models.registration import Participant, Payer
from registrations.words import ChargeKind


class Charge(models.Model):
    """One line owed by a payer, in öre; a reversal is negative and names what it undoes."""

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
    due_on = models.DateField(null=True)
    reverses = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="reversals"
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
                | (Q(reverses__isnull=False) & Q(net_ore__lte=0) & Q(vat_ore__lte=0)),
            ),
            models.CheckConstraint(
                name="charge_reversal_by_kind",
                condition=Q(kind=ChargeKind.REVERSAL, reverses__isnull=False)
                | (~Q(kind=ChargeKind.REVERSAL) & Q(reverses__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payer_id}:{self.pk}"

    @property
    def gross_ore(self) -> int:
        return self.net_ore + self.vat_ore
