"""Documents: numbered without gaps, frozen when issued, kept as rendered with their hash."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from registrations.models.money import Charge, Payment
from registrations.models.offering import Offering
from registrations.models.registration import Payer
from registrations.words import DocumentKind


class DocumentSeries(models.Model):
    """A series of numbers in one year; its row is locked while a number is taken."""

    code = models.CharField(max_length=4)
    year = models.PositiveSmallIntegerField()
    last_number = models.PositiveIntegerField(default=0)
    # Before the number in the OCR of a second series of invoices in one year.
    ocr_prefix = models.CharField(max_length=2, blank=True)

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
    issued_on = models.DateField(_("issued"), db_index=True)
    due_on = models.DateField(_("due"), null=True, db_index=True)
    # The last day on which something of it is supplied; until then its sale is prepaid.
    supplied_on = models.DateField(null=True, db_index=True)
    # What the payer's bank sends with the money; of invoices only.
    ocr = models.CharField(_("OCR"), max_length=25, null=True, unique=True)
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
            models.CheckConstraint(
                name="document_invoice_has_ocr_and_day",
                condition=Q(kind=DocumentKind.INVOICE, ocr__isnull=False, due_on__isnull=False)
                | (~Q(kind=DocumentKind.INVOICE) & Q(ocr__isnull=True, due_on__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.full_number

    @property
    def full_number(self) -> str:
        """Return the number as it stands on the document, such as K2026-0017."""
        return f"{self.series}{self.year}-{self.number:04d}"

    @property
    def kind_words(self) -> str:
        """Return what the document is called: a credit is of a receipt or of an invoice."""
        if self.credits is not None and self.credits.kind == DocumentKind.INVOICE:
            return pgettext("heading of a document", "Credit note")
        return str(DocumentKind(self.kind).label)

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
