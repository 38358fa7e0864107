"""The list of invoices, and what is done with many of them at once."""

from collections.abc import Iterable, Sequence

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext, pgettext
from django.views.decorators.http import require_GET, require_POST

from registrations import actors
from registrations.errors import DomainError
from registrations.invoicing import handing_over
from registrations.invoicing.package import zip_of
from registrations.mail.rendering import files_of
from registrations.models import Document, DocumentEvent, InvoiceDraft
from registrations.trace import Trace, record
from registrations.words import Happening, InvoiceHappening
from registrations.workspace import access, invoice_access
from registrations.workspace.crumbs import crumbs
from registrations.workspace.exports import file_response
from registrations.workspace.invoice_listing import DELIVERIES, InvoiceFilters, InvoiceListing
from registrations.workspace.invoice_rows import InvoiceRows
from registrations.workspace.listing import PER_PAGE, is_key

# So many fit into one zip that is made while somebody waits.
MOST_IN_ZIP = 500


@require_GET
@invoice_access.seeing_needed
def invoices(request: HttpRequest) -> HttpResponse:
    """List invoices and credit notes under some filters, or answer with them as a table."""
    listing = InvoiceListing(request, InvoiceFilters.from_query(request.GET))
    wanted = request.GET.get("export", "")
    if wanted in {"csv", "xlsx"}:
        return _export(request, listing, wanted)
    page = Paginator(listing.keys(), PER_PAGE).get_page(request.GET.get("p", "1"))
    may_issue = invoice_access.may_issue(request.user)
    context = {
        "listing": listing,
        "filters": listing.filters,
        "page": page,
        "rows": listing.rows(list(page.object_list)),
        "total": page.paginator.count,
        "deliveries": DELIVERIES.items(),
        "drafted": InvoiceDraft.objects.count() if may_issue else 0,
        "may_issue": may_issue,
        "may_export": access.user_may(request.user, access.EXPORT_MONEY),
        "query": listing.query(),
        "breadcrumbs_items": crumbs(None, pgettext("workspace menu", "Invoices")),
    }
    return render(request, "workspace/invoices.html", context)


def _export(request: HttpRequest, listing: InvoiceListing, wanted: str) -> HttpResponse:
    """Answer with every row that matches as a table, and log whose were downloaded."""
    if not access.user_may(request.user, access.EXPORT_MONEY):
        raise PermissionDenied
    offerings = Document.objects.filter(pk__in=listing.keys()).order_by("offering")
    traces = [
        Trace(Happening.LIST_EXPORTED, key, reason=wanted.upper(), fields=["invoices"])
        for key in offerings.values_list("offering", flat=True).distinct()
    ]
    with transaction.atomic():
        record(traces, actor=actors.staff(request.user), now=timezone.now())
    words = pgettext("file name", "invoices")
    return file_response(
        InvoiceRows(listing),
        wanted,
        name=f"{words}-{timezone.localdate()}",
        sheet=pgettext("workspace menu", "Invoices"),
    )


@require_POST
@access.permission_needed(access.ISSUE)
def invoice_zip(request: HttpRequest) -> HttpResponse:
    """Answer with e-invoices and PDFs in one zip, and write down that they were downloaded."""
    found = _chosen(request)
    if not found:
        messages.warning(request, gettext("Choose at least one invoice."))
        return _back(request)
    if len(found) > MOST_IN_ZIP:
        words = gettext("At most %(number)d fit in one zip. Narrow the list first.")
        messages.warning(request, words % {"number": MOST_IN_ZIP})
        return _back(request)
    try:
        body = _zip(found)
    except DomainError:
        messages.error(request, gettext("The files are still being made. Try in a minute."))
        return _back(request)
    handing_over.note_export(found, actor=actors.staff(request.user))
    response = HttpResponse(body, content_type="application/zip")
    name = found[0].full_number if len(found) == 1 else f"fakturor-{timezone.localdate()}"
    response["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    response["Cache-Control"] = "private, no-store"
    return response


def _zip(found: Sequence[Document]) -> bytes:
    for document in found:
        files_of(document)
    return zip_of(found)


@require_POST
@access.permission_needed(access.ISSUE)
def invoice_sent(request: HttpRequest) -> HttpResponse:
    """Write down that invoices were handed over, and how; several are shown first."""
    found = _chosen(request)
    if found and not request.POST.get("sure") and request.POST.get("from") != "invoice":
        return _ask_if_sent(request, found)
    how = " ".join(request.POST.get("how", "").split()) or gettext("e-invoice operator")
    number = handing_over.mark_sent(
        [one.pk for one in found], how=how, actor=actors.staff(request.user)
    )
    if not found:
        messages.warning(request, gettext("Choose at least one invoice."))
    elif not number:
        messages.info(request, gettext("Already marked as sent."))
    else:
        words = ngettext("%(number)d is marked as sent.", "%(number)d are marked as sent.", number)
        messages.success(request, words % {"number": number})
    return _back(request)


def _ask_if_sent(request: HttpRequest, found: Sequence[Document]) -> HttpResponse:
    """Show which documents are about to be marked, and which of them nobody has downloaded."""
    keys = [document.pk for document in found]
    events = DocumentEvent.objects.filter(document__in=keys).values_list("document", "happening")
    sent = {pk for pk, happening in events if happening == InvoiceHappening.SENT}
    fetched = {pk for pk, happening in events if happening == InvoiceHappening.EXPORTED}
    rows = [
        {
            "document": document,
            "buyer": document.content["buyer"]["name"] if document.content else "",
            "is_fetched": document.pk in fetched,
        }
        for document in found
        if document.pk not in sent
    ]
    if not rows:
        messages.info(request, gettext("Already marked as sent."))
        return _back(request)
    path = crumbs(None, pgettext("workspace menu", "Invoices"), gettext("Mark as sent"))
    path[1]["url"] = redirect("workspace:invoices").url
    context = {
        "rows": rows,
        "not_fetched": sum(not row["is_fetched"] for row in rows),
        "left_out": len(found) - len(rows),
        "filters": request.POST.get("filters", ""),
        "how": request.POST.get("how", ""),
        "breadcrumbs_items": path,
    }
    return render(request, "workspace/invoices_sent_sure.html", context)


def _chosen(request: HttpRequest) -> list[Document]:
    """Return the documents ticked, or all that the list's filters show, by number."""
    visible = invoice_access.documents(request.user)
    if request.POST.get("all"):
        query = QueryDict(request.POST.get("filters", "").removeprefix("?"))
        keys: Iterable[int] = InvoiceListing(request, InvoiceFilters.from_query(query)).keys()
    else:
        keys = [int(key) for key in request.POST.getlist("invoice") if is_key(key)]
    found = visible.filter(pk__in=list(keys)).select_related("payer__registration")
    return list(found.order_by("series", "year", "number"))


def _back(request: HttpRequest) -> HttpResponse:
    """Return to the one invoice whose page asked, or to the list."""
    keys = request.POST.getlist("invoice")
    if request.POST.get("from") == "invoice" and len(keys) == 1 and is_key(keys[0]):
        return redirect("workspace:invoice", int(keys[0]))
    query = QueryDict(request.POST.get("filters", "").removeprefix("?"))
    filters = InvoiceFilters.from_query(query)
    address = redirect("workspace:invoices").url
    return redirect(f"{address}{InvoiceListing(request, filters).query()}")
