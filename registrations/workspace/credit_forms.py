"""The forms that credit an invoice, in whole or of its charges, and that issue it again."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from registrations import formats
from registrations.charges import StandingCharge
from registrations.mail.rows import name_of
from registrations.workspace.kronor import KronorField
from registrations.workspace.refund_forms import ReasonForm
from registrations.workspace.registration_forms import PayerForm
from registrations.workspace.section_forms import DayInput


def hidden_of(form: forms.Form) -> list[tuple[str, str]]:
    """Return what was typed, to be sent again by the page that asks once more."""
    data: Any = form.data
    return [(name, value) for name in form.fields for value in data.getlist(name)]


TOLD = _("Stands on the credit note: write what the buyer may read.")


def _hide_optional(field: Any) -> None:
    """Let the field's label not say “(optional)”, which would mislead or only be noise."""
    field.hides_optional = True


class CreditForm(ReasonForm):
    """A sum for each charge that stands, empty for nothing; or all that is left."""

    everything = forms.BooleanField(required=False)
    # What was left when the form was shown; if it is less now, somebody was quicker.
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, left: Sequence[StandingCharge], **kwargs: Any) -> None:
        self.left = left
        kwargs.setdefault("initial", {})["seen"] = fingerprint(left)
        super().__init__(*args, **kwargs)
        total = sum(one.gross_ore for one in left)
        self.fields["everything"].label = gettext("All that is left of it: %(sum)s") % {
            "sum": formats.money(total)
        }
        self.fields["reason"].label = gettext("Reason")
        self.fields["reason"].help_text = TOLD
        for one in left:
            self.fields[_name(one)] = KronorField(
                label=_label(one),
                required=False,
                help_text=gettext("Left: %(sum)s, VAT included. Empty for nothing.")
                % {"sum": formats.money(one.gross_ore)},
            )
            # The hint says that it may be empty.
            _hide_optional(self.fields[_name(one)])
        self.order_fields(["everything", *(_name(one) for one in left), "reason", "seen"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for one in self.left:
            if (data.get(_name(one)) or 0) > one.gross_ore:
                words = gettext("At most %(sum)s is left of this.")
                self.add_error(_name(one), words % {"sum": formats.money(one.gross_ore)})
        # What cannot be read as a sum, or is too much, was chosen all the same.
        chosen = [one for one in self.left if data.get(_name(one)) != 0]
        if data.get("everything") and chosen:
            self.add_error("everything", gettext("Choose either all or sums by line."))
        elif not data.get("everything") and not chosen:
            words = gettext("Write how much to credit of what, or tick everything.")
            self.add_error("everything", words)
        return data

    def parts(self) -> dict[int, int] | None:
        """Return öre by charge, or None for all that is left."""
        if self.cleaned_data.get("everything"):
            return None
        found = {one.charge.pk: self.cleaned_data.get(_name(one)) or 0 for one in self.left}
        return {pk: ore for pk, ore in found.items() if ore}

    def has_changed_meanwhile(self, left: Sequence[StandingCharge]) -> bool:
        """Tell whether what is left is not what was seen; who says nothing has not looked."""
        return self.cleaned_data["seen"] != fingerprint(left)


def fingerprint(left: Sequence[StandingCharge]) -> str:
    return ",".join(f"{one.charge.pk}:{one.gross_ore}" for one in left)


def _name(one: StandingCharge) -> str:
    return f"charge-{one.charge.pk}"


def _label(one: StandingCharge) -> str:
    person = one.charge.participant
    return f"{one.charge.text}, {name_of(person)}" if person else one.charge.text


# What an organisation must have on its invoice, or its e-invoice: a private person need not.
_NEEDED_BY_SOME = ("org_number", "reference", "street", "postcode", "town")


class ReissueForm(PayerForm):
    """The payer put right, why, and when the new invoice is due."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in _NEEDED_BY_SOME:
            _hide_optional(self.fields[name])
        self.fields["due_on"] = forms.DateField(
            label=_("New due date"),
            required=False,
            widget=DayInput(),
            help_text=_("Empty: as many days as the seller’s details say, from today."),
        )
        self.fields["reason"] = ReasonForm().fields["reason"]
        self.fields["reason"].label = _("Reason")
        self.fields["reason"].help_text = TOLD

    def clean(self) -> None:
        super().clean()
        self.check_e_invoice()

    def clean_due_on(self) -> Any:
        day = self.cleaned_data["due_on"]
        if day and day < timezone.localdate():
            raise ValidationError(_("Choose today or a day to come."))
        return day
