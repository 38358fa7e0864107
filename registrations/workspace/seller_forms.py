"""The form of the seller's details, which receipts and credits carry from a day on."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum import bic
from stdnum.exceptions import ValidationError as NumberError
from stdnum.se import orgnr

from registrations.buyer_numbers import NumberRefused, read_endpoint
from registrations.forms.bounds import bound_dates, bound_numbers
from registrations.forms.buyer_fields import format_postcode
from registrations.forms.countries import HOME, country_choices
from registrations.forms.fields import LineField, LinesField, PhoneField
from registrations.invoicing.identifiers import compact, is_bankgiro, is_iban, is_plusgiro
from registrations.invoicing.identifiers import digits as digits_of
from registrations.models import Seller
from registrations.workspace.kronor import KronorField
from registrations.workspace.section_forms import DayInput

SECTIONS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (_("The organisation"), ("from_on", "name", "org_number", "vat_number", "is_f_tax_approved")),
    (_("Address"), ("street", "postcode", "town", "country", "email", "phone")),
    (_("How buyers pay"), ("bankgiro", "plusgiro", "swish_number", "iban", "bic")),
    (
        _("Invoices"),
        (
            "payment_days",
            "reminds_automatically",
            "rounds_to_krona",
            "invoice_text_sv",
            "invoice_text_en",
            "endpoint",
        ),
    ),
    (
        _("Receipts"),
        ("simplified_limit_ore", "exempt_text_sv", "exempt_text_en"),
    ),
    (
        _("Numbers and the financial year"),
        (
            "invoice_series",
            "credit_series",
            "receipt_series",
            "receipt_credit_series",
            "ocr_has_length_digit",
            "ocr_length",
            "year_starts_in",
        ),
    ),
)
SERIES = ("invoice_series", "credit_series", "receipt_series", "receipt_credit_series")
_MONTHS = (
    _("January"),
    _("February"),
    _("March"),
    _("April"),
    _("May"),
    _("June"),
    _("July"),
    _("August"),
    _("September"),
    _("October"),
    _("November"),
    _("December"),
)


class SellerForm(forms.ModelForm):
    simplified_limit_ore = KronorField(
        label=_("Limit for simplified invoices, in kronor"),
        help_text=_("Above it, VAT included, a receipt has the buyer's name and address."),
    )
    phone = PhoneField(label=_("Telephone"))
    # Longer than what is kept, for the spaces that people type.
    swish_number = LineField(
        label=_("Swish number"),
        max_length=20,
        help_text=_("Ten digits that begin with 123. The PDF then has a QR code."),
    )
    iban = LineField(label=_("IBAN"), max_length=50, help_text=_("For buyers abroad."))
    country = forms.ChoiceField(label=_("Country"), choices=country_choices, initial=HOME)
    year_starts_in = forms.TypedChoiceField(
        label=_("Month in which the financial year starts"),
        choices=[(number, words) for number, words in enumerate(_MONTHS, start=1)],
        coerce=int,
        initial=1,
    )
    invoice_text_sv = LinesField(label=_("Text on invoices, in Swedish"))
    invoice_text_en = LinesField(label=_("Text on invoices, in English"))

    class Meta:
        model = Seller
        fields = tuple(name for _words, names in SECTIONS for name in names)
        field_classes = dict.fromkeys(
            (
                "name",
                "org_number",
                "vat_number",
                "street",
                "postcode",
                "town",
                "exempt_text_sv",
                "exempt_text_en",
                "bankgiro",
                "plusgiro",
                "bic",
                "endpoint",
                *SERIES,
            ),
            LineField,
        )
        widgets = {"from_on": DayInput()}
        help_texts = {
            "from_on": _("Documents from this day on carry these details; earlier ones stay."),
            "vat_number": _("SE, the organisation number and 01. Empty: outside VAT."),
            "is_f_tax_approved": _("Stands on invoices: the buyer then withholds no tax."),
            "bankgiro": _("Such as 5050-1055. The PDF shows it with the OCR."),
            "endpoint": _("Such as 0007:5560000001. Empty: 0007 and the organisation number."),
            "reminds_automatically": _(
                "Each day that a bank file has been read. Otherwise you choose them in the due"
                " list."
            ),
            "rounds_to_krona": _("The sum to pay is rounded, never the VAT."),
            "invoice_series": _("One to three capital letters before the number, such as F."),
            "exempt_text_sv": _("Stands on receipts for what is exempt, with the paragraph."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "org_number", "street", "postcode", "town", *SERIES):
            self.fields[name].required = True
        bound_dates(self)
        bound_numbers(self)

    @property
    def sections(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """Return the fields under the headings of the page."""
        return [(words, [self[name] for name in names]) for words, names in SECTIONS]

    def clean_org_number(self) -> str:
        try:
            return orgnr.format(orgnr.validate(self.cleaned_data["org_number"]))
        except NumberError as error:
            raise ValidationError(
                _("Enter an organisation number, like 212000-1124"), code="invalid"
            ) from error

    def clean_vat_number(self) -> str:
        return "".join(self.cleaned_data["vat_number"].split()).replace("-", "").upper()

    def clean_bankgiro(self) -> str:
        digits = digits_of(self.cleaned_data["bankgiro"])
        if digits and not is_bankgiro(digits):
            raise ValidationError(_("Enter a bankgiro number, like 5050-1055."), code="invalid")
        return f"{digits[:-4]}-{digits[-4:]}" if digits else ""

    def clean_plusgiro(self) -> str:
        digits = digits_of(self.cleaned_data["plusgiro"])
        if digits and not is_plusgiro(digits):
            raise ValidationError(_("Enter a plusgiro number, like 90 19 50-6."), code="invalid")
        return f"{digits[:-1]}-{digits[-1]}" if digits else ""

    def clean_swish_number(self) -> str:
        digits = digits_of(self.cleaned_data["swish_number"])
        if digits and not (len(digits) == 10 and digits.startswith("123")):
            words = _("Enter the organisation’s Swish number, ten digits that begin with 123.")
            raise ValidationError(words, code="invalid")
        return digits

    def clean_iban(self) -> str:
        text: str = self.cleaned_data["iban"]
        if text and not is_iban(text):
            raise ValidationError(_("That is no IBAN: check its digits."), code="invalid")
        return compact(text)

    def clean_bic(self) -> str:
        text: str = self.cleaned_data["bic"]
        if text and not bic.is_valid(text):
            raise ValidationError(_("Enter a BIC, like SWEDSESS."), code="invalid")
        return str(bic.compact(text)) if text else ""

    def clean_endpoint(self) -> str:
        try:
            return read_endpoint(self.cleaned_data["endpoint"])
        except NumberRefused as refusal:
            raise ValidationError(str(refusal), code="invalid") from refusal

    def clean_postcode(self) -> str:
        return format_postcode(self.cleaned_data["postcode"])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        self._check_series(data)
        if data.get("iban") and not data.get("bic") and "bic" not in self.errors:
            self.add_error("bic", _("Enter the BIC of the bank too: payments from abroad need it."))
        number, vat_number = data.get("org_number"), data.get("vat_number")
        if number and vat_number:
            wanted = f"SE{number.replace('-', '')}01"
            if vat_number != wanted:
                words = _("The VAT number of %(number)s is %(wanted)s, or empty if there is none.")
                error = ValidationError(words, params={"number": number, "wanted": wanted})
                self.add_error("vat_number", error)
        return data

    def _check_series(self, data: dict[str, Any]) -> None:
        """Refuse two kinds of documents in one series: each counts on its own."""
        seen: set[str] = set()
        for name in SERIES:
            code = data.get(name)
            if code and code in seen:
                self.add_error(name, _("Another kind of document has these letters."))
            seen.add(code or "")
