"""Who the organiser talks to: participant 1, or someone else who is asked for here."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from registrations.forms.fields import EMAIL_HELP, AddressField, LineField, PhoneField, PlainForm


class ContactForm(PlainForm):
    def __init__(self, *, alone: bool, **options: Any) -> None:
        super().__init__(prefix="contact", **options)
        self.fields["organisation"] = LineField(
            label=_("Organisation"),
            max_length=160,
            help_text="" if alone else _("For everyone here. Each person can change their own."),
        )
        self.fields["phone"] = PhoneField(
            label=_("Telephone"), help_text=_("If we need to reach you on the day.")
        )
        self.fields["other"] = forms.BooleanField(
            label=_("I register someone else and do not take part myself")
            if alone
            else _("I am not participant 1"),
            required=False,
        )
        self.fields["name"] = LineField(label=_("Your name"), max_length=120)
        self.fields["email"] = AddressField(label=_("Your e-mail"))
        self.autocomplete(organisation="organization", phone="tel", name="name", email="email")

    def clean(self) -> None:
        if self.cleaned_data.get("other"):
            self.require("name", _("Enter your name"))
            self.require("email", EMAIL_HELP)
        else:
            for name in ("name", "email"):
                self.errors.pop(name, None)


class ChangeContactForm(PlainForm):
    """The contact person of a registration that exists."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.fields["name"] = LineField(
            label=_("Name"),
            max_length=120,
            required=True,
            error_messages={"required": _("Enter your name")},
        )
        self.fields["email"] = AddressField(label=_("E-mail"), required=True)
        self.fields["phone"] = PhoneField(label=_("Telephone"))
        self.autocomplete(name="name", email="email", phone="tel")
