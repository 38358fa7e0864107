"""The form of a buyer in the bookkeeper's book: nothing but what anyone may know of it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registrations.buyer_numbers import NumberRefused, is_personal_number, read_endpoint
from registrations.forms.buyer_fields import clean_org_number
from registrations.forms.fields import LineField
from registrations.models import Buyer
from registrations.sorting import sort_key


class BuyerForm(forms.ModelForm):
    class Meta:
        model = Buyer
        fields = ("name", "org_number", "endpoint")
        field_classes = dict.fromkeys(fields, LineField)
        help_texts = {
            "endpoint": _(
                "A GLN, or scheme and number such as 0007:2120001124. Empty: the organisation"
                " number."
            ),
        }

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        for name in ("name", "org_number"):
            self.fields[name].required = True

    def clean_org_number(self) -> str:
        number = clean_org_number(self.cleaned_data["org_number"])
        if is_personal_number(number):
            raise ValidationError(
                _("That is a person’s number. Those are never suggested to others.")
            )
        return number

    def clean_endpoint(self) -> str:
        try:
            return read_endpoint(self.cleaned_data["endpoint"])
        except NumberRefused as refusal:
            raise ValidationError(str(refusal)) from refusal

    def save(self, commit: bool = True) -> Buyer:
        self.instance.sort_key = sort_key(self.cleaned_data["name"])
        self.instance.confirmed_by = self.user
        self.instance.confirmed_at = timezone.now()
        buyer: Buyer = super().save(commit)
        return buyer
