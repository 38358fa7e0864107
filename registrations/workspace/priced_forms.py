"""The forms of fees and extras: a price in kronor, frozen once somebody has it."""

from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from registrations.errors import PriceInUse
from registrations.forms.bounds import bound_numbers
from registrations.models import Extra, ExtraQuota, Fee, FeeQuota, Offering
from registrations.waitlist import hand_on
from registrations.workspace.kronor import KronorField, RateField, price_words
from registrations.workspace.part_forms import PartForm
from registrations.workspace.section_forms import (
    MomentInput,
    refuse_backwards,
)


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

    amount_ore = KronorField(
        label=_("Price in kronor"), required=False, help_text=_("Empty or 0: free of charge.")
    )
    vat_rate = RateField(label=_("VAT"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.quotas = list(self.offering.quotas.all())
        if not self.is_frozen:
            self._add_unit_fields()

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
    frozen = ("amount_ore", "includes_vat", "vat_rate", "payer_kind")

    class Meta:
        model = Fee
        fields = (
            "name_sv",
            "name_en",
            "amount_ore",
            "includes_vat",
            "vat_rate",
            "payer_kind",
            "opens_at",
            "closes_at",
            "is_offered",
            "sort_order",
        )
        widgets = {"opens_at": MomentInput(), "closes_at": MomentInput()}

    def is_in_use(self) -> bool:
        return bool(self.instance.pk) and self.instance.participants.exists()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        refuse_backwards(self, data, "opens_at", "closes_at", _("The fee closes before it opens."))
        return data


class ExtraForm(PricedForm):
    uses_model = ExtraQuota
    frozen = ("amount_ore", "includes_vat", "vat_rate")

    class Meta:
        model = Extra
        fields = (
            "name_sv",
            "name_en",
            "help_sv",
            "help_en",
            "amount_ore",
            "includes_vat",
            "vat_rate",
            "one_of",
            "is_offered",
            "sort_order",
        )

    def is_in_use(self) -> bool:
        return bool(self.instance.pk) and (
            self.instance.choices.exists() or self.instance.charges.exists()
        )
