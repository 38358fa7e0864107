"""The organisation as it stands on documents, and how it invoices: dated, never overwritten."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registrations.words import VatKind

SERIES_CODE = RegexValidator(r"^[A-Z]{1,3}$", _("Enter one to three capital letters."))


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

    country = models.CharField(_("country, two letters"), max_length=2, default="SE")
    endpoint = models.CharField(
        _("Peppol address"),
        max_length=60,
        blank=True,
        help_text=_("Such as 0007:5560000001. Empty: 0007 and the organisation number."),
    )
    is_f_tax_approved = models.BooleanField(_("approved for F-tax"), default=True)
    bankgiro = models.CharField(_("bankgiro"), max_length=12, blank=True)
    plusgiro = models.CharField(_("plusgiro"), max_length=12, blank=True)
    iban = models.CharField(_("IBAN"), max_length=34, blank=True)
    bic = models.CharField(_("BIC"), max_length=11, blank=True)
    swish_number = models.CharField(_("Swish number"), max_length=12, blank=True)
    payment_days = models.PositiveSmallIntegerField(
        _("days to pay an invoice"), default=30, validators=[MaxValueValidator(180)]
    )
    rounds_to_krona = models.BooleanField(_("round invoices to whole kronor"), default=False)
    invoice_series = models.CharField(
        _("series of invoices"), max_length=3, default="F", validators=[SERIES_CODE]
    )
    credit_series = models.CharField(
        _("series of credit notes for invoices"),
        max_length=3,
        default="KF",
        validators=[SERIES_CODE],
    )
    receipt_series = models.CharField(
        _("series of receipts"), max_length=3, default="K", validators=[SERIES_CODE]
    )
    receipt_credit_series = models.CharField(
        _("series of credit notes for receipts"),
        max_length=3,
        default="KK",
        validators=[SERIES_CODE],
    )
    ocr_has_length_digit = models.BooleanField(
        _("the OCR holds its own length"),
        default=True,
        help_text=_("As the agreement with the bank says: the last digit but one is the length."),
    )
    ocr_length = models.PositiveSmallIntegerField(
        _("fixed length of the OCR"),
        default=0,
        validators=[MaxValueValidator(25)],
        help_text=_("0: as long as it needs to be."),
    )
    invoice_text_sv = models.TextField(_("text on invoices, in Swedish"), blank=True)
    invoice_text_en = models.TextField(_("text on invoices, in English"), blank=True)
    reminds_automatically = models.BooleanField(_("send reminders automatically"), default=False)

    year_starts_in = models.PositiveSmallIntegerField(
        _("month in which the financial year starts"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
    )

    class Meta:
        verbose_name = _("seller's details")
        verbose_name_plural = _("seller's details")
        ordering = ("-from_on",)
        permissions = [
            ("issue_document", _("Can issue, credit and remind of invoices")),
            ("import_bank_file", _("Can import bank files and match payments")),
            ("export_bookkeeping", _("Can export to the bookkeeping")),
            ("change_bookkeeping", _("Can change accounts, VAT rates and reminders")),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.from_on}"


class ReminderStep(models.Model):
    """One rung of the ladder of reminders: so long after the due date, at this fee."""

    days_after_due = models.PositiveSmallIntegerField(
        _("days after the due date"), unique=True, validators=[MinValueValidator(1)]
    )
    days_to_pay = models.PositiveSmallIntegerField(_("days to pay after it"), default=10)
    fee_ore = models.PositiveIntegerField(_("fee in öre"), default=0)
    text_sv = models.TextField(_("text in Swedish"), blank=True)
    text_en = models.TextField(_("text in English"), blank=True)

    class Meta:
        verbose_name = _("reminder step")
        verbose_name_plural = _("reminder steps")
        ordering = ("days_after_due",)

    def __str__(self) -> str:
        return f"{self.days_after_due}"


class VatRule(models.Model):
    """What the law says of a kind of sale from a day on: the rate, and where it says so."""

    component = models.SlugField(_("code"), max_length=40)
    name_sv = models.CharField(_("name in Swedish"), max_length=160)
    name_en = models.CharField(_("name in English"), max_length=160, blank=True)
    vat_kind = models.CharField(
        _("kind of VAT"), max_length=8, choices=VatKind, default=VatKind.TAXED
    )
    vat_rate = models.DecimalField(_("VAT, per cent"), max_digits=4, decimal_places=2)
    from_on = models.DateField(_("holds from"))
    until_on = models.DateField(_("last day"), null=True, blank=True)
    basis = models.CharField(_("source"), max_length=250, blank=True)
    sort_order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("VAT rule")
        verbose_name_plural = _("VAT rules")
        ordering = ("sort_order", "component", "from_on")
        constraints = [
            models.UniqueConstraint(name="vat_rule_once", fields=["component", "from_on"])
        ]

    def __str__(self) -> str:
        return f"{self.component} {self.from_on}"


class VatText(models.Model):
    """What a document says where no VAT is shown, from a day on, with the code for e-invoices."""

    vat_kind = models.CharField(_("kind of VAT"), max_length=8, choices=VatKind)
    from_on = models.DateField(_("holds from"))
    # A code of the VATEX list, such as VATEX-EU-O.
    code = models.CharField(_("code of the reason"), max_length=30, blank=True)
    text_sv = models.CharField(_("text in Swedish"), max_length=250)
    text_en = models.CharField(_("text in English"), max_length=250)

    class Meta:
        verbose_name = _("VAT text")
        verbose_name_plural = _("VAT texts")
        ordering = ("vat_kind", "from_on")
        constraints = [
            models.UniqueConstraint(name="vat_text_once", fields=["vat_kind", "from_on"])
        ]

    def __str__(self) -> str:
        return f"{self.vat_kind} {self.from_on}"
