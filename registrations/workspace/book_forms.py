"""The forms of bookkeeping: which days to export, and which account a sum goes to."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registrations.forms.bounds import bound_dates, bound_numbers
from registrations.models import BookAccount
from registrations.words import AccountRole, VatKind
from registrations.workspace.section_forms import DayInput

# The roles whose accounts differ by kind and rate of VAT.
BY_VAT = (AccountRole.SALES, AccountRole.VAT)


account_number = RegexValidator(
    r"^\d{4,6}$", _("Write the account with four to six digits, as 3001.")
)


def last_month(today: date) -> tuple[date, date]:
    """Return the first and the last day of the month before."""
    last = today.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last


class ExportForm(forms.Form):
    """The days whose vouchers are exported, the first and the last included."""

    first = forms.DateField(label=_("From"), widget=DayInput())
    last = forms.DateField(label=_("To and including"), widget=DayInput())
    again = forms.BooleanField(
        label=_("Also what was exported before"),
        required=False,
        help_text=_("Only where an earlier file was lost or never read in."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bound_dates(self)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("first"), data.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day is before the first."))
        elif last and last > timezone.localdate():
            self.add_error("last", _("Choose today or an earlier day: more may happen after it."))
        return data


class BookAccountForm(forms.ModelForm):
    """Which account something goes to from a day on; what it is for stays once it is written."""

    kept = ("role", "vat_kind", "vat_rate", "from_on")
    number = forms.CharField(
        label=_("Account"),
        max_length=6,
        validators=[account_number],
    )

    class Meta:
        model = BookAccount
        fields = ("role", "vat_kind", "vat_rate", "from_on", "number", "name")
        widgets = {"from_on": DayInput()}
        help_texts = {
            "vat_kind": _("Only for sales and VAT."),
            "vat_rate": _("Only for sales and VAT with a rate, such as 25."),
            "from_on": _("Vouchers of this day and later go to it."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bound_dates(self)
        bound_numbers(self)
        if self.instance.pk:
            for name in self.kept:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.instance.pk:
            self._check_vat(data)
            self._check_day(data)
        return data

    def _check_vat(self, data: dict[str, Any]) -> None:
        is_by_vat = data.get("role") in BY_VAT
        if is_by_vat and not data.get("vat_kind"):
            self.add_error("vat_kind", _("Choose the kind of VAT: sales and VAT go by it."))
        elif not is_by_vat and data.get("vat_kind"):
            self.add_error("vat_kind", _("Leave it empty: only sales and VAT go by kind of VAT."))
        has_rate = data.get("role") == AccountRole.VAT or data.get("vat_kind") == VatKind.TAXED
        if is_by_vat and has_rate and not data.get("vat_rate"):
            self.add_error("vat_rate", _("Write the rate, such as 12."))
        elif data.get("vat_rate") and not (is_by_vat and has_rate):
            self.add_error("vat_rate", _("Write 0: only a sale with VAT has a rate."))

    def _check_day(self, data: dict[str, Any]) -> None:
        same = {name: data.get(name) for name in self.kept}
        if None not in same.values() and BookAccount.objects.filter(**same).exists():
            self.add_error("from_on", _("There is an account for this from that day already."))
