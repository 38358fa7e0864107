"""The bookkeeper's export: choose a period, and download what moved in it."""

from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from registrations import actors
from registrations.models import Offering, Payment
from registrations.trace import Trace, record
from registrations.words import Happening
from registrations.workspace import access
from registrations.workspace.crumbs import crumbs, short_title
from registrations.workspace.days import end_of, start_of
from registrations.workspace.exports import file_response
from registrations.workspace.money_movements import Period
from registrations.workspace.money_rows import MoneyRows

LONGEST = timedelta(days=3660)


class _Offerings(forms.ModelChoiceField):
    def label_from_instance(self, offering: Offering) -> str:
        return short_title(offering)


class PeriodForm(forms.Form):
    """The days of the export, the first and the last included."""

    first = forms.DateField(
        label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    last = forms.DateField(
        label=_("To and including"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    offering = _Offerings(
        label=_("Event"), queryset=Offering.objects.none(), required=False, empty_label=_("All")
    )

    def __init__(self, *args: Any, offerings: QuerySet[Offering], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offerings = offerings
        chosen = cast("_Offerings", self.fields["offering"])
        chosen.queryset = offerings.order_by("-first_starts_at", "-pk")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("first"), data.get("last")
        if first and last and last < first:
            self.add_error("last", gettext("The last day is before the first."))
        elif first and last and last - first > LONGEST:
            self.add_error("last", gettext("Choose at most ten years."))
        return data

    def period(self) -> Period:
        chosen = self.cleaned_data["offering"]
        offerings = self.offerings.filter(pk=chosen.pk) if chosen else self.offerings
        return Period(
            start=start_of(self.cleaned_data["first"]),
            end=end_of(self.cleaned_data["last"]),
            offerings=offerings,
        )


def last_month(today: date) -> tuple[date, date]:
    """Return the first and the last day of the month before."""
    last = today.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last


@require_GET
@access.permission_needed(access.EXPORT_MONEY)
def money_export(request: HttpRequest) -> HttpResponse:
    """Ask for a period, and answer with its movements as a file."""
    offerings = access.visible_offerings(request)
    first, last = last_month(timezone.localdate())
    wanted = request.GET.get("export", "")
    form = PeriodForm(
        request.GET if wanted else None,
        offerings=offerings,
        initial={"first": first, "last": last, "offering": request.GET.get("offering", "")},
    )
    if wanted in {"csv", "xlsx"} and form.is_valid():
        _log(request, form, wanted)
        name = pgettext("file name", "payments")
        days = f"{form.cleaned_data['first']}--{form.cleaned_data['last']}"
        return file_response(
            MoneyRows(form.period()),
            wanted,
            name=f"{name}-{days}",
            sheet=gettext("Payments"),
        )
    context = {
        "form": form,
        "breadcrumbs_items": crumbs(None, pgettext("workspace menu", "Payments as a table")),
    }
    status = 422 if form.is_bound else 200
    return render(request, "workspace/money_export.html", context, status=status)


def _log(request: HttpRequest, form: PeriodForm, wanted: str) -> None:
    """Write down who downloaded which offerings' money."""
    chosen = form.cleaned_data["offering"]
    with_money = form.offerings.filter(
        pk__in=Payment.objects.values("payer__registration__offering")
    )
    keys = [chosen.pk] if chosen else list(with_money.values_list("pk", flat=True))
    days = f"{form.cleaned_data['first']} – {form.cleaned_data['last']}"
    traces = [
        Trace(Happening.LIST_EXPORTED, key, reason=f"{wanted.upper()} {days}", fields=["payments"])
        for key in keys
    ]
    with transaction.atomic():
        record(traces, actor=actors.staff(request.user), now=timezone.now())
