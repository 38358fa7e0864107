"""What the bank tells: accounts we know, files it sent, and each movement in them, once."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registrations.models.money import Payment, Refund
from registrations.words import BankFormat, MovementKind


class BankAccount(models.Model):
    """An account of ours: bankgiro, plusgiro, IBAN or clearing and account number."""

    name = models.CharField(_("name"), max_length=80)
    # As files write it: digits and letters only.
    number = models.CharField(_("number"), max_length=34, unique=True)
    currency = models.CharField(_("currency"), max_length=3, default="SEK")
    # Where the money lies in the books; empty: the account for bank money.
    book_account = models.CharField(_("account in the books"), max_length=6, blank=True)
    # A bankgiro or plusgiro pays into an account; files of the bank may name either.
    belongs_to = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="numbers",
        verbose_name=_("pays into"),
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("bank account")
        verbose_name_plural = _("bank accounts")
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name


class CsvMapping(models.Model):
    """Which columns of a bank's CSV hold what, saved under a name."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    account = models.ForeignKey(BankAccount, on_delete=models.PROTECT, related_name="csv_mappings")
    # Column headings by field, the delimiter, decimal mark, date format and rows to skip.
    columns = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("CSV mapping")
        verbose_name_plural = _("CSV mappings")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class BankFile(models.Model):
    """A file of the bank as it was read: its name, hash and what was found in it."""

    name = models.CharField(_("name"), max_length=200)
    sha256 = models.CharField(max_length=64, db_index=True)
    format = models.CharField(_("format"), max_length=8, choices=BankFormat)
    message_id = models.CharField(max_length=80, blank=True)
    new_count = models.PositiveIntegerField(default=0)
    known_count = models.PositiveIntegerField(default=0)
    aside_count = models.PositiveIntegerField(default=0)
    # Sums in öre by what became of them, what the file itself says they are, and what it left out.
    totals = models.JSONField(default=dict)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    imported_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("bank file")
        verbose_name_plural = _("bank files")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.format} {self.pk}"


class BankMovement(models.Model):
    """One movement on an account, recorded once however many files tell of it."""

    file = models.ForeignKey(BankFile, on_delete=models.PROTECT, related_name="movements")
    kind = models.CharField(_("kind"), max_length=10, choices=MovementKind)
    # The bank's own number of it (AcctSvcrRef), or one made of its parts.
    key = models.CharField(max_length=160, unique=True)
    # Day, amount and direction: by these the same movement in another format is looked for.
    fingerprint = models.CharField(max_length=64, db_index=True)
    account = models.CharField(_("account"), max_length=34)
    amount_ore = models.PositiveBigIntegerField(_("amount in öre"))
    currency = models.CharField(max_length=3)
    booked_on = models.DateField(_("booked"))
    reference = models.CharField(_("reference"), max_length=140, blank=True)
    text = models.CharField(_("message"), max_length=500, blank=True)
    payer_name = models.CharField(_("from"), max_length=160, blank=True)
    # Why it was put aside, or which invoices its parts name, as the file says.
    detail = models.CharField(max_length=250, blank=True)
    parts = models.JSONField(default=list)
    # The bank's number of the entry that holds it, and the payer's own number of it.
    entry = models.CharField(max_length=120, blank=True, db_index=True)
    end_to_end_id = models.CharField(max_length=80, blank=True)
    # CRDT or DBIT as the bank writes; empty where the file doesn't say.
    direction = models.CharField(max_length=4, blank=True)
    is_reversal = models.BooleanField(default=False)
    # Several payments in one sum, without their details.
    is_sum = models.BooleanField(default=False)
    # Its keys in other formats that told of it too, and the movement that it may be the same as.
    other_keys = models.JSONField(default=dict)
    payment = models.OneToOneField(
        Payment, null=True, on_delete=models.PROTECT, related_name="movement"
    )
    refund = models.OneToOneField(
        Refund, null=True, on_delete=models.PROTECT, related_name="movement"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("bank movement")
        verbose_name_plural = _("bank movements")
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                name="bank_movement_is_payment_iff_ours",
                condition=Q(kind=MovementKind.PAYMENT, payment__isnull=False)
                | (~Q(kind=MovementKind.PAYMENT) & Q(payment__isnull=True)),
            )
        ]

    def __str__(self) -> str:
        return f"{self.booked_on} {self.pk}"
