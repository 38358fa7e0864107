"""Forms about one registration: its contact person and the organisers' note."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from registrations.forms.buyer_fields import BuyerFields
from registrations.forms.fields import AddressField, LineField, LinesField
from registrations.models import Registration
from registrations.signup_sheet import PayerDetails
from registrations.words import PayerKind


class ContactForm(forms.Form):
    name = LineField(label=_("Contact person"), max_length=120, required=True)
    email = AddressField(label=_("E-mail"), required=True)
    phone = LineField(label=_("Telephone"), max_length=40)


class PayerForm(BuyerFields):
    """What an invoice needs, also as staff hear it afterwards; only the name must be there."""

    no_reference = _(
        "Enter a reference or an order number: without one of them the buyer’s system for"
        " e-invoices refuses the invoice."
    )
    kind = forms.ChoiceField(label=_("Who pays"), choices=PayerKind.choices)
    name = LineField(label=_("Name on the invoice"), max_length=160, required=True)
    org_number = LineField(label=_("Organisation number"), max_length=20)
    reference = LineField(label=_("Invoice reference"), max_length=120)
    email = AddressField(label=_("Invoice e-mail"))
    street = LineField(label=_("Street or box"), max_length=160)
    postcode = LineField(label=_("Postcode"), max_length=12)
    town = LineField(label=_("Town"), max_length=80)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_buyer_fields()
        self.fields["delivery"].label = _("How the buyer wants it")
        self.fields["endpoint"].help_text = _("Empty: made of the organisation number.")
        self.fields["invoiced_object"].help_text = _(
            "Such as a project or an object of cost, where the buyer has it."
        )
        self.fields["wants_one_invoice"].label = _("One invoice for all the buyer’s registrations")

    def clean(self) -> None:
        self.check_buyer()

    def details(self) -> PayerDetails:
        own = {name: self.cleaned_data[name] for name in self.base_fields}
        kind = PayerKind(self.cleaned_data["kind"])
        return PayerDetails(**{**own, "kind": kind}, **self.buyer_details())


class NoteForm(forms.ModelForm):
    note = LinesField(
        label=_("Note"),
        max_length=2000,
        help_text=_("Organisers read it; the participant may ask for a copy."),
    )

    class Meta:
        model = Registration
        fields = ("note",)
