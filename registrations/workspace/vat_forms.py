"""The forms of VAT rules and texts: what holds is not rewritten, a new row takes over."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registrations.forms.bounds import bound_dates, bound_numbers
from registrations.models import VatRule, VatText
from registrations.words import VatKind
from registrations.workspace.section_forms import DayInput


class DatedForm(forms.ModelForm):
    """A row that holds from a day on; one that has begun keeps what documents were made by."""

    kept: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bound_dates(self)
        bound_numbers(self)
        self.has_begun = has_begun(self.instance)
        if self.has_begun:
            for name in self.kept:
                del self.fields[name]

    def clean_from_on(self) -> Any:
        from_on = self.cleaned_data["from_on"]
        if from_on <= timezone.localdate():
            raise ValidationError(
                _("Choose a day to come: what holds today or held before is never rewritten.")
            )
        return from_on


def has_begun(row: VatRule | VatText) -> bool:
    return bool(row.pk) and row.from_on <= timezone.localdate()


def _is_past(day: date | None) -> bool:
    return day is not None and day < timezone.localdate()


class VatRuleForm(DatedForm):
    kept = ("component", "vat_kind", "vat_rate", "from_on")

    class Meta:
        model = VatRule
        fields = (
            "component",
            "name_sv",
            "name_en",
            "vat_kind",
            "vat_rate",
            "from_on",
            "until_on",
            "basis",
        )
        widgets = {"from_on": DayInput(), "until_on": DayInput()}
        error_messages = {
            "component": {
                "invalid": _(
                    "Write the code in small letters and hyphens, such as conference-2027."
                )
            },
            "vat_rate": {
                name: _("Write the rate, at most 99.99.")
                for name in ("invalid", "max_digits", "max_decimal_places", "max_whole_digits")
            },
        }
        help_texts = {
            "component": _("The same code as an existing rule: this one takes over on its day."),
            "until_on": _("Empty: until a later rule takes over."),
            "basis": _("Where the law or the tax agency says so."),
        }

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if "vat_kind" in self.fields:
            self._check_rate(data)
        from_on = data.get("from_on") or self.instance.from_on
        until_on = data.get("until_on")
        if until_on and from_on and until_on < from_on:
            self.add_error("until_on", _("It ends before it begins."))
        elif self.has_begun and "until_on" in self.changed_data and _is_past(until_on):
            self.add_error("until_on", _("Choose today or a day to come."))
        return data

    def _check_rate(self, data: dict[str, Any]) -> None:
        if "vat_rate" in self.errors:
            return
        rate = data.get("vat_rate")
        if data.get("vat_kind") == VatKind.TAXED and not rate:
            self.add_error("vat_rate", _("Write the rate, such as 12."))
        elif data.get("vat_kind") != VatKind.TAXED and rate:
            self.add_error("vat_rate", _("Write 0: only a sale with VAT has a rate."))


class VatTextForm(DatedForm):
    kept = ("vat_kind", "from_on", "code", "text_sv", "text_en")

    class Meta:
        model = VatText
        fields = ("vat_kind", "from_on", "code", "text_sv", "text_en")
        widgets = {"from_on": DayInput()}
        help_texts = {"code": _("A code of the VATEX list, such as VATEX-EU-O, for e-invoices.")}

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].strip().upper()
        if code and not code.startswith("VATEX-"):
            raise ValidationError(_("A code of the VATEX list begins with VATEX-."))
        return code
