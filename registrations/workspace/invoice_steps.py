"""What the pages share that do something with one invoice: finding it, saying why, going back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext, pgettext

from registrations.models import Document
from registrations.outcomes import act_and_say
from registrations.words import DocumentKind
from registrations.workspace import invoice_access
from registrations.workspace.crumbs import Crumb, crumbs


def get_invoice(request: HttpRequest, pk: int) -> Document:
    """Return an invoice, no credit note, that the user may see; or answer 404."""
    found = invoice_access.documents(request.user).filter(kind=DocumentKind.INVOICE)
    return get_object_or_404(found.select_related("payer__registration"), pk=pk)


def invoice_crumbs(document: Document, *words: str) -> list[Crumb]:
    """Return the path by the list and the invoice to a page that does something with it."""
    path = crumbs(None, pgettext("workspace menu", "Invoices"), document.full_number, *words)
    path[1]["url"] = reverse("workspace:invoices")
    path[2]["url"] = reverse("workspace:invoice", args=[document.pk])
    return path


def changed_meanwhile(request: HttpRequest, document: Document) -> HttpResponse:
    messages.warning(request, gettext("It has already been changed. Here is how it stands now."))
    return redirect("workspace:invoice", document.pk)


@dataclass(frozen=True)
class Step:
    """A page that says what one press does, and asks why where the law of books wants to know."""

    title: str
    submit_words: str
    outcomes: Sequence[str] = ()
    facts: Sequence[tuple[str, str]] = ()
    warning: str = ""
    # A text that is sent, shown as it stands.
    quoted: str = ""
    is_loss: bool = False


def step_page(
    request: HttpRequest, document: Document, form: forms.Form, step: Step
) -> HttpResponse:
    context = {
        **vars(step),
        "form": form,
        "document": document,
        "breadcrumbs_items": invoice_crumbs(document, step.title),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "workspace/invoice_step.html", context, status=status)


def take_step(
    request: HttpRequest, document: Document, act: Callable[[], object], done: str
) -> HttpResponse:
    """Do it, say how it went, and show the invoice as it stands then."""
    act_and_say(request, act, done)
    return redirect("workspace:invoice", document.pk)
