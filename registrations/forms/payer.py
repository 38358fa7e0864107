"""Who pays: what an invoice or a receipt needs to say of the buyer, and nothing more."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from stdnum.eu import vat as eu_vat
from stdnum.exceptions import ValidationError as NumberError
from stdnum.se import orgnr

from registrations.forms.fields import AddressField, LineField, PlainForm
from registrations.signup_sheet import PayerDetails
from registrations.words import PayerKind

LEGAL_ENTITY_FROM = "2"
_SWEDISH_NUMBER = re.compile(r"\d{6}-\d{4}")
_SWEDISH_POSTCODE = re.compile(r"(SE-)?\d{3} ?\d{2}")


def clean_org_number(text: str) -> str:
    """Return a Swedish organisation number as 212000-1124, or a European VAT number."""
    compact = text.replace(" ", "").replace("-", "").upper()
    if compact.startswith("SE") and len(compact) == 14:
        compact = compact[2:12]
    if len(compact) == 12 and compact.startswith(("16", "19", "20")):
        compact = compact[2:]
    try:
        return orgnr.format(orgnr.validate(compact))
    except NumberError:
        pass
    try:
        return eu_vat.validate(compact)
    except NumberError as error:
        raise ValidationError(
            _("Enter an organisation number, like 212000-1124, or a VAT number with its country"),
            code="invalid",
        ) from error


def is_personal_number(number: str) -> bool:
    """Tell whether a number is a sole trader's, thus a person's (third digit under 2)."""
    return number[:2].isdigit() and number[2:3] < LEGAL_ENTITY_FROM


def format_postcode(text: str) -> str:
    digits = text.replace(" ", "")
    is_swedish = len(digits) == 5 and digits.isdigit()
    return f"{digits[:3]} {digits[3:]}" if is_swedish else text


class PayerForm(PlainForm):
    """An organisation's details: all of them for an invoice, fewer for a receipt."""

    def __init__(
        self,
        *,
        prefix: str | None = "payer",
        organisation: str = "",
        is_invoiced: bool = True,
        needs_address: bool = True,
        **options: Any,
    ) -> None:
        super().__init__(prefix=prefix, **options)
        self.organisation = organisation
        self.is_invoiced, self.needs_address = is_invoiced, needs_address
        self.fields["name"] = LineField(
            label=_("Organisation that pays"),
            max_length=160,
            help_text=_("Only if it is another than the organisation above.") if prefix else "",
        )
        self.fields["org_number"] = LineField(label=_("Organisation number"), max_length=20)
        self.fields["is_sole_trader"] = forms.BooleanField(
            label=_("It is my sole proprietorship's number"), required=False
        )
        self.fields["reference"] = LineField(
            label=_("Invoice reference"),
            max_length=120,
            help_text=_("The code or name that your organisation wants on the invoice."),
        )
        self.fields["email"] = AddressField(
            label=_("E-mail for the invoice"), help_text=_("Empty: it goes to the contact person.")
        )
        self.fields["street"] = LineField(label=_("Payer's address: street or box"), max_length=160)
        self.fields["postcode"] = LineField(label=_("Postcode"), max_length=12)
        self.fields["town"] = LineField(label=_("Town"), max_length=80)
        self._set_tokens()
        self.asks_sole_trader = False

    def _set_tokens(self) -> None:
        self.autocomplete(
            name="billing organization",
            email="billing email",
            street="billing street-address",
            postcode="billing postal-code",
            town="billing address-level2",
        )
        self.fields["postcode"].widget.attrs["inputmode"] = "numeric"

    def clean_org_number(self) -> str:
        text = self.cleaned_data["org_number"]
        return clean_org_number(text) if text else ""

    def clean_postcode(self) -> str:
        return format_postcode(self.cleaned_data["postcode"])

    def clean(self) -> None:
        if not self.cleaned_data.get("name"):
            self.cleaned_data["name"] = self.organisation
        self.require("name", _("Enter the organisation that pays"))
        self.require("org_number", _("Enter the organisation number"))
        if self.is_invoiced:
            self.require("reference", _("Enter the reference that is to stand on the invoice"))
        if self.needs_address:
            self.require("street", _("Enter the street or box of the payer's address"))
            self.require("postcode", _("Enter the postcode of the payer's address"))
            self.require("town", _("Enter the town of the payer's address"))
        self._check_postcode()
        self._ask_about_personal_number()

    def _check_postcode(self) -> None:
        """Refuse a Swedish organisation's postcode that is not five digits."""
        is_swedish = _SWEDISH_NUMBER.fullmatch(self.cleaned_data.get("org_number") or "")
        postcode = self.cleaned_data.get("postcode") or ""
        if is_swedish and postcode and not _SWEDISH_POSTCODE.fullmatch(postcode):
            self.add_error(
                "postcode", ValidationError(_("Enter a postcode, like 241 80"), code="postcode")
            )

    def _ask_about_personal_number(self) -> None:
        number = self.cleaned_data.get("org_number", "")
        self.asks_sole_trader = bool(number) and is_personal_number(number)
        if self.asks_sole_trader and not self.cleaned_data.get("is_sole_trader"):
            self.add_error(
                "org_number",
                ValidationError(
                    _(
                        "This looks like a personal identity number. If it is your firm's, tick"
                        " the box: it is then personal data, used on the invoice and kept as long"
                        " as the bookkeeping law says. Otherwise, enter the organisation's number."
                    ),
                    code="personal",
                ),
            )

    def details(self, *, pays_online: bool = False) -> PayerDetails:
        data = self.cleaned_data
        names = ("name", "org_number", "reference", "email", "street", "postcode", "town")
        return PayerDetails(
            kind=PayerKind.ORGANISATION,
            pays_online=pays_online,
            **{name: data.get(name, "") for name in names},
        )


class BuyerForm(PlainForm):
    """A private person's name and address, which a receipt has above a limit."""

    def __init__(self, **options: Any) -> None:
        super().__init__(prefix="buyer", **options)
        self.fields["name"] = LineField(
            label=_("Name on the receipt"),
            max_length=160,
            help_text=_("Only if it is another than the name above."),
        )
        self.fields["street"] = LineField(label=_("Street or box"), max_length=160)
        self.fields["postcode"] = LineField(label=_("Postcode"), max_length=12)
        self.fields["town"] = LineField(label=_("Town"), max_length=80)
        self.autocomplete(
            name="billing name",
            street="billing street-address",
            postcode="billing postal-code",
            town="billing address-level2",
        )
        self.fields["postcode"].widget.attrs["inputmode"] = "numeric"

    def clean_postcode(self) -> str:
        return format_postcode(self.cleaned_data["postcode"])

    def clean(self) -> None:
        self.require("street", _("Enter the street or box of your address"))
        self.require("postcode", _("Enter the postcode of your address"))
        self.require("town", _("Enter the town of your address"))
