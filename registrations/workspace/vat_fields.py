"""The fields of VAT in the form of a price: proposed by the kind of sale, changed with a reason."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from registrations.invoicing.vat_rules import (
    USUAL_COMPONENT,
    Treatment,
    VatRules,
    day_of_supply,
    is_outside_vat,
    proposed,
    rule_name,
)
from registrations.models import Fee, VatRule
from registrations.words import VatKind

VAT_FIELDS = ("vat_component", "vat_kind", "vat_rate", "vat_reason")


class VatFields:
    """What a price's form asks of VAT, with the rules that hold on the day of the event."""

    def __init__(self, form: Any) -> None:
        self.form = form
        self.day = day_of_supply(form.offering)
        self.rules = VatRules()
        self.is_outside = is_outside_vat()
        form.fields["vat_rate"].set_rates(self.rules.rates())
        form.fields["vat_component"] = self._component_field()
        form.fields["vat_kind"] = self._kind_field()
        form.fields["vat_reason"].help_text = _(
            "Where the VAT is another than the kind of sale says: it is kept with the price."
        )
        form.order_fields(form._meta.fields)
        self._propose()

    def _component_field(self) -> forms.ChoiceField:
        choices = [(rule.component, self._choice_words(rule)) for rule in self.rules.on(self.day)]
        own = self.form.initial.get("vat_component")
        if own and own not in dict(choices):
            choices.append((own, own))
        return forms.ChoiceField(
            label=_("Kind of sale"),
            required=False,
            choices=[("", _("Another: choose the VAT yourself")), *choices],
            help_text=_(
                "With the VAT that holds on the day of the event. Lunch and coffee that belong to"
                " a conference follow its VAT; a dinner or a hotel room beside it is a sale of its"
                " own, so make it an extra."
            ),
        )

    def _choice_words(self, rule: VatRule) -> str:
        return f"{rule_name(rule)}: {proposed(rule, outside=self.is_outside).words}"

    def _kind_field(self) -> forms.ChoiceField:
        words = _("The seller has no VAT number, so the price is hardly with VAT.")
        return forms.ChoiceField(
            label=_("Kind of VAT"),
            required=False,
            choices=[("", _("As the kind of sale says")), *VatKind.choices],
            help_text=words if self.is_outside else "",
        )

    def _propose(self) -> None:
        """Begin a new fee with what such an event usually sells; leave what is as ruled to it."""
        initial = self.form.initial
        is_new = not self.form.instance.pk and "like" not in initial
        if is_new:
            is_fee = self.form._meta.model is Fee
            initial["vat_component"] = USUAL_COMPONENT[self.form.offering.supply] if is_fee else ""
            initial["vat_kind"] = VatKind.OUTSIDE if self.is_outside else ""
            initial["vat_rate"] = ""
        elif not initial.get("vat_reason") and self._is_as_ruled(initial):
            initial["vat_kind"] = initial["vat_rate"] = ""

    def _is_as_ruled(self, values: dict[str, Any]) -> bool:
        rule = self._rule(values)
        if rule is None:
            return False
        own = Treatment(VatKind(values["vat_kind"]), Decimal(values["vat_rate"]))
        return own == proposed(rule, outside=self.is_outside)

    def _rule(self, values: dict[str, Any]) -> VatRule | None:
        return self.rules.rule_on(values.get("vat_component") or "", self.day)

    def check(self, data: dict[str, Any]) -> None:
        """Fill in what the rule says, and ask why where the price is to stand otherwise."""
        rule = self._rule(data)
        ruled = proposed(rule, outside=self.is_outside) if rule else None
        if not data["vat_kind"]:
            data["vat_kind"] = VatKind.TAXED if data["vat_rate"] or not ruled else ruled.vat_kind
        if data["vat_kind"] != VatKind.TAXED:
            data["vat_rate"] = Decimal(0)
        elif not data["vat_rate"] and ruled:
            data["vat_rate"] = ruled.vat_rate
        if data["vat_kind"] == VatKind.TAXED and not data["vat_rate"] and data["amount_ore"]:
            words = _("Choose the rate, or say above why there is no VAT.")
            self.form.add_error("vat_rate", words)
            return
        self._check_reason(data, ruled)

    def _check_reason(self, data: dict[str, Any], ruled: Treatment | None) -> None:
        own = Treatment(VatKind(data["vat_kind"]), Decimal(data["vat_rate"]))
        if ruled is None or own == ruled:
            data["vat_reason"] = data["vat_reason"] if ruled is None else ""
        elif not data["vat_reason"]:
            words = gettext("The rule says %(ruled)s. Write why this is %(own)s.")
            self.form.add_error("vat_reason", words % {"ruled": ruled.words, "own": own.words})
