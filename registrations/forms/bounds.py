"""Bounds of dates and numbers in staff's forms, beyond which only a slip of the hand leads."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

FIRST_YEAR, LAST_YEAR = 2000, 2100
# The most that a number may be, by the name of its field.
MOST = {
    "days_before": 1_000,
    "health_days": 3_650,
    "hold_minutes": 1_440,
    "minimum": 100_000,
    "offer_hours": 720,
    "personal_days": 3_650,
    "size": 100_000,
    "sort_order": 1_000,
    "withdrawal_days": 60,
}
_FAR = _("Write a date between 2000 and 2100.")
_WHOLE_NUMBER = _("Write a whole number, 0 or more.")


def bound_dates(form: forms.BaseForm) -> None:
    """Let every date field refuse what later sums of days and months cannot hold."""
    for field in form.fields.values():
        if isinstance(field, (forms.DateField, forms.DateTimeField)):
            field.validators = [*field.validators, refuse_far]


def refuse_far(day: date) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError(_FAR, code="far")


def bound_numbers(form: forms.BaseForm) -> None:
    """Let every number field say in one sentence what it takes."""
    for name, field in form.fields.items():
        if not isinstance(field, forms.IntegerField):
            continue
        for code in ("invalid", "min_value"):
            field.error_messages[code] = _WHOLE_NUMBER
        if name in MOST:
            words = _("Write a whole number, at most %(limit_value)s.")
            field.validators = [*field.validators, MaxValueValidator(MOST[name], words)]
