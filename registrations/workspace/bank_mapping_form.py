"""The form of how a bank's CSV is read."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registrations.forms.fields import LineField
from registrations.invoicing.bank.csv_file import (
    COLUMNS,
    DATE_FORMATS,
    DELIMITERS,
    ENCODINGS,
    Shape,
)
from registrations.models import BankAccount, CsvMapping

_DELIMITER_WORDS = {
    ";": pgettext_lazy("CSV", "Semicolon ;"),
    ",": pgettext_lazy("CSV", "Comma ,"),
    "\t": pgettext_lazy("CSV", "Tab"),
}
_COLUMN_WORDS = {
    "date": _("Column with the day of booking"),
    "amount": _("Column with the sum"),
    "sign": _("Column that says in or out"),
    "reference": _("Column with OCR or reference"),
    "text": _("Column with the message"),
    "name": _("Column with who paid"),
    "number": _("Column with the bank’s number of the movement"),
    "currency": _("Column with the currency"),
}
_NEEDED = ("date", "amount")


class MappingForm(forms.Form):
    """Names of columns as they stand in the file; without headings their numbers."""

    name = LineField(label=_("What to call it"), max_length=80, required=True)
    account = forms.ModelChoiceField(
        label=_("Account that the file is about"), queryset=BankAccount.objects.none()
    )
    delimiter = forms.ChoiceField(
        label=_("Columns are parted by"),
        choices=[(sign, _DELIMITER_WORDS[sign]) for sign in DELIMITERS.values()],
    )
    encoding = forms.ChoiceField(
        label=_("Character encoding"), choices=[(one, one.upper()) for one in ENCODINGS]
    )
    decimal = forms.ChoiceField(
        label=_("Decimal mark"),
        choices=[
            (",", pgettext_lazy("CSV", "Comma: 1 234,50")),
            (".", pgettext_lazy("CSV", "Point: 1,234.50")),
        ],
    )
    date_format = forms.ChoiceField(
        label=_("How days are written"),
        choices=list(
            zip(
                DATE_FORMATS,
                ("2026-11-28", "20261128", "28.11.2026", "28/11/2026", "28-11-2026", "261128"),
                strict=True,
            )
        ),
    )
    skip = forms.IntegerField(
        label=_("Lines before the headings"), min_value=0, max_value=50, initial=0
    )
    has_header = forms.BooleanField(label=_("The file has headings"), required=False, initial=True)
    credit_word = LineField(label=_("Word for money in"), max_length=20)
    debit_word = LineField(label=_("Word for money out"), max_length=20)
    field_order = (
        *("name", "account", "delimiter", "encoding", "decimal", "date_format", "skip"),
        *("has_header", "date", "amount", "reference", "text", "name_column", "number"),
        *("currency", "sign", "credit_word", "debit_word"),
    )

    def __init__(self, *args: Any, instance: CsvMapping | None = None, **kwargs: Any) -> None:
        self.instance = instance
        kwargs.setdefault("initial", _initial(instance))
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = BankAccount.objects.all()  # type: ignore[attr-defined]
        for column in COLUMNS:
            self.fields[_field(column)] = LineField(
                label=_COLUMN_WORDS[column], max_length=80, required=column in _NEEDED
            )
        self.fields["sign"].help_text = _("Empty where money out has a minus sign.")
        self.order_fields(self.field_order)

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        others = CsvMapping.objects.all()
        if self.instance is not None:
            others = others.exclude(pk=self.instance.pk)
        if others.filter(name=name).exists():
            raise forms.ValidationError(_("Another one already has this name."))
        return name

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("sign"):
            for name in ("credit_word", "debit_word"):
                if not data.get(name):
                    self.add_error(name, _("Write the word as it stands in that column."))
        return data

    def shape(self) -> Shape:
        """Return how the file is written, as far as the form says."""
        data = self.cleaned_data if self.is_bound else {}
        return Shape(
            delimiter=data.get("delimiter", ";"),
            encoding=data.get("encoding", "utf-8"),
            skip=data.get("skip") or 0,
            has_header=data.get("has_header", True),
        )

    def mapping(self) -> CsvMapping:
        """Return the mapping as it would be saved."""
        data = self.cleaned_data
        mapping = self.instance or CsvMapping()
        mapping.name, mapping.account = data["name"], data["account"]
        named = ("delimiter", "encoding", "decimal", "date_format", "skip", "has_header")
        mapping.columns = {
            **{name: data[name] for name in named},
            **{name: data[name] for name in ("credit_word", "debit_word") if data[name]},
            **{column: data[_field(column)] for column in COLUMNS if data[_field(column)]},
        }
        return mapping

    def save(self) -> CsvMapping:
        mapping = self.mapping()
        mapping.save()
        return mapping


def _field(column: str) -> str:
    """Return the name of a column's field: the mapping's own name has a field already."""
    return "name_column" if column == "name" else column


def _initial(instance: CsvMapping | None) -> dict[str, Any]:
    if instance is None:
        return {}
    columns = {
        _field(key) if key == "name" else key: value for key, value in instance.columns.items()
    }
    return {**columns, "name": instance.name, "account": instance.account_id}
