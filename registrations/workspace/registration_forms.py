"""Forms about one registration: its contact person and the organisers' note."""

from django import forms
from django.utils.translation import gettext_lazy as _

from registrations.forms.fields import AddressField, LineField, LinesField
from registrations.forms.payer import clean_org_number
from registrations.models import Registration
from registrations.signup_sheet import PayerDetails
from registrations.words import PayerKind


class ContactForm(forms.Form):
    name = LineField(label=_("Contact person"), max_length=120, required=True)
    email = AddressField(label=_("E-mail"), required=True)
    phone = LineField(label=_("Telephone"), max_length=40)


class PayerForm(forms.Form):
    """What an invoice needs, also as staff hear it afterwards; only the name must be there."""

    kind = forms.ChoiceField(label=_("Who pays"), choices=PayerKind.choices)
    name = LineField(label=_("Name on the invoice"), max_length=160, required=True)
    org_number = LineField(label=_("Organisation number"), max_length=20)
    reference = LineField(label=_("Invoice reference"), max_length=120)
    email = AddressField(label=_("Invoice e-mail"))
    street = LineField(label=_("Street or box"), max_length=160)
    postcode = LineField(label=_("Postcode"), max_length=12)
    town = LineField(label=_("Town"), max_length=80)

    def clean_org_number(self) -> str:
        number: str = self.cleaned_data["org_number"]
        return clean_org_number(number) if number else ""

    def details(self) -> PayerDetails:
        kind = PayerKind(self.cleaned_data["kind"])
        return PayerDetails(**{**self.cleaned_data, "kind": kind})


class NoteForm(forms.ModelForm):
    note = LinesField(
        label=_("Note"),
        max_length=2000,
        help_text=_("Organisers read it; the participant may ask for a copy."),
    )

    class Meta:
        model = Registration
        fields = ("note",)
