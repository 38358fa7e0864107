"""Documents: numbered without gaps, frozen when issued, kept as rendered with their hash."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registrations.models.money import Charge, Payment
from registrations.models.offering import Offering
from registrations.models.registration import Payer
from registrations.words import DocumentKind


class Seller(models.Model):
    """The organisation as it stands on documents from a day on."""

    from_on = models.DateField(_("holds from"), unique=True, default=timezone.localdate)
    name = models.CharField(_("name"), max_length=160)
    org_number = models.CharField(_("organisation number"), max_length=20)
    vat_number = models.CharField(
        _("VAT number"), max_length=20, blank=True, help_text=_("Empty: outside VAT.")
    )
    street = models.CharField(_("street or box"), max_length=160)
    postcode = models.CharField(_("postcode"), max_length=12)
    town = models.CharField(_("town"), max_length=80)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    simplified_limit_ore = models.PositiveIntegerField(
        _("limit for simplified invoices, in öre"),
        default=400_000,
        validators=[MinValueValidator(0)],
        help_text=_("Above it, VAT included, a receipt has the buyer's name and address."),
    )
    exempt_text_sv = models.CharField(
        _("reason for exemption, in Swedish"), max_length=200, blank=True
    )
    exempt_text_en = models.CharField(
        _("reason for exemption, in English"), max_length=200, blank=True
    )

    class Meta:
        verbose_name = _("seller's details")
        verbose_name_plural = _("seller's details")
        ordering = ("-from_on",)

    def __str__(self) -> str:
        return f"{self.name} {self.from_on}"


class DocumentSeries(models.Model):
    """A series of numbers in one year; its row is locked while a number is taken."""

    code = models.CharField(max_length=4)
    year = models.PositiveSmallIntegerField()
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("document series")
        verbose_name_plural = _("document series")
        constraints = [
            models.UniqueConstraint(name="document_series_once", fields=["code", "year"])
        ]

    def __str__(self) -> str:
        return f"{self.code}{self.year}"


class Document(models.Model):
    """A receipt, invoice or credit note over charges: its number and content never change."""

    kind = models.CharField(_("kind"), max_length=12, choices=DocumentKind)
    series = models.CharField(max_length=4)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    offering = models.ForeignKey(Offering, on_delete=models.PROTECT, related_name="documents")
    payer = models.ForeignKey(Payer, on_delete=models.PROTECT, related_name="documents")
    payment = models.ForeignKey(
        Payment, null=True, on_delete=models.PROTECT, related_name="documents"
    )
    credits = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="credit_notes"
    )
    issued_on = models.DateField(_("issued"))
    language = models.CharField(max_length=2, default="sv")
    net_ore = models.IntegerField()
    vat_ore = models.IntegerField()
    is_live = models.BooleanField(default=True)
    # Everything that stands on it, in words and numbers, as it was when issued.
    content = models.JSONField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                name="document_number_once", fields=["series", "year", "number"]
            ),
            models.CheckConstraint(
                name="document_credit_names_its_original",
                condition=Q(kind=DocumentKind.CREDIT_NOTE, credits__isnull=False)
                | (~Q(kind=DocumentKind.CREDIT_NOTE) & Q(credits__isnull=True)),
            ),
            models.CheckConstraint(
                name="document_numbers_start_at_one", condition=Q(number__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return self.full_number

    @property
    def full_number(self) -> str:
        """Return the number as it stands on the document, such as K2026-0017."""
        return f"{self.series}{self.year}-{self.number:04d}"

    @property
    def gross_ore(self) -> int:
        return self.net_ore + self.vat_ore


class DocumentLine(models.Model):
    """A charge on the document that bills, receipts or credits it; each stands on one."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="lines")
    charge = models.OneToOneField(Charge, on_delete=models.PROTECT, related_name="document_line")

    class Meta:
        verbose_name = _("document line")
        verbose_name_plural = _("document lines")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.document_id}:{self.charge_id}"


class DocumentFile(models.Model):
    """A document as it was rendered, once, with the SHA-256 of its bytes."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="files")
    media_type = models.CharField(max_length=80)
    body = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    rendered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("document file")
        verbose_name_plural = _("document files")
        constraints = [
            models.UniqueConstraint(
                name="document_rendered_once", fields=["document", "media_type"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.media_type}"
