"""Who sees which invoices: who may issue them sees all, others those of their own events alone."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from registrations.models import Document, DocumentLine, Offering
from registrations.words import DocumentKind
from registrations.workspace import access

_REGISTRATION = "charge__payer__registration"


def may_issue(user: Any) -> bool:
    return access.user_may(user, access.ISSUE)


def may_see(user: Any) -> bool:
    """Tell whether the user sees invoices: who issues them, and who sees payments."""
    return may_issue(user) or access.user_may(user, access.VIEW_PAYMENT)


def seeing_needed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Refuse a view to those who may not see invoices."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_see(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


def offerings(user: Any) -> QuerySet[Offering]:
    """Return the events whose invoices the user sees."""
    if may_issue(user):
        return Offering.objects.all()
    found: QuerySet[Offering] = Offering.objects.visible_to(user)
    return found


def documents(user: Any) -> QuerySet[Document]:
    """Return the invoices and their credit notes that the user may see.

    One over registrations of several events is only for those who may see all of them.
    """
    found = Document.objects.filter(kind=DocumentKind.INVOICE) | Document.objects.filter(
        kind=DocumentKind.CREDIT_NOTE, credits__kind=DocumentKind.INVOICE
    )
    if may_issue(user):
        return found
    return found.filter(offering__in=offerings(user)).exclude(pk__in=hidden_from(user))


def hidden_from(user: Any) -> QuerySet[Any, Any]:
    """Return the keys of documents with a line of an event that the user does not see."""
    if may_issue(user):
        return DocumentLine.objects.none().values("document")
    others = Offering.objects.exclude(pk__in=offerings(user).values("pk"))
    lines = DocumentLine.objects.filter(**{f"{_REGISTRATION}__offering__in": others})
    return lines.values("document")


def get_document(request: HttpRequest, pk: int) -> Document:
    """Return the document, or answer 404 as if another team's did not exist."""
    found = documents(request.user).select_related("payer__registration__offering", "credits")
    return get_object_or_404(found, pk=pk)
