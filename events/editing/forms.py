"""The forms by which an editor makes an offering on the way, and next year's event."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput

from registrations.forms.bounds import bound_dates
from registrations.words import PayerKind

LARGEST_FEE = 100_000


class BoundedForm(forms.Form):
    """A form whose dates stay within what later sums of days can hold."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bound_dates(self)


class NewOfferingForm(BoundedForm):
    """What an offering needs to be shown; the rest is set on the offering itself."""

    title_sv = forms.CharField(label=_("Title in Swedish"), max_length=200)
    title_en = forms.CharField(label=_("Title in English"), max_length=200, required=False)
    starts_at = forms.DateTimeField(label=_("Starts"), widget=AdminDateTimeInput)
    ends_at = forms.DateTimeField(label=_("Ends"), widget=AdminDateTimeInput)
    place_name = forms.CharField(label=_("Place"), max_length=200, required=False)
    address = forms.CharField(label=_("Street address"), max_length=200, required=False)
    town = forms.CharField(label=_("Town"), max_length=80, required=False)
    is_online = forms.BooleanField(label=_("Online"), required=False)
    size = forms.IntegerField(
        label=_("Number of seats"),
        required=False,
        min_value=1,
        max_value=100_000,
        help_text=_("Empty: no limit."),
    )
    fee = forms.DecimalField(
        label=_("Fee in kronor, without VAT"),
        initial=0,
        min_value=0,
        max_value=LARGEST_FEE,
        decimal_places=2,
        help_text=_("0: free of charge."),
    )
    vat_rate = forms.TypedChoiceField(
        label=_("VAT"),
        choices=[("25", "25 %"), ("12", "12 %"), ("6", "6 %"), ("0", "0 %")],
        coerce=Decimal,
    )
    payer_kind = forms.ChoiceField(label=_("Who pays"), choices=PayerKind.choices)
    closes_at = forms.DateTimeField(
        label=_("Last day to sign up"), widget=AdminDateTimeInput, required=False
    )
    opens_now = forms.BooleanField(
        label=_("Open sign-up now"),
        required=False,
        help_text=_("Otherwise it is opened later, on the offering."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts, ends, closes = (cleaned.get(name) for name in ("starts_at", "ends_at", "closes_at"))
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("The end must be after the start."))
        if closes and ends and closes > ends:
            self.add_error("closes_at", _("Sign-up must close before the event is over."))
        return cleaned


class DuplicateForm(BoundedForm):
    """Where next year's event differs: its day and its titles."""

    first_day = forms.DateField(
        label=_("First day of the new event"),
        widget=AdminDateInput,
        help_text=_("All dates move with it; the times of day stay."),
    )

    def __init__(self, *args: Any, pages: list[Any], first_day: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.former_day = first_day
        self.fields["first_day"].initial = first_day and first_day + timedelta(weeks=52)
        self.fields["first_day"].required = first_day is not None
        for page in pages:
            self.fields[f"title_{page.locale.language_code}"] = forms.CharField(
                label=_("Title (%(language)s)") % {"language": page.locale.language_code},
                max_length=200,
                initial=page.title,
            )

    def days(self) -> int:
        """Return by how many days the event moves."""
        if self.former_day is None:
            return 0
        moved: timedelta = self.cleaned_data["first_day"] - self.former_day
        return moved.days


def local_date(moment: datetime | None) -> Any:
    return timezone.localtime(moment).date() if moment else None
