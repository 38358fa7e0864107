"""The form of the seller's details, which receipts and credits carry from a day on."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum.exceptions import ValidationError as NumberError
from stdnum.se import orgnr

from registrations.forms.bounds import bound_dates
from registrations.forms.buyer_fields import format_postcode
from registrations.forms.fields import LineField, PhoneField
from registrations.models import Seller
from registrations.workspace.kronor import KronorField
from registrations.workspace.section_forms import DayInput


class SellerForm(forms.ModelForm):
    simplified_limit_ore = KronorField(
        label=_("Limit for simplified invoices, in kronor"),
        help_text=_("Above it, VAT included, a receipt has the buyer's name and address."),
    )
    phone = PhoneField(label=_("Telephone"))

    class Meta:
        model = Seller
        fields = (
            "from_on",
            "name",
            "org_number",
            "vat_number",
            "street",
            "postcode",
            "town",
            "email",
            "phone",
            "simplified_limit_ore",
            "exempt_text_sv",
            "exempt_text_en",
        )
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
            ),
            LineField,
        )
        widgets = {"from_on": DayInput()}
        help_texts = {
            "from_on": _("Documents from this day on carry these details; earlier ones stay."),
            "vat_number": _("SE, the organisation number and 01. Empty: outside VAT."),
            "exempt_text_sv": _("Stands on receipts for what is exempt, with the paragraph."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "org_number", "street", "postcode", "town"):
            self.fields[name].required = True
        bound_dates(self)

    def clean_org_number(self) -> str:
        try:
            return orgnr.format(orgnr.validate(self.cleaned_data["org_number"]))
        except NumberError as error:
            raise ValidationError(
                _("Enter an organisation number, like 212000-1124"), code="invalid"
            ) from error

    def clean_vat_number(self) -> str:
        return "".join(self.cleaned_data["vat_number"].split()).replace("-", "").upper()

    def clean_postcode(self) -> str:
        return format_postcode(self.cleaned_data["postcode"])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        number, vat_number = data.get("org_number"), data.get("vat_number")
        if number and vat_number:
            wanted = f"SE{number.replace('-', '')}01"
            if vat_number != wanted:
                words = _("The VAT number of %(number)s is %(wanted)s, or empty if there is none.")
                error = ValidationError(words, params={"number": number, "wanted": wanted})
                self.add_error("vat_number", error)
        return data
