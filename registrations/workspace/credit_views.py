"""Crediting an invoice, and issuing it again put right: asked, shown, and only then done."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext, pgettext
from django.views.decorators.http import require_http_methods

from registrations import actors
from registrations.errors import DomainError
from registrations.invoicing import crediting
from registrations.invoicing.foresight import Foreseen, foresee
from registrations.invoicing.issued import locked_invoice
from registrations.invoicing.refusals import NothingToCredit
from registrations.models import Document
from registrations.signup_sheet import PAYER_FIELDS
from registrations.words import InvoiceDelivery
from registrations.workspace import access
from registrations.workspace.credit_forms import CreditForm, ReissueForm, hidden_of
from registrations.workspace.invoice_changes import changes_of
from registrations.workspace.invoice_content import InvoiceContent
from registrations.workspace.invoice_dossier import is_for_portal
from registrations.workspace.invoice_steps import changed_meanwhile, get_invoice, invoice_crumbs


@require_http_methods(["GET", "POST"])
@access.permission_needed(access.ISSUE)
def invoice_credit(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask what of an invoice is credited, show the credit note and the money, and issue it."""
    document = get_invoice(request, pk)
    left = crediting.creditable(document)
    if not left:
        messages.warning(request, str(NothingToCredit()))
        return redirect("workspace:invoice", document.pk)
    form = CreditForm(access.posted(request), left=left)
    title = pgettext("invoice", "Credit")
    if not (form.is_bound and form.is_valid()) or "change" in request.POST:
        return _ask_page(request, document, form, title, "workspace/invoice_credit.html")
    if form.has_changed_meanwhile(left):
        return changed_meanwhile(request, document)
    credit = partial(
        crediting.credit,
        document_id=document.pk,
        reason=form.cleaned_data["reason"],
        parts=form.parts(),
        actor=actors.staff(request.user),
    )
    if "sure" in request.POST:
        return _credit(request, document, form, credit)
    try:
        foreseen = foresee(document.pk, lambda now: credit(now=now))
    except DomainError as error:
        form.add_error("everything", str(error))
        return _ask_page(request, document, form, title, "workspace/invoice_credit.html")
    context = {"papers": [InvoiceContent(note.content) for note in foreseen.notes]}
    return _sure_page(request, document, form, title, foreseen, **context)


def _credit(
    request: HttpRequest, document: Document, form: CreditForm, credit: "partial[list[Document]]"
) -> HttpResponse:
    """Do it once: what was shown is compared again while nobody else can change it."""
    try:
        with locked_invoice(document.pk):
            if form.has_changed_meanwhile(crediting.creditable(document)):
                return changed_meanwhile(request, document)
            notes = credit()
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("workspace:invoice", document.pk)
    words = ngettext(
        "Credit note %(numbers)s is issued.", "Credit notes %(numbers)s are issued.", len(notes)
    )
    numbers = ", ".join(note.full_number for note in notes)
    messages.success(request, words % {"numbers": numbers})
    # The next step, handing it over, is on the note's own page; of several, the invoice lists them.
    return redirect("workspace:invoice", notes[0].pk if len(notes) == 1 else document.pk)


@require_http_methods(["GET", "POST"])
@access.permission_needed(access.ISSUE)
def invoice_reissue(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the payer's right details, show old and new, and credit and issue again."""
    document = get_invoice(request, pk)
    if not crediting.creditable(document):
        messages.warning(request, str(NothingToCredit()))
        return redirect("workspace:invoice", document.pk)
    initial = {name: getattr(document.payer, name) for name in PAYER_FIELDS}
    form = ReissueForm(access.posted(request), initial=initial)
    title = pgettext("invoice", "Credit and reissue")
    ask = partial(_ask_page, request, document, form, title, "workspace/invoice_reissue.html")
    if not (form.is_bound and form.is_valid()) or "change" in request.POST:
        return ask()
    reissue = partial(
        crediting.credit_and_reissue,
        document_id=document.pk,
        details=form.details(),
        due_on=form.cleaned_data["due_on"],
        reason=form.cleaned_data["reason"],
        actor=actors.staff(request.user),
    )
    if "sure" in request.POST:
        return _reissue(request, document, reissue)
    try:
        foreseen = foresee(document.pk, lambda now: reissue(now=now))
    except DomainError as error:
        form.add_error(None, str(error))
        return ask()
    changes = changes_of(document, foreseen.outcome)
    if not changes:
        form.add_error(None, gettext("The new invoice would be like the old. Change something."))
        return ask()
    context = {"changes": changes, "fresh": foreseen.outcome}
    return _sure_page(request, document, form, title, foreseen, **context)


def _reissue(
    request: HttpRequest, document: Document, reissue: "partial[Document]"
) -> HttpResponse:
    try:
        fresh = reissue()
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("workspace:invoice", document.pk)
    words = gettext("%(old)s is credited. %(new)s is issued instead.")
    numbers = {"old": document.full_number, "new": fresh.full_number}
    messages.success(request, words % numbers)
    return redirect("workspace:invoice", fresh.pk)


def _ask_page(
    request: HttpRequest, document: Document, form: forms.Form, title: str, template: str
) -> HttpResponse:
    context = {
        "document": document,
        "form": form,
        "title": title,
        "breadcrumbs_items": invoice_crumbs(document, title),
    }
    return render(request, template, context, status=422 if form.errors else 200)


def _sure_page(
    request: HttpRequest,
    document: Document,
    form: forms.Form,
    title: str,
    foreseen: Foreseen,
    **more: Any,
) -> HttpResponse:
    context = {
        "document": document,
        "foreseen": foreseen,
        "hidden": hidden_of(form),
        "reason": form.cleaned_data["reason"],
        "deliveries": _deliveries(foreseen, more.get("fresh")),
        "title": title,
        "breadcrumbs_items": invoice_crumbs(document, title),
        **more,
    }
    return render(request, "workspace/invoice_sure.html", context)


def _deliveries(foreseen: Foreseen, fresh: Document | None) -> list[str]:
    """Return how the buyer gets what is issued: nothing is mailed to one who takes e-invoices."""
    found = []
    if any(note.payer.delivery != InvoiceDelivery.PEPPOL for note in foreseen.notes):
        found.append(gettext("The credit note is mailed to the buyer."))
    else:
        found.append(
            gettext(
                "The credit note is not mailed, since the buyer takes e-invoices: you then hand it"
                " to your operator. The next page has the buttons."
            )
        )
    if fresh is None:
        return found
    if is_for_portal(fresh):
        words = gettext("The new invoice is not mailed: you hand it to your operator.")
    else:
        words = gettext("The new invoice is mailed to the buyer.")
    return [*found, words]
