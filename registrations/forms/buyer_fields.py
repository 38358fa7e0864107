"""The fields by which an invoice finds its way through the buyer's system, and their checks."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from registrations.buyer_numbers import (
    EU_COUNTRIES,
    NumberRefused,
    country_of_vat_number,
    eu_vat_number,
    has_eu_vat_number,
    has_wrong_digit,
    read_endpoint,
    swedish_number,
    usual_delivery,
)
from registrations.forms.countries import HOME, country_choices
from registrations.forms.fields import LineField
from registrations.words import InvoiceDelivery

_SWEDISH_POSTCODE = re.compile(r"(SE-)?\d{3} ?\d{2}")
# What most buyers leave alone, and the page folds away.
SELDOM = (
    "endpoint",
    "invoiced_object",
    "contract",
    "vat_number",
    "country",
    "wants_one_invoice",
)


def clean_org_number(text: str) -> str:
    """Return a Swedish organisation number as 212000-1124, or a European VAT number."""
    number = swedish_number(text) or eu_vat_number(text)
    if not number and has_wrong_digit(text):
        raise ValidationError(
            _("The organisation number is not right: check its digits"), code="digit"
        )
    if not number:
        raise ValidationError(
            _("Enter an organisation number, like 212000-1124, or a VAT number with its country"),
            code="invalid",
        )
    return number


def format_postcode(text: str) -> str:
    digits = text.replace(" ", "")
    is_swedish = len(digits) == 5 and digits.isdigit()
    return f"{digits[:3]} {digits[3:]}" if is_swedish else text


class BuyerFields(forms.Form):
    """Mixed into a form that has `org_number`, `reference` and `postcode` of its own."""

    no_reference = gettext_lazy(
        "Enter a reference or an order number: without one of them your system for"
        " e-invoices refuses the invoice."
    )

    def add_buyer_fields(self) -> None:
        self.fields["order_number"] = LineField(label=_("Order number"), max_length=60)
        self.fields["delivery"] = forms.ChoiceField(
            label=_("How the invoice is to come"),
            required=False,
            choices=[
                ("", pgettext("delivery of invoices", "As usual")),
                *InvoiceDelivery.choices,
            ],
            help_text=_("As usual: e-invoice to public bodies, PDF by e-mail to others"),
        )
        self.fields["endpoint"] = LineField(
            label=_("Address for e-invoices: GLN or Peppol id"),
            max_length=60,
            help_text=_("Leave it out if you do not know it: the organisation number will do."),
        )
        self.fields["invoiced_object"] = LineField(
            label=_("Invoiced object"),
            max_length=60,
            help_text=_("Such as a project or an object of cost, where your organisation has it."),
        )
        self.fields["contract"] = LineField(label=_("Contract number"), max_length=60)
        self.fields["country"] = forms.ChoiceField(
            label=_("Country"), required=False, choices=country_choices, initial=HOME
        )
        self.fields["vat_number"] = LineField(
            label=_("VAT number of a buyer abroad"),
            max_length=20,
            help_text=_("With the letters of the country, like DE136695976."),
        )
        self.fields["wants_one_invoice"] = forms.BooleanField(
            label=_("We want one invoice for all our registrations"), required=False
        )

    def clean_org_number(self) -> str:
        text: str = self.cleaned_data["org_number"]
        if not text:
            return ""
        if self._typed_country() != HOME:
            return swedish_number(text) or eu_vat_number(text) or text
        return clean_org_number(text)

    def _typed_country(self) -> str:
        typed = self.data.get(self.add_prefix("country"), "")
        return str(typed) or HOME

    def clean_country(self) -> str:
        return self.cleaned_data["country"] or HOME

    def clean_endpoint(self) -> str:
        try:
            return read_endpoint(self.cleaned_data["endpoint"])
        except NumberRefused as refusal:
            raise ValidationError(str(refusal), code="endpoint") from refusal

    def clean_postcode(self) -> str:
        return format_postcode(self.cleaned_data["postcode"])

    def clean_vat_number(self) -> str:
        text = "".join(self.cleaned_data["vat_number"].split()).upper()
        return eu_vat_number(text) or text

    def check_buyer(self) -> None:
        """Check what hangs together: country, VAT number, delivery and what an e-invoice needs."""
        self._read_country_off_number()
        self._check_vat_number()
        self._check_postcode()
        data = self.cleaned_data
        if not data.get("delivery"):
            data["delivery"] = self.usual_delivery()

    def usual_delivery(self) -> InvoiceDelivery:
        """Return how one who has not chosen gets the invoice."""
        return usual_delivery(self.cleaned_data.get("org_number") or "")

    def check_e_invoice(self) -> None:
        """Refuse an e-invoice without a reference, or without an address it can be sent to."""
        data = self.cleaned_data
        if data.get("delivery") != InvoiceDelivery.PEPPOL:
            return
        if not (data.get("reference") or data.get("order_number")):
            self._refuse("reference", str(self.no_reference))
        if data.get("country") not in (None, HOME) and not data.get("endpoint"):
            words = _("Enter the address for e-invoices: abroad the number alone does not give it.")
            self._refuse("endpoint", words)

    def _refuse(self, name: str, words: str) -> None:
        if name not in self.errors:
            self.add_error(name, ValidationError(words, code="required"))

    def _read_country_off_number(self) -> None:
        """Take country and VAT number from a foreign VAT number typed as organisation number."""
        data = self.cleaned_data
        number = data.get("org_number") or ""
        if not number[:1].isalpha() or not eu_vat_number(number):
            return
        data["vat_number"] = data.get("vat_number") or number
        if data.get("country") == HOME:
            data["country"] = country_of_vat_number(number)

    def _check_vat_number(self) -> None:
        data = self.cleaned_data
        number, country = data.get("vat_number"), data.get("country")
        if not number or not country:
            return
        if country in EU_COUNTRIES and not has_eu_vat_number(country, number):
            words = _("That is no VAT number of %(country)s. Check its letters and digits.")
            name = dict(country_choices())[country]
            self._refuse("vat_number", words % {"country": name})

    def _check_postcode(self) -> None:
        """Refuse a Swedish organisation's postcode that is not five digits."""
        data = self.cleaned_data
        postcode = data.get("postcode") or ""
        number = data.get("org_number") or ""
        if "org_number" in self.errors:
            # Refused, but meant as a Swedish one: the postcode is refused in the same round.
            typed = str(self.data.get(self.add_prefix("org_number"), "")).strip()
            number = typed if typed[:1].isdigit() else ""
        else:
            number = swedish_number(number)
        is_swedish = data.get("country") == HOME and number
        if is_swedish and postcode and not _SWEDISH_POSTCODE.fullmatch(postcode):
            self.add_error(
                "postcode", ValidationError(_("Enter a postcode, like 241 80"), code="postcode")
            )

    @property
    def has_seldom(self) -> bool:
        """Tell whether the folded part says something, or has a fault, and is to be open."""
        return any(self._is_filled(name) or self.errors.get(name) for name in SELDOM)

    def _is_filled(self, name: str) -> bool:
        value = self[name].value()
        return bool(value) and not (name == "country" and value == HOME)

    @property
    def seldom(self) -> list[forms.BoundField]:
        return [self[name] for name in SELDOM]

    def buyer_details(self) -> dict[str, Any]:
        """Return these fields as the sheet of a sign-up has them."""
        data = self.cleaned_data
        names = ("order_number", "endpoint", "invoiced_object", "contract", "vat_number")
        return {
            **{name: data.get(name) or "" for name in names},
            "country": data.get("country") or HOME,
            "delivery": InvoiceDelivery(data.get("delivery") or InvoiceDelivery.EMAIL),
            "wants_one_invoice": bool(data.get("wants_one_invoice")),
        }
