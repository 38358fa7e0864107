"""The form of one step of the ladder of reminders."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registrations import formats
from registrations.forms.fields import LinesField
from registrations.invoicing.reminder_fee import most_fee_ore
from registrations.models import ReminderStep
from registrations.workspace.kronor import KronorField

MOST_DAYS = 365
_DAYS = dict.fromkeys(
    ("required", "invalid", "min_value", "max_value"), _("Write a whole number from 1 to 365.")
)


class ReminderStepForm(forms.ModelForm):
    days_after_due = forms.IntegerField(
        label=_("Days after the due date"),
        min_value=1,
        max_value=MOST_DAYS,
        error_messages=_DAYS,
        help_text=_("Counted from the due date of the invoice. Each step has a day of its own."),
    )
    days_to_pay = forms.IntegerField(
        label=_("Days to pay after the reminder"),
        min_value=1,
        max_value=MOST_DAYS,
        error_messages=_DAYS,
        initial=10,
        help_text=_("The next step waits until these days have passed."),
    )
    fee_ore = KronorField(
        label=_("Fee, in kronor"),
        required=False,
        help_text=_(
            "Empty or 0: no fee. Swedish law allows at most 60 kr for a reminder in writing, and"
            " only where the buyer agreed to it beforehand, such as in your terms."
        ),
    )
    text_sv = LinesField(
        label=_("Text in Swedish"),
        max_length=2000,
        required=True,
        help_text=_(
            "The mail itself says what has been received, what is left, by when to pay it, and that"
            " who has just paid need do nothing. Those who have paid a part get it too."
        ),
    )
    text_en = LinesField(
        label=_("Text in English"),
        max_length=2000,
        help_text=_("Empty: English invoices are reminded of in Swedish."),
    )

    def clean_fee_ore(self) -> int:
        ore: int = self.cleaned_data["fee_ore"]
        most = most_fee_ore(timezone.localdate())
        if ore > most:
            words = _("Write at most %(sum)s: a reminder may not cost more.")
            raise ValidationError(words % {"sum": formats.money(most)})
        return ore

    class Meta:
        model = ReminderStep
        fields = ("days_after_due", "days_to_pay", "fee_ore", "text_sv", "text_en")

    def clean_days_after_due(self) -> int:
        days: int = self.cleaned_data["days_after_due"]
        others = ReminderStep.objects.exclude(pk=self.instance.pk)
        if others.filter(days_after_due=days).exists():
            raise ValidationError(_("Another step has that day. Choose another."))
        return days
