"""The form of a draft of an invoice."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST = timedelta(days=365)


class DraftForm(forms.Form):
    due_on = forms.DateField(
        label=_("Due date"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Empty: as many days as the seller’s details say, from the day of issue."),
    )
    message = forms.CharField(
        label=_("Message on the invoice"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Stands on the PDF and in the e-invoice. Write nothing personal."),
    )

    def clean_due_on(self) -> date | None:
        due_on: date | None = self.cleaned_data["due_on"]
        today = timezone.localdate()
        if due_on is not None and due_on < today:
            raise ValidationError(_("The day has passed."))
        if due_on is not None and due_on > today + LONGEST:
            raise ValidationError(_("The day is more than a year away."))
        return due_on

    def clean_message(self) -> Any:
        return self.cleaned_data["message"].replace("\r\n", "\n").strip()
