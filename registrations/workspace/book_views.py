"""Exports to bookkeeping: choose days, see the vouchers and sums, export, and download files."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext, pgettext
from django.views.decorators.http import require_GET, require_http_methods

from registrations import actors
from registrations.errors import DomainError
from registrations.invoicing.books.accounts import AccountsMissing
from registrations.invoicing.books.exporting import export, prepare, read_export
from registrations.invoicing.books.sie_writer import in_latin_1
from registrations.models import BookExport
from registrations.workspace import access
from registrations.workspace.book_forms import ExportForm, last_month
from registrations.workspace.book_tables import VoucherTable
from registrations.workspace.crumbs import Crumb, crumbs
from registrations.workspace.exports import file_response

PER_PAGE = 50
VOUCHERS_SHOWN = 20
SIE = "text/plain; charset=ibm437"
SIE_LATIN_1 = "text/plain; charset=iso-8859-1"


@require_http_methods(["GET", "POST"])
@access.permission_needed(access.EXPORT_BOOKS)
def book_exports(request: HttpRequest) -> HttpResponse:
    """List the exports, show what the next one would hold, and make it."""
    first, last = last_month(timezone.localdate())
    given = request.POST or (request.GET if "first" in request.GET else None)
    form = ExportForm(given, initial={"first": first, "last": last})
    if not form.is_bound or not form.is_valid():
        return _page(request, form)
    days = form.cleaned_data
    try:
        if request.method == "POST":
            made = export(
                days["first"],
                days["last"],
                again=days["again"],
                actor=actors.staff(request.user),
            )
            return _done(request, made)
        shown = prepare(days["first"], days["last"], again=days["again"])
    except AccountsMissing as error:
        return _page(request, form, missing=str(error))
    except DomainError as error:
        form.add_error(None, str(error))
        return _page(request, form)
    return _preview_page(request, form, shown)


def _page(request: HttpRequest, form: ExportForm, missing: str = "") -> HttpResponse:
    rows = BookExport.objects.select_related("exported_by").defer("body")
    context = {
        "form": form,
        "missing": missing,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("p", "1")),
        "may_change": access.user_may(request.user, access.CHANGE_BOOKS),
        "breadcrumbs_items": crumbs(None, pgettext("workspace menu", "Bookkeeping")),
    }
    status = 422 if missing or (form.is_bound and form.errors) else 200
    return render(request, "workspace/book_exports.html", context, status=status)


def _preview_page(request: HttpRequest, form: ExportForm, shown: Any) -> HttpResponse:
    context = {
        "form": form,
        "file": shown.file,
        "vouchers": shown.file.vouchers[:VOUCHERS_SHOWN],
        "more": len(shown.file.vouchers) - VOUCHERS_SHOWN,
        "late": shown.late,
        "breadcrumbs_items": _path(gettext("Preview")),
    }
    return render(request, "workspace/book_preview.html", context)


def _done(request: HttpRequest, made: BookExport) -> HttpResponse:
    words = ngettext(
        "%(number)d voucher is exported. Download the file and read it into your program.",
        "%(number)d vouchers are exported. Download the file and read it into your program.",
        made.voucher_count,
    )
    messages.success(request, words % {"number": made.voucher_count})
    return redirect("workspace:book_export", made.pk)


@require_GET
@access.permission_needed(access.EXPORT_BOOKS)
def book_export(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an export: sums by account, its vouchers, and its files."""
    made = get_object_or_404(BookExport.objects.select_related("exported_by"), pk=pk)
    file = read_export(made) if made.body else None
    title = gettext("Export %(number)s") % {"number": made.pk}
    context = {
        "made": made,
        "title": title,
        "file": file,
        "page": Paginator(file.vouchers if file else [], PER_PAGE).get_page(
            request.GET.get("p", "1")
        ),
        "breadcrumbs_items": _path(title),
    }
    return render(request, "workspace/book_export.html", context)


@require_GET
@access.permission_needed(access.EXPORT_BOOKS)
def book_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Download an export: as SIE, as SIE in Latin-1, or as rows for Excel."""
    made = get_object_or_404(BookExport, pk=pk)
    if not made.body:
        raise Http404
    words = pgettext("file name", "bookkeeping")
    name = f"{words}-{made.from_on}--{made.until_on}-{made.pk}"
    if kind in {"csv", "xlsx"}:
        table = VoucherTable(read_export(made))
        return file_response(table, kind, name=name, sheet=gettext("Vouchers"))
    bodies = {
        "si": (bytes(made.body), SIE),
        "latin1.si": (in_latin_1(bytes(made.body)), SIE_LATIN_1),
    }
    if kind not in bodies:
        raise Http404
    body, content_type = bodies[kind]
    response = HttpResponse(body, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _path(title: str) -> list[Crumb]:
    path = crumbs(None, pgettext("workspace menu", "Bookkeeping"), title)
    path[1]["url"] = reverse("workspace:book_exports")
    return path
