"""The margin of a trip: what was bought in for it, and the VAT on what is left."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from registrations import formats
from registrations.forms.bounds import bound_dates
from registrations.forms.fields import LineField
from registrations.invoicing.margin import Margin, margin_of
from registrations.invoicing.vat_rules import day_of_supply
from registrations.models import BoughtIn, Offering
from registrations.workspace import access
from registrations.workspace.kronor import KronorField, plain_rate
from registrations.workspace.row_pages import (
    Button,
    Row,
    RowPage,
    remove_row,
    rows_page,
    save_or_edit,
)
from registrations.workspace.section_forms import DayInput
from registrations.workspace.setup_summary import in_words
from registrations.workspace.wording import brief_day


class BoughtInForm(forms.ModelForm):
    amount_ore = KronorField(label=_("Amount in kronor, VAT included"))

    class Meta:
        model = BoughtIn
        fields = ("text", "amount_ore", "bought_on", "is_outside_eu")
        field_classes = {"text": LineField}
        widgets = {"bought_on": DayInput()}
        help_texts = {
            "text": _("A service that the traveller uses: train, hotel, guide."),
            "is_outside_eu": _("The part of the margin that falls on it has no VAT."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = True
        bound_dates(self)

    def clean_amount_ore(self) -> int:
        amount: int = self.cleaned_data["amount_ore"]
        if not amount:
            raise forms.ValidationError(_("Write what it cost."))
        return amount


@require_GET
@access.permission_needed(access.CHANGE_BOOKS)
def margin(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the margin, and what was bought in."""
    offering = access.get_offering(request, pk)
    page = RowPage(
        title=gettext("Margin of the trip"),
        lead=gettext(
            "Under the margin scheme VAT is paid on the margin: what travellers pay, less the"
            " travel services bought for them. What is bought in gives no deduction, and the"
            " buyer cannot reclaim any VAT."
        ),
        headings=[
            pgettext("column", "What"),
            pgettext("column", "Date"),
            pgettext("column", "Amount"),
            gettext("Outside the EU"),
        ],
        rows=[_row(offering, bought) for bought in offering.bought_in.all()],
        empty=gettext("Nothing bought in yet."),
        buttons=[
            Button(
                gettext("Add something bought in"),
                reverse("workspace:add_bought_in", args=[offering.pk]),
            )
        ],
        facts=_facts(margin_of(offering, day_of_supply(offering))),
    )
    return rows_page(request, page, offering)


def _row(offering: Offering, bought: BoughtIn) -> Row:
    cells = [
        bought.text,
        brief_day(bought.bought_on),
        formats.money(bought.amount_ore),
        in_words(bought.is_outside_eu),
    ]
    return Row(cells, reverse("workspace:bought_in", args=[offering.pk, bought.pk]))


def _facts(found: Margin) -> list[tuple[str, str]]:
    vat_words = gettext("VAT on the margin, %(rate)s of %(sum)s") % {
        "rate": f"{plain_rate(found.rate)}/{plain_rate(100 + found.rate)}",
        "sum": formats.money(found.taxed_ore),
    }
    return [
        (gettext("Sold under the margin scheme"), formats.money(found.sales_ore)),
        (gettext("Bought in, VAT included"), formats.money(found.bought_ore)),
        (gettext("Margin"), formats.money(found.margin_ore)),
        (gettext("Of it untaxed, outside the EU"), formats.money(found.untaxed_ore)),
        (vat_words, formats.money(found.vat_ore)),
        (gettext("Box 07 of the VAT return"), formats.money(found.base_ore)),
    ]


@require_http_methods(["GET", "POST"])
@access.permission_needed(access.CHANGE_BOOKS)
def bought_in(request: HttpRequest, pk: int, row: int | None = None) -> HttpResponse:
    """Add what was bought in, or correct it."""
    offering = access.get_offering(request, pk)
    instance = get_object_or_404(offering.bought_in, pk=row) if row else BoughtIn(offering=offering)
    form = BoughtInForm(access.posted(request), instance=instance)
    back = reverse("workspace:margin", args=[offering.pk])
    title = gettext("Change what was bought in") if row else gettext("Add something bought in")
    extra: dict[str, Any] = {}
    if row:
        extra["remove_url"] = reverse("workspace:remove_bought_in", args=[offering.pk, row])
    return save_or_edit(request, form, title, back, offering=offering, **extra)


@require_POST
@access.permission_needed(access.CHANGE_BOOKS)
def remove_bought_in(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    offering = access.get_offering(request, pk)
    found = get_object_or_404(offering.bought_in, pk=row)
    return remove_row(request, found, reverse("workspace:margin", args=[offering.pk]))
