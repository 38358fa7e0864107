"""Drafts of invoices: the list, one with its preview, discarding and issuing."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext, ngettext, pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from registrations import actors
from registrations.errors import DomainError
from registrations.invoicing import drafts as domain
from registrations.invoicing import issuing
from registrations.mail.draft_paper import draft_pdf as render_pdf
from registrations.models import Document, DocumentLine, InvoiceDraft
from registrations.words import DocumentKind
from registrations.workspace import access
from registrations.workspace.crumbs import Crumb, crumbs
from registrations.workspace.draft_forms import DraftForm
from registrations.workspace.draft_rows import DraftRow, Plan, draft_rows
from registrations.workspace.invoice_content import InvoiceContent
from registrations.workspace.listing import PER_PAGE, is_key
from registrations.workspace.row_links import details_url, links_of


@require_GET
@access.permission_needed(access.ISSUE)
def drafts(request: HttpRequest) -> HttpResponse:
    """List the drafts, those that were refused first."""
    found = InvoiceDraft.objects.select_related("created_by").order_by("refusal", "pk").reverse()
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("p", "1"))
    context = {
        "page": page,
        "rows": draft_rows(page.object_list),
        "total": page.paginator.count,
        "breadcrumbs_items": _crumbs(),
    }
    return render(request, "workspace/drafts.html", context)


@require_http_methods(["GET", "POST"])
@access.permission_needed(access.ISSUE)
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a draft as the invoice that it would be now; change its day and message."""
    row = _row_of(pk)
    initial = {"due_on": row.draft.due_on, "message": row.draft.message}
    form = DraftForm(access.posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        domain.change_draft(draft_id=pk, **form.cleaned_data)
        messages.success(request, gettext("Saved."))
        return redirect("workspace:draft", pk)
    document, problems = _preview(row, request.user)
    context = {
        "row": row,
        "form": form,
        "content": InvoiceContent(document.content) if document is not None else None,
        "document": document,
        "problems": problems,
        "mail_to": row.payers[0].email or row.payers[0].registration.contact_email,
        "first_details_url": details_url(request.user, row.payers[0]),
        "links": links_of(request.user, row.payers),
        "breadcrumbs_items": _crumbs(row.buyer),
    }
    status = 422 if form.is_bound and form.errors else 200
    response = render(request, "workspace/draft.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


@require_GET
@access.permission_needed(access.ISSUE)
def draft_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer with the draft's PDF, marked as a draft and without a number."""
    document, _problems = _preview(_row_of(pk), request.user)
    if document is None:
        raise Http404
    response = HttpResponse(render_pdf(document), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="utkast.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@access.permission_needed(access.ISSUE)
def discard_drafts(request: HttpRequest) -> HttpResponse:
    """Remove the drafts chosen; what they took is ready to invoice again."""
    number = domain.discard(_chosen(request))
    words = ngettext("%(number)d draft is discarded.", "%(number)d drafts are discarded.", number)
    messages.success(request, words % {"number": number})
    return redirect("workspace:drafts")


@require_POST
@access.permission_needed(access.ISSUE)
def issue_drafts(request: HttpRequest) -> HttpResponse:
    """Show what issuing the drafts chosen comes to; when sure, issue them."""
    keys = _chosen(request)
    if not keys:
        messages.warning(request, gettext("Choose at least one draft."))
        return redirect("workspace:drafts")
    if not request.POST.get("sure"):
        return _ask(request, keys)
    rows = draft_rows(InvoiceDraft.objects.filter(pk__in=keys[:1]))
    asked = domain.ask_to_issue(keys, actor=actors.staff(request.user))
    domain.issue_asked(asked)
    _tell(request, asked)
    if len(keys) == 1 and rows:
        return _to_the_one(keys[0], rows[0])
    return redirect("workspace:drafts" if _left(asked).exists() else "workspace:invoices")


def _ask(request: HttpRequest, keys: Sequence[int]) -> HttpResponse:
    found = InvoiceDraft.objects.filter(pk__in=keys, asked_at__isnull=True)
    plan = Plan(draft_rows(found))
    if not plan.rows:
        messages.warning(request, gettext("They are being issued already."))
        return redirect("workspace:drafts")
    context = {"plan": plan, "breadcrumbs_items": _crumbs(gettext("Issue invoices"))}
    return render(request, "workspace/issue_drafts.html", context)


def _tell(request: HttpRequest, asked: Sequence[int]) -> None:
    """Say how many were issued, how many wait for the tick, and how many were refused."""
    left = _left(asked)
    refused = left.exclude(refusal="").count()
    waiting = left.filter(asked_at__isnull=False).count()
    issued = len(asked) - left.count()
    if issued:
        words = ngettext("%(number)d invoice is issued.", "%(number)d invoices are issued.", issued)
        messages.success(request, words % {"number": issued})
    if waiting:
        words = ngettext(
            "%(number)d more is issued within a few minutes.",
            "%(number)d more are issued within a few minutes.",
            waiting,
        )
        messages.info(request, words % {"number": waiting})
    if refused:
        words = ngettext(
            "%(number)d could not be issued. Why stands at the draft.",
            "%(number)d could not be issued. Why stands at each draft.",
            refused,
        )
        messages.error(request, words % {"number": refused})
    if not asked:
        messages.info(request, gettext("They were issued a moment ago, or are being issued."))


def _to_the_one(draft_id: int, row: DraftRow) -> HttpResponse:
    """Go back to a draft that was refused, else to the invoice that it became."""
    if _left([draft_id]).exists():
        return redirect("workspace:draft", draft_id)
    lines = DocumentLine.objects.filter(
        charge__payer__in=row.payers, document__kind=DocumentKind.INVOICE
    )
    newest = lines.order_by("-document").values_list("document", flat=True).first()
    return redirect("workspace:invoice", newest) if newest else redirect("workspace:invoices")


def _left(keys: Sequence[int]) -> Any:
    return InvoiceDraft.objects.filter(pk__in=keys)


def _row_of(pk: int) -> DraftRow:
    found = get_object_or_404(InvoiceDraft.objects.select_related("created_by"), pk=pk)
    rows = draft_rows([found])
    if not rows:
        raise Http404
    return rows[0]


def _preview(row: DraftRow, user: Any) -> tuple[Document | None, list[str]]:
    """Return the invoice as it would be, and in sentences why it cannot be issued."""
    try:
        return issuing.preview(
            payer_ids=[payer.pk for payer in row.payers],
            actor=actors.staff(user),
            due_on=row.draft.due_on,
            message=row.draft.message,
        )
    except DomainError as refusal:
        return None, [str(refusal)]


def _chosen(request: HttpRequest) -> list[int]:
    """Return the drafts ticked, those shown before one was sure, or all there are."""
    if request.POST.get("all"):
        waiting = InvoiceDraft.objects.filter(asked_at__isnull=True)
        return list(waiting.values_list("pk", flat=True))
    keys = [*request.POST.getlist("draft"), *request.POST.get("keys", "").split(",")]
    return [int(key) for key in keys if is_key(key)]


def _crumbs(*words: str) -> list[Crumb]:
    path = crumbs(None, pgettext("workspace menu", "To invoice"), gettext("Drafts"), *words)
    path[1]["url"] = redirect("workspace:to_invoice").url
    path[2]["url"] = redirect("workspace:drafts").url
    return path
