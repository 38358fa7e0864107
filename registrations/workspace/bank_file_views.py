"""Files of the bank: choose one, see what it would do, read it in, and what became of each."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from registrations import actors
from registrations.errors import DomainError
from registrations.invoicing.bank.entries import LIMIT_BYTES
from registrations.invoicing.bank.preview import Outcome, outcome_of, preview_file
from registrations.invoicing.bank.reading import read_file
from registrations.models import BankAccount, BankFile, CsvMapping
from registrations.workspace import access
from registrations.workspace.bank_rows import (
    MovementRow,
    movements,
    reason_words,
    rows_of,
    sum_words,
)
from registrations.workspace.bank_totals import total_rows
from registrations.workspace.bank_upload import seal, unseal
from registrations.workspace.crumbs import Crumb, crumbs

PER_PAGE = 50
needs_bank = access.permission_needed(access.IMPORT_BANK)


class UploadForm(forms.Form):
    """A file of the bank, and for a CSV how its columns are to be read."""

    file = forms.FileField(
        label=_("File from the bank"),
        help_text=_("camt.054 or camt.053 (XML), or CSV. At most 32 MB."),
        error_messages={
            "required": _("Choose the file that you fetched at the bank."),
            "empty": _("The file is empty. Fetch it again at the bank."),
        },
        widget=forms.FileInput(attrs={"accept": ".xml,.camt,.csv,.txt"}),
    )
    mapping = forms.ModelChoiceField(
        label=_("For a CSV: its columns"),
        queryset=CsvMapping.objects.none(),
        required=False,
        empty_label=_("The file is XML from the bank"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mappings = CsvMapping.objects.all()
        self.fields["mapping"].queryset = mappings  # type: ignore[attr-defined]
        if not mappings.exists():
            del self.fields["mapping"]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LIMIT_BYTES:
            raise forms.ValidationError(_("The file is larger than 32 MB and was not read."))
        return file

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        file = data.get("file")
        is_csv = file is not None and str(file.name).lower().endswith((".csv", ".txt"))
        if is_csv and not data.get("mapping"):
            if "mapping" in self.fields:
                self.add_error("mapping", _("Choose how the columns of this CSV are to be read."))
            else:
                words = _("Say first how the columns of a CSV are read: follow the link below.")
                self.add_error("file", words)
        return data


@require_http_methods(["GET", "POST"])
@needs_bank
def bank_files(request: HttpRequest) -> HttpResponse:
    """List the files that were read; take one, show what it would do, and then read it in."""
    if request.method == "POST" and request.POST.get("sealed"):
        return _read_sealed(request)
    form = UploadForm(access.posted(request), _files(request) or None)
    if form.is_bound and form.is_valid():
        return _take(request, form)
    return _list_page(request, form)


def _files(request: HttpRequest) -> Any:
    """Return the chosen file, or the one of the page before: a browser forgets it at an error."""
    if request.FILES or not request.POST.get("kept"):
        return request.FILES
    try:
        body, name, _mapping = unseal(request.POST["kept"])
    except DomainError:
        return request.FILES
    return {"file": SimpleUploadedFile(name, body)}


def _kept(form: UploadForm) -> dict[str, str]:
    """Return a file whose form lacks something else, sealed, and its name; not one refused."""
    is_whole = form.is_bound and "file" not in form.errors
    file = form.files.get("file") if is_whole else None
    if file is None or not 0 < (file.size or 0) <= LIMIT_BYTES:
        return {}
    file.seek(0)
    name = str(file.name)
    sealed = seal(file.read(), name, None)
    return {"kept": sealed, "kept_name": name} if sealed else {}


def _take(request: HttpRequest, form: UploadForm) -> HttpResponse:
    file, mapping = form.cleaned_data["file"], form.cleaned_data.get("mapping")
    body, actor = file.read(), actors.staff(request.user)
    try:
        if "sure" in request.POST:
            return _done(
                request, read_file(body=body, name=file.name, actor=actor, mapping=mapping)
            )
        outcome = preview_file(
            body=body, name=file.name, actor=actor, mapping=mapping, look=_first_rows
        )
    except DomainError as error:
        form.add_error("file", str(error))
        return _list_page(request, form)
    sealed = seal(body, file.name, mapping.pk if mapping else None)
    return _preview_page(request, outcome, sealed, form)


def _first_rows(file: BankFile) -> list[MovementRow]:
    return rows_of(list(movements().filter(file=file).order_by("pk")[:PER_PAGE]))


def _read_sealed(request: HttpRequest) -> HttpResponse:
    try:
        body, name, mapping = unseal(request.POST["sealed"])
        read = read_file(
            body=body,
            name=name,
            actor=actors.staff(request.user),
            mapping=CsvMapping.objects.filter(pk=mapping).first() if mapping else None,
        )
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("workspace:bank_files")
    return _done(request, read)


def _done(request: HttpRequest, file: BankFile) -> HttpResponse:
    words = ngettext(
        "The file is read: %(number)d new movement.",
        "The file is read: %(number)d new movements.",
        file.new_count,
    ) % {"number": file.new_count}
    if file.aside_count:
        aside = ngettext(
            "%(number)d is put aside.", "%(number)d are put aside.", file.aside_count
        ) % {"number": file.aside_count}
        words = f"{words} {aside}"
    messages.success(request, words)
    return redirect("workspace:bank_file", file.pk)


def _list_page(request: HttpRequest, form: UploadForm) -> HttpResponse:
    files = BankFile.objects.select_related("imported_by")
    page = Paginator(files, PER_PAGE).get_page(request.GET.get("p", "1"))
    context = {
        **_kept(form),
        "form": form,
        "page": page,
        "has_mapping": "mapping" in form.fields,
        "has_account": BankAccount.objects.exists(),
        "breadcrumbs_items": crumbs(None, pgettext("workspace menu", "Bank")),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "workspace/bank_files.html", context, status=status)


def _preview_page(
    request: HttpRequest, outcome: Outcome, sealed: str, form: UploadForm
) -> HttpResponse:
    context = {
        **_outcome_context(outcome),
        "sealed": sealed,
        "is_read_already": BankFile.objects.filter(sha256=outcome.file.sha256).exists(),
        "rows": outcome.seen,
        "more": outcome.file.new_count + outcome.file.aside_count - len(outcome.seen),
        "form": UploadForm(),
        "breadcrumbs_items": _path(gettext("What the file would do")),
    }
    return render(request, "workspace/bank_preview.html", context)


def _outcome_context(outcome: Outcome) -> dict[str, Any]:
    totals = outcome.file.totals
    stated = totals.get("stated") or {}
    return {
        "outcome": outcome,
        "file": outcome.file,
        "totals": totals,
        "stated": stated,
        # The bank counts sums of several payments as one: only the sum must agree.
        "differs": bool(stated) and not totals["pending"] and stated["ore"] != totals["in"],
        "sums": total_rows(outcome.file),
        "asides": [
            {
                "sum": sum_words(one),
                "who": one.payer_name or one.text,
                "day": one.booked_on,
                "why": reason_words(one),
            }
            for one in outcome.aside
        ],
    }


@require_GET
@needs_bank
def bank_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a file's control totals and its movements with where their money lies now."""
    file = get_object_or_404(BankFile.objects.select_related("imported_by"), pk=pk)
    found = movements().filter(file=file).order_by("pk")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("p", "1"))
    context = {
        **_outcome_context(outcome_of(file)),
        "page": page,
        "rows": rows_of(list(page.object_list)),
        "breadcrumbs_items": _path(file.name),
    }
    return render(request, "workspace/bank_file.html", context)


def _path(title: str) -> list[Crumb]:
    path = crumbs(None, pgettext("workspace menu", "Bank"), title)
    path[1]["url"] = reverse("workspace:bank_files")
    return path
