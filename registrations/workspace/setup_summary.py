"""What the setup view shows: the sections' values, the rows as tables, and what is missing."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils.translation import gettext, pgettext

from registrations import formats
from registrations.invoicing.vat_rules import vat_warnings
from registrations.models import DiscountCode, Extra, Fee, Occasion, Offering, Question, Quota
from registrations.workspace.code_forms import uses_words, value_words
from registrations.workspace.kronor import price_words
from registrations.workspace.parts import PARTS
from registrations.workspace.section_forms import SECTIONS
from registrations.workspace.sellers import payment_lacks
from registrations.workspace.wording import brief_day, brief_moment, group_words

MOST_LETTERS = 160


@dataclass(frozen=True)
class Section:
    key: str
    title: str
    url: str
    values: list[tuple[str, str]]


@dataclass(frozen=True)
class TableRow:
    cells: list[str]
    url: str


@dataclass(frozen=True)
class Table:
    key: str
    title: str
    add_words: str
    add_url: str
    headings: list[str]
    rows: list[TableRow] = field(default_factory=list)


def section_summaries(offering: Offering) -> list[Section]:
    return [
        Section(
            key=key,
            title=str(form.title),
            url=reverse("workspace:section", args=[offering.pk, key]),
            values=[_label_and_value(offering, name) for name in form._meta.fields or ()],
        )
        for key, form in SECTIONS.items()
    ]


def _label_and_value(offering: Offering, name: str) -> tuple[str, str]:
    label = str(Offering._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    display = getattr(offering, f"get_{name}_display", None)
    value = display() if display else getattr(offering, name)
    return label[:1].upper() + label[1:], in_words(value)


def in_words(value: Any) -> str:
    """Return any field's value as a reader expects it."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return pgettext("answer", "Yes") if value else pgettext("answer", "No")
    if isinstance(value, Group):
        return group_words(value)
    if isinstance(value, datetime):
        return brief_moment(value)
    if isinstance(value, date):
        return brief_day(value)
    text = str(value)
    return text if len(text) <= MOST_LETTERS else f"{text[:MOST_LETTERS].rstrip()} …"


def tables(offering: Offering) -> list[Table]:
    """Return the rows of each kind; one statement a kind, and one for the quotas they use."""
    return [
        _table(offering, "occasions", _occasion_headings(), _occasion_cells),
        _table(offering, "quotas", _quota_headings(), _quota_cells),
        _table(offering, "fees", _fee_headings(), _fee_cells, "uses__quota"),
        _table(offering, "extras", _extra_headings(), _extra_cells, "uses__quota"),
        _table(offering, "codes", _code_headings(), _code_cells, "fees"),
        _table(offering, "questions", _question_headings(), _question_cells),
        _table(offering, "steps", _step_headings(), _step_cells),
    ]


def _table(
    offering: Offering, key: str, headings: list[str], cells: Any, prefetch: str = ""
) -> Table:
    part = PARTS[key]
    rows = part.rows(offering)
    if prefetch:
        rows = rows.prefetch_related(prefetch)
    return Table(
        key=key,
        title=str(part.heading),
        add_words=str(part.add_words),
        add_url=reverse("workspace:add_part", args=[offering.pk, key]),
        headings=headings,
        rows=[
            TableRow(cells(row), reverse("workspace:part", args=[offering.pk, key, row.pk]))
            for row in rows
        ],
    )


def _occasion_headings() -> list[str]:
    return [pgettext("column", "When"), pgettext("column", "Name"), pgettext("column", "Where")]


def _occasion_cells(occasion: Occasion) -> list[str]:
    hours = formats.clock_range(occasion.starts_at, occasion.ends_at)
    when = f"{brief_day(occasion.starts_at)} {hours}"
    if formats.short_day(occasion.starts_at) != formats.short_day(occasion.ends_at):
        when = f"{brief_moment(occasion.starts_at)} – {brief_moment(occasion.ends_at)}"
    where = [occasion.place_name, occasion.town]
    if occasion.is_online:
        where.append(pgettext("place", "Online"))
    return [when, occasion.title or "–", ", ".join(filter(None, where)) or "–"]


def _quota_headings() -> list[str]:
    return [pgettext("column", "Name"), pgettext("column", "Size"), pgettext("column", "Taken")]


def _quota_cells(quota: Quota) -> list[str]:
    size = gettext("no limit") if quota.size is None else str(quota.size)
    return [quota.name, size, str(quota.taken)]


def _fee_headings() -> list[str]:
    return [
        pgettext("column", "Name"),
        pgettext("column", "Price"),
        gettext("Who pays"),
        gettext("Window"),
        gettext("Takes from"),
    ]


def _fee_cells(fee: Fee) -> list[str]:
    return [
        _fee_name(fee),
        price_words(fee),
        fee.get_payer_kind_display(),
        _window(fee),
        _uses(fee),
    ]


def _fee_name(fee: Fee) -> str:
    checked = gettext("checked")
    name = _name_or_closed(fee)
    return f"{name} ({checked})" if fee.needs_check else name


def _name_or_closed(row: Fee | Extra) -> str:
    closed = gettext("cannot be chosen")
    return row.name if row.is_offered else f"{row.name} ({closed})"


def _window(row: Fee | DiscountCode) -> str:
    if not row.opens_at and not row.closes_at:
        return "–"
    start = brief_moment(row.opens_at) if row.opens_at else ""
    end = brief_moment(row.closes_at) if row.closes_at else ""
    return f"{start} – {end}".strip()


def _uses(row: Fee | Extra) -> str:
    return ", ".join(f"{use.quota.name} ({use.units})" for use in row.uses.all()) or "–"


def _extra_headings() -> list[str]:
    return [pgettext("column", "Name"), pgettext("column", "Price"), gettext("Takes from")]


def _extra_cells(extra: Extra) -> list[str]:
    return [_name_or_closed(extra), price_words(extra), _uses(extra)]


def _code_headings() -> list[str]:
    return [
        pgettext("column", "Code"),
        pgettext("column", "Discount"),
        gettext("Window"),
        gettext("Uses"),
        gettext("Why"),
    ]


def _code_cells(code: DiscountCode) -> list[str]:
    fees = ", ".join(map(str, code.fees.all())) or gettext("every fee")
    closed = gettext("cannot be used")
    return [
        code.code if code.is_offered else f"{code.code} ({closed})",
        f"{value_words(code)}, {fees}",
        _window(code),
        uses_words(code),
        code.reason or "–",
    ]


def _question_headings() -> list[str]:
    return [
        pgettext("column", "Question"),
        pgettext("column", "Kind"),
        gettext("Read by"),
        gettext("Must be answered"),
    ]


def _question_cells(question: Question) -> list[str]:
    unasked = gettext("not asked")
    label = question.label if question.is_asked else f"{question.label} ({unasked})"
    return [
        label,
        question.get_kind_display(),
        question.get_readers_display(),
        in_words(question.is_required),
    ]


def _step_headings() -> list[str]:
    return [gettext("Days before the start"), gettext("Cost, per cent of the price")]


def _step_cells(step: Any) -> list[str]:
    return [str(step.days_before), str(step.per_cent)]


def readiness(offering: Offering) -> list[str]:
    """Return what is missing before sign-up can open well."""
    lacks = []
    if offering.first_starts_at is None:
        lacks.append(gettext("There is no date yet."))
    if not offering.fees.filter(is_offered=True).exists():
        lacks.append(gettext("There is no fee yet. Add one even if it costs nothing."))
    if not offering.quotas.exists():
        lacks.append(gettext("There is no quota, so the number of seats has no limit."))
    if not offering.contact_email:
        lacks.append(gettext("There is no contact e-mail for questions."))
    return lacks + payment_lacks(offering) + vat_warnings(offering)
