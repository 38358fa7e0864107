"""A page that lists rows under headings, each with a link to its form; and the form's page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from registrations.models import Offering
from registrations.workspace.crumbs import crumbs
from registrations.workspace.missing_words import say_what_is_missing

# How many columns fit a narrow window.
WHERE_NARROW = 2


@dataclass(frozen=True)
class Row:
    cells: Sequence[str]
    url: str = ""
    under: str = ""


@dataclass(frozen=True)
class Button:
    words: str
    url: str


@dataclass(frozen=True)
class RowPage:
    title: str
    headings: Sequence[str]
    rows: Sequence[Row]
    empty: str
    lead: str = ""
    buttons: Sequence[Button] = ()
    # Label and value of what is summed up above the rows.
    facts: Sequence[tuple[str, str]] = ()


def rows_page(
    request: HttpRequest, page: RowPage, offering: Offering | None = None
) -> HttpResponse:
    context = {
        **vars(page),
        "table": [(row, _under(page, row)) for row in page.rows],
        "breadcrumbs_items": crumbs(offering, page.title),
    }
    return render(request, "workspace/rows.html", context)


def _under(page: RowPage, row: Row) -> list[tuple[str, str]]:
    """Return headings and cells that stand below a row's name where the window is narrow."""
    pairs = zip(page.headings, row.cells, strict=False)
    return [(str(heading), cell) for heading, cell in pairs][WHERE_NARROW:]


def edit_page(
    request: HttpRequest,
    form: Any,
    title: str,
    back_url: str,
    *,
    offering: Offering | None = None,
    **extra: Any,
) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "back_url": back_url,
        "breadcrumbs_items": crumbs(offering, title),
        **extra,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "workspace/form.html", context, status=status)


def save_or_edit(
    request: HttpRequest,
    form: Any,
    title: str,
    back_url: str,
    *,
    done: str = "",
    offering: Offering | None = None,
    **extra: Any,
) -> HttpResponse:
    """Save a form that is right and go back to the rows; show it otherwise."""
    say_what_is_missing(form)
    if form.is_bound and form.is_valid():
        form.save()
        messages.success(request, done or gettext("Saved."))
        return redirect(back_url)
    return edit_page(request, form, title, back_url, offering=offering, **extra)


def remove_row(request: HttpRequest, row: Model, back_url: str) -> HttpResponse:
    row.delete()
    messages.success(request, gettext("Removed."))
    return redirect(back_url)
