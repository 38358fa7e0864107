"""Who pays: what an invoice or a receipt needs to say of the buyer, and nothing more."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from registrations.buyer_numbers import is_personal_number
from registrations.forms.buyer_fields import BuyerFields, format_postcode
from registrations.forms.countries import HOME
from registrations.forms.fields import AddressField, LineField, PlainForm
from registrations.municipalities import is_municipality
from registrations.signup_sheet import PayerDetails
from registrations.suggestions import known_buyer
from registrations.words import InvoiceDelivery, PayerKind


class PayerForm(BuyerFields, PlainForm):
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
        self.add_buyer_fields()
        self.order_fields(_ORDER)
        self._set_tokens()
        self.asks_sole_trader = False

    def _set_tokens(self) -> None:
        self.autocomplete(
            name="billing organization",
            email="billing email",
            street="billing street-address",
            postcode="billing postal-code",
            town="billing address-level2",
            country="billing country",
        )
        self.fields["postcode"].widget.attrs["inputmode"] = "numeric"
        self.fields["name"].widget.attrs["list"] = "buyers"

    def clean(self) -> None:
        if not self.cleaned_data.get("name"):
            self.cleaned_data["name"] = self.organisation
        self._take_known_numbers()
        self.check_buyer()
        self.require("name", _("Enter the organisation that pays"))
        if self.cleaned_data.get("country") in (None, HOME):
            self.require("org_number", _("Enter the organisation number"))
        if self.is_invoiced:
            self.check_e_invoice()
        if self.needs_address:
            self.require("street", _("Enter the street or box of the payer's address"))
            self.require("postcode", _("Enter the postcode of the payer's address"))
            self.require("town", _("Enter the town of the payer's address"))
        self._ask_about_personal_number()

    def usual_delivery(self) -> InvoiceDelivery:
        """Tell a municipality by its name where the number is not there, to ask for all at once."""
        data = self.cleaned_data
        is_home = data.get("country") in (None, HOME)
        if is_home and not data.get("org_number") and is_municipality(data.get("name") or ""):
            return InvoiceDelivery.PEPPOL
        return super().usual_delivery()

    def _take_known_numbers(self) -> None:
        """Fill in what a bookkeeper has confirmed of the organisation that was chosen."""
        data = self.cleaned_data
        if data.get("org_number") or "org_number" in self.errors:
            return
        known = known_buyer(data.get("name") or "")
        if known is not None:
            data["org_number"] = known.org_number
            data["endpoint"] = data.get("endpoint") or known.endpoint

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
            **self.buyer_details(),
        )


_ORDER = (
    "name",
    "org_number",
    "is_sole_trader",
    "delivery",
    "reference",
    "order_number",
    "street",
    "postcode",
    "town",
    "email",
    "endpoint",
    "invoiced_object",
    "contract",
    "country",
    "vat_number",
    "wants_one_invoice",
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
