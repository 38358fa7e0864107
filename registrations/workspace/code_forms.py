"""The form of a discount code: what it gives is frozen once somebody has used it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from registrations import formats
from registrations.discounts import normal_code
from registrations.errors import PriceInUse, QuotaTooSmall
from registrations.models import DiscountCode, Fee, Offering
from registrations.words import DiscountKind
from registrations.workspace.kronor import KronorField
from registrations.workspace.least import lowered_too_far, takes_online
from registrations.workspace.part_forms import PartForm
from registrations.workspace.section_forms import MomentInput, refuse_backwards

WHAT_IT_GIVES = ("code", "kind", "per_cent", "amount_ore", "fees", "per")


class DiscountCodeForm(PartForm):
    unique_name = "code"
    frozen = WHAT_IT_GIVES
    conflict = PriceInUse
    in_use_words = _(
        "The code has been used, so what it gives is frozen: what was promised is what holds."
        " Its window, the number of uses and the reason can be changed."
    )

    amount_ore = KronorField(
        label=_("Sum in kronor"),
        required=False,
        help_text=_("With VAT where the price is, otherwise without. Only for a sum."),
    )

    class Meta:
        model = DiscountCode
        fields = (
            "code",
            "kind",
            "per_cent",
            "amount_ore",
            "fees",
            "per",
            "size",
            "opens_at",
            "closes_at",
            "is_offered",
            "reason",
        )
        widgets = {
            "opens_at": MomentInput(),
            "closes_at": MomentInput(),
            "fees": forms.CheckboxSelectMultiple,
        }
        labels = {"fees": _("Fees")}
        help_texts = {
            "code": _("Letters and digits. Capitals and spaces make no difference."),
            "per_cent": _("1 to 100. Only for a part of the fee."),
            "size": _("Each person counts once. Empty: no limit."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "fees" in self.fields:
            choices: Any = self.fields["fees"]
            choices.queryset = Fee.objects.filter(offering=self.offering)
        if "per_cent" in self.fields:
            self.fields["per_cent"].required = False

    def is_in_use(self) -> bool:
        return bool(self.instance.pk) and self.instance.participants.exists()

    def frozen_values(self) -> list[str]:
        if not self.is_frozen:
            return []
        fees = ", ".join(map(str, self.instance.fees.all())) or gettext("every fee")
        return [
            f"{self.instance.code}: {value_words(self.instance)}",
            fees,
            self.instance.get_per_display(),
            uses_words(self.instance),
        ]

    def clean_code(self) -> str:
        code = normal_code(self.cleaned_data["code"])
        if not code.isalnum():
            raise ValidationError(_("Write letters and digits alone."))
        return code

    def clean_per_cent(self) -> int:
        return self.cleaned_data["per_cent"] or 0

    def clean_size(self) -> int | None:
        size: int | None = self.cleaned_data["size"]
        used = self._used()
        if size is not None and size < used:
            words = _("It cannot be smaller than the %(used)d already used.")
            raise ValidationError(words, params={"used": used})
        return size

    def _used(self) -> int:
        """Return the uses as they are now: others sign up meanwhile."""
        codes = DiscountCode.objects.filter(pk=self.instance.pk)
        return codes.values_list("used", flat=True).first() or 0

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        refuse_backwards(self, data, "opens_at", "closes_at", _("The code closes before it opens."))
        if not self.is_frozen and not self.errors.keys() & {"kind", "per_cent", "amount_ore"}:
            self._check_value(data)
        return data

    def _check_value(self, data: dict[str, Any]) -> None:
        """Keep the part or the sum, whichever the kind says, and refuse one that is nothing."""
        if data["kind"] == DiscountKind.PER_CENT:
            data["amount_ore"] = 0
            if not data["per_cent"]:
                self.add_error("per_cent", _("Write how many per cent, 1 to 100."))
        else:
            data["per_cent"] = 0
            if not data["amount_ore"]:
                self.add_error("amount_ore", _("Write the sum in kronor."))
        if not self.errors and takes_online(self.offering):
            self._check_least(data)

    def _check_least(self, data: dict[str, Any]) -> None:
        values = {name: data[name] for name in ("kind", "per_cent", "amount_ore")}
        fees = data["fees"] or Fee.objects.filter(offering=self.offering)
        small = lowered_too_far(DiscountCode(**values), fees)
        if small:
            words = _(
                "Card and Swish take 3 kr at the least, and less would be left of %(names)s."
                " Take the whole fee away, or less of it."
            )
            name = "per_cent" if data["kind"] == DiscountKind.PER_CENT else "amount_ore"
            self.add_error(name, ValidationError(words, params={"names": ", ".join(small)}))

    def write_row(self, offering: Offering) -> None:
        """Write all but `used`, under the lock that every use of the code takes."""
        size = self.cleaned_data["size"]
        used = self._used()
        if size is not None and size < used:
            raise QuotaTooSmall(name=self.instance.code, taken=used)
        if self.instance.pk:
            names = [name for name in self._meta.fields or () if name in self.cleaned_data]
            self.instance.save(update_fields=[name for name in names if name != "fees"])
        else:
            self.instance.save(force_insert=True)
        if "fees" in self.cleaned_data:
            self.instance.fees.set(self.cleaned_data["fees"])


def value_words(code: DiscountCode) -> str:
    if code.kind == DiscountKind.PER_CENT:
        return f"{code.per_cent}\u00a0%"
    return formats.money(code.amount_ore)


def uses_words(code: DiscountCode) -> str:
    """Return how often it has been used, and how often it can be: "3 of 10 used"."""
    if code.size is None:
        return gettext("%(used)d used, no limit") % {"used": code.used}
    return gettext("%(used)d of %(size)d used, %(left)d left") % {
        "used": code.used,
        "size": code.size,
        "left": code.left,
    }
