"""Forms about money from the bank: which invoices, what a movement was, our accounts."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from registrations import formats
from registrations.forms.fields import LineField
from registrations.invoicing.bank.accounts import wrong_number
from registrations.invoicing.bank.entries import compact
from registrations.invoicing.bank.refusals import ChangedMeanwhile
from registrations.invoicing.bank.seen import is_as_seen, seen_of
from registrations.models import BankAccount, Document
from registrations.workspace.book_forms import account_number
from registrations.workspace.kronor import KronorField, kronor
from registrations.workspace.refund_forms import ReasonForm


class SeenForm(forms.Form):
    """What was free of a payment, and left of invoices, when the form was shown, sent with it."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def check_seen(self, free_ore: int, left: Mapping[int, int]) -> None:
        """Say so if it stands otherwise now, and let what is shown next be how it stands."""
        if is_as_seen(self.cleaned_data.get("seen") or "", free_ore, left):
            return
        self.add_error(None, str(ChangedMeanwhile()))
        shown = {self.add_prefix("seen"): self.fields["seen"].initial}
        self.data = {**{name: self.data.get(name) for name in self.data}, **shown}


class PlaceForm(SeenForm):
    """How much of a payment goes to each of some invoices; empty for nothing."""

    def __init__(
        self,
        *args: Any,
        invoices: Sequence[tuple[Document, int]],
        proposed: dict[int, int],
        free_ore: int,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.invoices, self.free_ore = invoices, free_ore
        left_of = {document.pk: left for document, left in invoices}
        self.fields["seen"].initial = seen_of(free_ore, left_of)
        for document, left in invoices:
            self.fields[name_of(document)] = KronorField(
                label=_label(document),
                required=False,
                initial=kronor(proposed[document.pk]) if document.pk in proposed else "",
                help_text=gettext("Left to pay: %(sum)s. Empty for nothing.")
                % {"sum": formats.money(left)},
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        typed = {one.pk: left for one, left in self.invoices if data.get(name_of(one))}
        self.check_seen(self.free_ore, typed)
        for document, left in self.invoices:
            if (data.get(name_of(document)) or 0) > left:
                self.add_error(
                    name_of(document),
                    gettext("At most %(sum)s is left to pay.") % {"sum": formats.money(left)},
                )
        if not self.errors and not self.parts():
            self.add_error(None, gettext("Write how much goes to at least one invoice."))
        if not self.errors and sum(self.parts().values()) > self.free_ore:
            self.add_error(
                None,
                gettext("Together at most %(sum)s: that is what is free of the payment.")
                % {"sum": formats.money(self.free_ore)},
            )
        return data

    def parts(self) -> dict[int, int]:
        """Return öre by invoice."""
        found = {
            document.pk: self.cleaned_data.get(name_of(document)) or 0
            for document, _left in self.invoices
        }
        return {pk: ore for pk, ore in found.items() if ore}


def name_of(document: Document) -> str:
    return f"invoice-{document.pk}"


def _label(document: Document) -> str:
    buyer = document.content.get("buyer", {}).get("name", "")
    return f"{document.full_number}, {buyer}" if buyer else document.full_number


class GiveBackForm(SeenForm, ReasonForm):
    """How much was paid back by bank, and why."""

    ore = KronorField(label=_("How much was paid back"))
    field_order = ("ore", "reason", "seen")
    done_words = _("Written down. Nothing is paid by this system.")

    def __init__(self, *args: Any, free_ore: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.free_ore = free_ore
        self.fields["ore"].initial = free_ore
        self.fields["seen"].initial = seen_of(free_ore, {})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.check_seen(self.free_ore, {})
        return data


class BookByHandForm(GiveBackForm):
    """How much is for no invoice, what it was, and which voucher it became."""

    ore = KronorField(label=_("How much is for no invoice"))
    reason = LineField(
        label=_("What it was, and its voucher"),
        max_length=250,
        required=True,
        error_messages={"required": _("Write what it was and which voucher it became.")},
        help_text=_("Such as: grant from the region, voucher A 117. Kept in the log."),
    )
    done_words = _("Written down as booked by hand. Nothing more is asked about it.")


class AccountForm(forms.ModelForm):
    """An account of ours, as the bank's files name it."""

    name = LineField(label=_("Name"), max_length=80, required=True)
    number = LineField(
        label=_("Number"),
        max_length=50,
        required=True,
        help_text=_("Bankgiro, plusgiro, IBAN, or clearing and account number."),
    )

    class Meta:
        model = BankAccount
        fields = ("name", "number", "currency", "belongs_to", "book_account", "is_active")
        labels = {"currency": _("Currency"), "is_active": _("In use")}
        help_texts = {
            "currency": _("Only kronor are taken in. Other money is put aside, to book by hand."),
            "belongs_to": _(
                "A bankgiro pays into an account. Say which, so that both files count money once."
            ),
            "book_account": _("Empty: the account for bank money, such as 1930."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = BankAccount.objects.filter(belongs_to__isnull=True).exclude(pk=self.instance.pk)
        self.fields["belongs_to"].queryset = others  # type: ignore[attr-defined]
        self.fields["belongs_to"].label = _("Pays into")
        self.fields["belongs_to"].empty_label = _("No other account")  # type: ignore[attr-defined]
        self.fields["book_account"].label = _("Account in the books")
        self.fields["book_account"].validators.append(account_number)
        if self.instance.pk:
            # What files have told of is known by it.
            self.fields["number"].disabled = True

    def clean_number(self) -> str:
        number = compact(self.cleaned_data["number"])
        if self.instance.pk:
            return number
        if not number:
            raise forms.ValidationError(_("Write the account’s number, such as 5050-1055."))
        if wrong := wrong_number(number):
            raise forms.ValidationError(str(wrong.label))
        if BankAccount.objects.filter(number=number).exists():
            raise forms.ValidationError(_("This account is already here."))
        return number

    def clean_currency(self) -> str:
        currency = str(self.cleaned_data["currency"]).upper()
        if not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
            raise forms.ValidationError(_("Write three letters, such as SEK."))
        return currency

    def clean_belongs_to(self) -> BankAccount | None:
        parent: BankAccount | None = self.cleaned_data["belongs_to"]
        if parent is not None and self.instance.pk and self.instance.numbers.exists():
            raise forms.ValidationError(_("Other numbers pay into this account."))
        return parent


class NameForm(forms.Form):
    """What to call an account that a file told of."""

    name = LineField(
        label=_("What to call the account"),
        max_length=80,
        required=True,
        error_messages={"required": _("Write a name, such as Bankgiro.")},
    )


class LeaveOutForm(forms.Form):
    """What a movement was that is no payment of ours."""

    outcome = LineField(
        label=_("What it was"),
        max_length=250,
        required=True,
        error_messages={"required": _("Write what it was.")},
        help_text=_(
            "Such as: paid out to the wrong account and returned, or booked as A 117."
            " Kept in the log."
        ),
    )
