"""The VAT rules and the texts on documents: read by day, new ones added for days to come."""

from typing import Any

from django.forms import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from registrations.invoicing.vat_rules import VatRules, rule_name, treatment_of
from registrations.languages import in_language
from registrations.models import VatRule, VatText
from registrations.words import VatKind
from registrations.workspace import access
from registrations.workspace.row_pages import (
    Button,
    Row,
    RowPage,
    remove_row,
    rows_page,
    save_or_edit,
)
from registrations.workspace.vat_forms import VatRuleForm, VatTextForm, has_begun
from registrations.workspace.wording import brief_day


@require_GET
@access.permission_needed(access.CHANGE_BOOKS)
def vat_rules(request: HttpRequest) -> HttpResponse:
    """List the rules by kind of sale, with which holds today."""
    rules = VatRules()
    today = {rule.pk for rule in rules.on(timezone.localdate())}
    page = RowPage(
        title=pgettext("workspace menu", "VAT rules"),
        lead=gettext(
            "A fee is proposed what holds on the day of the event. A rule that has begun is not"
            " rewritten: add a new one from its day on."
        ),
        headings=[
            gettext("Kind of sale"),
            pgettext("column", "VAT"),
            pgettext("column", "Holds from"),
            pgettext("column", "To"),
            pgettext("column", "Source"),
        ],
        rows=[_rule_row(rule, rule.pk in today) for rule in rules.rules],
        empty=gettext("None yet."),
        buttons=[
            Button(gettext("Add a VAT rule"), reverse("workspace:add_vat_rule")),
            Button(pgettext("workspace menu", "VAT texts"), reverse("workspace:vat_texts")),
        ],
    )
    return rows_page(request, page)


def _rule_row(rule: VatRule, holds: bool) -> Row:
    cells = [
        rule_name(rule),
        treatment_of(rule).words,
        brief_day(rule.from_on),
        brief_day(rule.until_on) if rule.until_on else "–",
        rule.basis or "–",
    ]
    url = reverse("workspace:vat_rule", args=[rule.pk])
    return Row(cells, url, _when(rule, holds))


def _when(row: VatRule | VatText, holds: bool) -> str:
    if holds:
        return gettext("Holds now")
    is_to_come = row.from_on > timezone.localdate()
    return gettext("To come") if is_to_come else gettext("Held before")


@require_GET
@access.permission_needed(access.CHANGE_BOOKS)
def vat_texts(request: HttpRequest) -> HttpResponse:
    """List what documents say where no VAT is shown."""
    today = timezone.localdate()
    texts = list(VatText.objects.all())
    holds = {text.vat_kind: text.pk for text in texts if text.from_on <= today}
    page = RowPage(
        title=pgettext("workspace menu", "VAT texts"),
        lead=gettext("Stands on invoices and receipts where no VAT is shown."),
        headings=[
            gettext("Kind of VAT"),
            pgettext("column", "Text"),
            pgettext("column", "Code"),
            pgettext("column", "Holds from"),
        ],
        rows=[_text_row(text, text.pk in holds.values()) for text in texts],
        empty=gettext("None yet."),
        buttons=[
            Button(gettext("Add a VAT text"), reverse("workspace:add_vat_text")),
            Button(pgettext("workspace menu", "VAT rules"), reverse("workspace:vat_rules")),
        ],
    )
    return rows_page(request, page)


def _text_row(text: VatText, holds: bool) -> Row:
    words = in_language(text, "text")
    kind = str(VatKind(text.vat_kind).label)
    cells = [kind, words, text.code or "–", brief_day(text.from_on)]
    url = "" if has_begun(text) else reverse("workspace:vat_text", args=[text.pk])
    return Row(cells, url, _when(text, holds))


@require_http_methods(["GET", "POST"])
@access.permission_needed(access.CHANGE_BOOKS)
def vat_rule(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Add a rule for a day to come, or correct one."""
    instance = get_object_or_404(VatRule, pk=pk) if pk else None
    form = VatRuleForm(access.posted(request), instance=instance, initial=_like(request))
    title = gettext("Change a VAT rule") if pk else gettext("Add a VAT rule")
    extra: dict[str, Any] = {}
    if form.has_begun and instance is not None:
        extra["frozen_words"] = gettext(
            "The rule has begun, so its VAT and first day stay. When the law changes, add another."
        )
        extra["frozen_values"] = [treatment_of(instance).words, brief_day(instance.from_on)]
        extra["like_url"] = f"{reverse('workspace:add_vat_rule')}?like={pk}"
    elif pk:
        extra["remove_url"] = reverse("workspace:remove_vat_rule", args=[pk])
    return save_or_edit(request, form, title, reverse("workspace:vat_rules"), **extra)


def _like(request: HttpRequest) -> dict[str, Any]:
    """Return what a new rule takes from one that it follows."""
    like = request.GET.get("like", "")
    number = int(like) if like.isascii() and like.isdigit() and len(like) < 10 else 0
    former = VatRule.objects.filter(pk=number).first()
    if former is None:
        return {}
    return model_to_dict(former, ["component", "name_sv", "name_en", "vat_kind", "vat_rate"])


@require_http_methods(["GET", "POST"])
@access.permission_needed(access.CHANGE_BOOKS)
def vat_text(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Add a text for a day to come, or correct one that has not begun."""
    to_come = VatText.objects.filter(from_on__gt=timezone.localdate())
    instance = get_object_or_404(to_come, pk=pk) if pk else None
    form = VatTextForm(access.posted(request), instance=instance)
    title = gettext("Change a VAT text") if pk else gettext("Add a VAT text")
    extra: dict[str, Any] = {}
    if pk:
        extra["remove_url"] = reverse("workspace:remove_vat_text", args=[pk])
    return save_or_edit(request, form, title, reverse("workspace:vat_texts"), **extra)


@require_POST
@access.permission_needed(access.CHANGE_BOOKS)
def remove_vat_rule(request: HttpRequest, pk: int) -> HttpResponse:
    return _remove(request, VatRule, pk, "workspace:vat_rules")


@require_POST
@access.permission_needed(access.CHANGE_BOOKS)
def remove_vat_text(request: HttpRequest, pk: int) -> HttpResponse:
    return _remove(request, VatText, pk, "workspace:vat_texts")


def _remove(request: HttpRequest, model: Any, pk: int, back: str) -> HttpResponse:
    """Remove a row that has not begun; one that has is part of how documents came about."""
    to_come = model.objects.filter(from_on__gt=timezone.localdate())
    return remove_row(request, get_object_or_404(to_come, pk=pk), reverse(back))
