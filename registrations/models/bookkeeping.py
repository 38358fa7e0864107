"""How the books see what happened: accounts, exports of vouchers, and what trips cost us."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registrations.models.offering import Offering
from registrations.words import AccountRole, VatKind


class BookAccount(models.Model):
    """The account of the ledger that a role has from a day on; sales and VAT also by rate."""

    role = models.CharField(_("for"), max_length=16, choices=AccountRole)
    vat_kind = models.CharField(_("kind of VAT"), max_length=8, choices=VatKind, blank=True)
    vat_rate = models.DecimalField(_("VAT, per cent"), max_digits=4, decimal_places=2, default=0)
    from_on = models.DateField(_("holds from"))
    number = models.CharField(_("account"), max_length=6)
    name = models.CharField(_("name"), max_length=100)

    class Meta:
        verbose_name = _("account in the books")
        verbose_name_plural = _("accounts in the books")
        ordering = ("role", "vat_kind", "-vat_rate", "from_on")
        constraints = [
            models.UniqueConstraint(
                name="book_account_once",
                fields=["role", "vat_kind", "vat_rate", "from_on"],
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.role}"


class BookExport(models.Model):
    """One file of vouchers handed to bookkeeping, as it was, with its control totals."""

    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("to"))
    voucher_count = models.PositiveIntegerField()
    debit_ore = models.BigIntegerField()
    # The file as it was written, and its hash.
    body = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    exported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    exported_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("export to the books")
        verbose_name_plural = _("exports to the books")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.from_on} {self.until_on}"


class ExportedVoucher(models.Model):
    """What a voucher was about: each document, payment or accrual is exported once."""

    export = models.ForeignKey(BookExport, on_delete=models.PROTECT, related_name="vouchers")
    # Such as "document:17", "payment:4", "accrual:17".
    source = models.CharField(max_length=40)
    # 1, and more where someone exported it again on purpose.
    times = models.PositiveSmallIntegerField(default=1)

    class Meta:
        verbose_name = _("exported voucher")
        verbose_name_plural = _("exported vouchers")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(name="voucher_exported_once", fields=["source", "times"])
        ]

    def __str__(self) -> str:
        return self.source


class BoughtIn(models.Model):
    """A travel service bought for a trip under the margin scheme, VAT included."""

    offering = models.ForeignKey(Offering, on_delete=models.PROTECT, related_name="bought_in")
    text = models.CharField(_("what"), max_length=160)
    amount_ore = models.PositiveIntegerField(_("amount in öre, VAT included"))
    bought_on = models.DateField(_("date"), default=timezone.localdate)
    is_outside_eu = models.BooleanField(_("supplied outside the EU"), default=False)

    class Meta:
        verbose_name = _("bought-in travel service")
        verbose_name_plural = _("bought-in travel services")
        ordering = ("bought_on", "pk")

    def __str__(self) -> str:
        return f"{self.offering_id}:{self.pk}"
