"""Forms about money that goes back: how much of which charge, and why."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from registrations import formats
from registrations.forms.fields import LineField
from registrations.workspace.kronor import KronorField, kronor
from registrations.workspace.payment_page import PaidLine


class ReasonForm(forms.Form):
    """A reason, kept in the log."""

    reason = LineField(
        label=_("Reason, kept in the log"),
        max_length=250,
        required=True,
        error_messages={"required": _("Write why.")},
    )


class RefundForm(ReasonForm):
    """A sum for each charge that is paid, empty for nothing; all of one by its box."""

    everything = forms.BooleanField(label=_("Everything that was paid"), required=False)
    # What could be given back when the form was shown; if it is less now, somebody was quicker.
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, lines: list[PaidLine], **kwargs: Any) -> None:
        self.lines = lines
        kwargs.setdefault("initial", {})["seen"] = fingerprint(lines)
        super().__init__(*args, **kwargs)
        for line in lines:
            self.fields[_name(line)] = KronorField(
                label=_label(line),
                required=False,
                help_text=gettext("Paid: %(sum)s. Empty for nothing.")
                % {"sum": formats.money(line.ore)},
            )
        self.order_fields(["everything", *(_name(line) for line in lines), "reason", "seen"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for line in self.lines:
            ore = data.get(_name(line)) or 0
            if ore > line.ore:
                self.add_error(
                    _name(line),
                    gettext("At most %(sum)s was paid for this.")
                    % {"sum": formats.money(line.ore)},
                )
        if not self.errors and not self.parts():
            self.add_error(
                _name(self.lines[0]) if len(self.lines) == 1 else None,
                gettext("Write how much to refund, or tick everything."),
            )
        return data

    def parts(self) -> list[tuple[PaidLine, int]]:
        """Return the charges to refund of, with the öre of each."""
        if self.cleaned_data.get("everything"):
            return [(line, line.ore) for line in self.lines]
        found = [(line, self.cleaned_data.get(_name(line)) or 0) for line in self.lines]
        return [(line, ore) for line, ore in found if ore]

    @property
    def gross_ore(self) -> int:
        return sum(ore for _line, ore in self.parts())

    def has_changed_meanwhile(self, lines: list[PaidLine]) -> bool:
        return bool(self.cleaned_data.get("seen")) and self.cleaned_data["seen"] != fingerprint(
            lines
        )

    def as_hidden(self) -> list[tuple[str, str]]:
        """Return the answers as they are sent again by the page that asks once more."""
        values = [(_name(line), kronor(ore)) for line, ore in self.parts()]
        return [
            *values,
            ("reason", self.cleaned_data["reason"]),
            ("seen", fingerprint(self.lines)),
        ]


def fingerprint(lines: list[PaidLine]) -> str:
    return ",".join(f"{line.charge.pk}:{line.ore}" for line in lines)


def _name(line: PaidLine) -> str:
    return f"charge-{line.charge.pk}"


def _label(line: PaidLine) -> str:
    return f"{line.charge.text}, {line.who}" if line.who else line.charge.text
