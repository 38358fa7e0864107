"""How a bank's CSV is read: its columns are chosen by a sample, which shows what they mean."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_GET, require_http_methods

from registrations import formats
from registrations.errors import DomainError
from registrations.invoicing.bank.csv_file import first_lines, read_csv, rows_of
from registrations.invoicing.bank.entries import Entry
from registrations.invoicing.bank.reasons import Aside
from registrations.models import CsvMapping
from registrations.workspace import access
from registrations.workspace.bank_mapping_form import MappingForm
from registrations.workspace.bank_upload import seal, unseal
from registrations.workspace.crumbs import crumbs
from registrations.workspace.row_pages import Button, Row, RowPage, rows_page

MOST_LINES = 12
needs_bank = access.permission_needed(access.IMPORT_BANK)


@require_GET
@needs_bank
def csv_mappings(request: HttpRequest) -> HttpResponse:
    """List the ways in which CSV files are read."""
    mappings = CsvMapping.objects.select_related("account")
    page = RowPage(
        title=pgettext("page", "Columns of CSV files"),
        lead=gettext("Only for banks that cannot give camt files: these are safer."),
        headings=[pgettext("column", "Name"), gettext("Account")],
        rows=[
            Row(
                cells=(mapping.name, mapping.account.name),
                url=reverse("workspace:csv_mapping", args=[mapping.pk]),
            )
            for mapping in mappings
        ],
        empty=gettext("None yet. Add one if your bank gives CSV files alone."),
        buttons=[
            Button(gettext("Add columns"), reverse("workspace:add_csv_mapping")),
            Button(pgettext("workspace menu", "Bank"), reverse("workspace:bank_files")),
        ],
    )
    return rows_page(request, page)


@require_http_methods(["GET", "POST"])
@needs_bank
def csv_mapping(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Say which column holds what; `try` shows how a sample is then read, and saves nothing."""
    instance = get_object_or_404(CsvMapping, pk=pk) if pk else None
    sample, name = _sample(request)
    form = MappingForm(access.posted(request), instance=instance)
    is_right = form.is_bound and form.is_valid()
    if is_right and "try" not in request.POST:
        form.save()
        messages.success(request, gettext("Saved."))
        return redirect("workspace:csv_mappings")
    entries: list[dict[str, str]] = []
    problem = ""
    if is_right and sample:
        try:
            entries = _as_read(sample, form.mapping())
        except DomainError as error:
            problem = str(error)
    title = gettext("Change columns") if pk else gettext("Add columns")
    path = crumbs(None, pgettext("page", "Columns of CSV files"), title)
    path[1]["url"] = reverse("workspace:csv_mappings")
    context = {
        "form": form,
        "title": title,
        "problem": problem,
        "entries": entries,
        "lines": _lines(sample, form),
        "sample": seal(sample, name, None) if sample else "",
        "sample_name": name,
        "breadcrumbs_items": path,
    }
    status = 422 if form.is_bound and not is_right else 200
    return render(request, "workspace/csv_mapping.html", context, status=status)


def _sample(request: HttpRequest) -> tuple[bytes, str]:
    """Return the first lines and the name of the file chosen, now or on the page before."""
    if file := request.FILES.get("sample"):
        return b"".join(first_lines(file.read(20_000), most=MOST_LINES + 20)), str(file.name)
    if sealed := request.POST.get("sealed"):
        try:
            return unseal(sealed)[:2]
        except DomainError:
            return b"", ""
    return b"", ""


def _as_read(sample: bytes, mapping: CsvMapping) -> list[dict[str, str]]:
    contents = read_csv(sample, mapping, today=timezone.localdate())
    return [_words(entry) for entry in contents.entries[:MOST_LINES]]


def _words(entry: Entry) -> dict[str, str]:
    sign = "\N{MINUS SIGN}" if entry.direction == "DBIT" else ""
    return {
        "day": entry.booked_on.isoformat(),
        "sum": f"{sign}{formats.money(entry.amount_ore)}",
        "reference": entry.reference or "–",
        "text": entry.text or "–",
        "name": entry.payer_name or "–",
        "problem": str(Aside(entry.problem).label) if entry.problem else "",
    }


def _lines(sample: bytes, form: MappingForm) -> Sequence[Sequence[str]]:
    """Return the sample's headings and first rows as they stand, to see what its columns are."""
    if not sample:
        return []
    try:
        headings, rows = rows_of(sample, form.shape())
    except DomainError:
        return []
    return [headings, *rows[:3]]
