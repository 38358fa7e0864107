"""The page of one invoice or credit note, its files, and mailing it again."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_GET, require_POST

from registrations import actors
from registrations.errors import DomainError
from registrations.invoicing.handing_over import mail_again
from registrations.mail import rendering
from registrations.workspace import access, invoice_access
from registrations.workspace.crumbs import Crumb, crumbs
from registrations.workspace.invoice_actions import actions_for, waive_address
from registrations.workspace.invoice_dossier import InvoiceDossier, invoice_dossier
from registrations.workspace.row_links import links_of

FORMS = {"pdf": rendering.PDF, "xml": rendering.XML}


def invoice_crumbs(number: str, *words: str, pk: int | None = None) -> list[Crumb]:
    """Return the path to an invoice, by the list; the invoice is a link where more follows."""
    path = crumbs(None, pgettext("workspace menu", "Invoices"), number, *words)
    path[1]["url"] = reverse("workspace:invoices")
    if pk is not None:
        path[2]["url"] = reverse("workspace:invoice", args=[pk])
    return path


@require_GET
@invoice_access.seeing_needed
def invoice(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an invoice with its lines, money, credits, reminders, files and history."""
    document = invoice_access.get_document(request, pk)
    found = invoice_dossier(document.pk)
    may_issue = invoice_access.may_issue(request.user)
    context = {
        "dossier": found,
        "document": found.document,
        "content": found.content,
        "links": links_of(request.user, found.payers),
        "actions": list(actions_for(request.user, found)),
        "reminders": _reminders(found, may_issue),
        "may_issue": may_issue,
        "mail_to": found.document.payer.email or found.document.payer.registration.contact_email,
        "breadcrumbs_items": invoice_crumbs(document.full_number),
    }
    response = render(request, "workspace/invoice.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def _reminders(found: InvoiceDossier, may_issue: bool) -> list[tuple[object, str]]:
    """Return the reminders, each with where its fee is waived."""
    return [
        (one, waive_address(one.pk) if may_issue and one.charge_id else "")
        for one in found.reminders
    ]


@require_GET
@invoice_access.seeing_needed
def invoice_file(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """Answer with the PDF or the e-invoice as it was kept, made first if need be."""
    document = invoice_access.get_document(request, pk)
    media_type = FORMS.get(form)
    if media_type is None:
        raise Http404
    files = {file.media_type: file for file in rendering.files_of(document)}
    if media_type not in files:
        raise Http404
    try:
        body = rendering.bytes_of(files[media_type])
    except rendering.FilesDisagree:
        messages.error(request, _damaged(bool(bytes(files[media_type].body))))
        return redirect("workspace:invoice", pk)
    response = HttpResponse(body, content_type=media_type)
    name = rendering.file_name(document, media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _damaged(has_body: bool) -> str:
    if has_body:
        return gettext("The kept file is not what its hash says. Tell the operator of the system.")
    return gettext("The file is emptied: the years that bookkeeping law asks for are over.")


@require_POST
@access.permission_needed(access.ISSUE)
def invoice_mail(request: HttpRequest, pk: int) -> HttpResponse:
    """Mail the document once more, to the address that its payer has now."""
    document = invoice_access.get_document(request, pk)
    seen = request.POST.get("seen", "")
    try:
        to = mail_again(document, seen=seen, actor=actors.staff(request.user))
    except DomainError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, gettext("It is mailed to %(address)s.") % {"address": to})
    return redirect("workspace:invoice", pk)
