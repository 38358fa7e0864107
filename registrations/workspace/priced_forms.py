"""The forms of fees and extras: a price in kronor, frozen once somebody has it."""

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from registrations.errors import PriceInUse
from registrations.forms.bounds import bound_numbers
from registrations.models import Extra, ExtraQuota, Fee, FeeQuota, Offering
from registrations.pricing import money_of
from registrations.waitlist import hand_on
from registrations.workspace.kronor import PriceField, RateField, price_words
from registrations.workspace.least import is_too_small, takes_online
from registrations.workspace.part_forms import PartForm
from registrations.workspace.section_forms import (
    MomentInput,
    refuse_backwards,
)
from registrations.workspace.vat_fields import VAT_FIELDS, VatFields


class PricedForm(PartForm):
    """A fee or an extra: its price in kronor, and the quotas it takes from, in units."""

    uses_model: ClassVar[Any]
    first_quota_units: ClassVar[int] = 0
    conflict = PriceInUse
    unique_name = "name_sv"
    in_use_words = _(
        "People have this one, so its price, VAT and quotas are frozen:"
        " what was quoted is what holds. For a new price, make a new one and close this one."
    )

    amount_ore = PriceField(
        label=_("Price in kronor"), required=False, help_text=_("Empty or 0: free of charge.")
    )
    vat_rate = RateField(
        label=_("VAT rate"),
        required=False,
        help_text=_("Only where it is another than the kind of sale says."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.quotas = list(self.offering.quotas.all())
        if not self.is_frozen:
            self._add_unit_fields()
            self.vat = VatFields(self)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.is_frozen and not self.errors.keys() & {"amount_ore", *VAT_FIELDS}:
            self.vat.check(data)
            self._check_least(data)
        return data

    def _check_least(self, data: dict[str, Any]) -> None:
        money = money_of(
            amount_ore=data["amount_ore"],
            includes_vat=data["includes_vat"],
            vat_rate=data.get("vat_rate") or Decimal(0),
        )
        if takes_online(self.offering) and is_too_small(money.gross_ore):
            words = _("Card and Swish take 3 kr at the least. Write 0, or 3 kr or more.")
            self.add_error("amount_ore", words)

    def _add_unit_fields(self) -> None:
        row = self.instance.pk or self.initial.get("like")
        own = dict(self.uses().filter(**{self.owner: row}).values_list("quota", "units"))
        for index, quota in enumerate(self.quotas):
            first = self.first_quota_units if index == 0 and not row else 0
            self.fields[f"units_{quota.pk}"] = forms.IntegerField(
                label=gettext("Takes from %(quota)s") % {"quota": quota.name},
                min_value=0,
                max_value=100,
                required=False,
                initial=own.get(quota.pk, first),
                help_text=_("Number of seats for each person. 0: none."),
            )
        bound_numbers(self)

    def frozen_values(self) -> list[str]:
        if not self.is_frozen:
            return []
        uses = self.uses().filter(**{self.owner: self.instance}).select_related("quota")
        return [price_words(self.instance), *(f"{use.quota}: {use.units}" for use in uses)]

    @property
    def owner(self) -> str:
        return "fee" if self._meta.model is Fee else "extra"

    def uses(self) -> Any:
        return self.uses_model.objects.all()

    def write_row(self, offering: Offering) -> None:
        super().write_row(offering)
        if self.is_frozen:
            return
        # The rule may have decided them, whatever was typed.
        self.instance.save(update_fields=list(VAT_FIELDS))
        self.uses().filter(**{self.owner: self.instance}).delete()
        self.uses_model.objects.bulk_create(
            self.uses_model(**{self.owner: self.instance}, quota=quota, units=units)
            for quota in self.quotas
            if (units := self.cleaned_data.get(f"units_{quota.pk}") or 0)
        )
        hand_on(offering, timezone.now())


class FeeForm(PricedForm):
    uses_model = FeeQuota
    first_quota_units = 1
    frozen = ("amount_ore", "includes_vat", *VAT_FIELDS, "payer_kind")

    class Meta:
        model = Fee
        fields = (
            "name_sv",
            "name_en",
            "amount_ore",
            "includes_vat",
            "vat_component",
            "vat_kind",
            "vat_rate",
            "vat_reason",
            "payer_kind",
            "opens_at",
            "closes_at",
            "needs_check",
            "check_sv",
            "check_en",
            "is_offered",
            "sort_order",
        )
        widgets = {"opens_at": MomentInput(), "closes_at": MomentInput()}
        help_texts = {
            "check_sv": _(
                "Stands beside the fee in the form, such as “Have your member card with you”."
            ),
        }

    def is_in_use(self) -> bool:
        return bool(self.instance.pk) and self.instance.participants.exists()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        refuse_backwards(self, data, "opens_at", "closes_at", _("The fee closes before it opens."))
        if data.get("needs_check") and not data.get("check_sv"):
            self.add_error("check_sv", _("Write what people are to show, and to whom."))
        return data


class ExtraForm(PricedForm):
    uses_model = ExtraQuota
    frozen = ("amount_ore", "includes_vat", *VAT_FIELDS)

    class Meta:
        model = Extra
        fields = (
            "name_sv",
            "name_en",
            "help_sv",
            "help_en",
            "amount_ore",
            "includes_vat",
            "vat_component",
            "vat_kind",
            "vat_rate",
            "vat_reason",
            "one_of",
            "is_offered",
            "sort_order",
        )

    def is_in_use(self) -> bool:
        return bool(self.instance.pk) and (
            self.instance.choices.exists() or self.instance.charges.exists()
        )
