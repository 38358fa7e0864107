"""Forms about one registration: its contact person and the organisers' note."""

from django import forms
from django.utils.translation import gettext_lazy as _

from registrations.forms.fields import AddressField, LineField, LinesField
from registrations.models import Registration


class ContactForm(forms.Form):
    name = LineField(label=_("Contact person"), max_length=120, required=True)
    email = AddressField(label=_("E-mail"), required=True)
    phone = LineField(label=_("Telephone"), max_length=40)


class NoteForm(forms.ModelForm):
    note = LinesField(
        label=_("Note"),
        max_length=2000,
        help_text=_("Organisers read it; the participant may ask for a copy."),
    )

    class Meta:
        model = Registration
        fields = ("note",)
