"""Receipts and credits as they were rendered, for the one who pays."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from registrations.mail.rendering import PDF, bytes_of, file_name, file_of
from registrations.models import Document
from registrations.people import is_the_contact
from registrations.views.links import Link, by_link


@by_link
@require_safe
def document(request: HttpRequest, link: Link, document_id: int) -> HttpResponse:
    """Serve the PDF as it was kept; one not rendered yet is rendered and kept first."""
    if not may_read(link):
        raise Http404
    found = Document.objects.filter(pk=document_id, payer__registration=link.registration).first()
    if found is None:
        raise Http404
    body = bytes_of(file_of(found))
    if not body:
        raise Http404
    response = HttpResponse(body, content_type=PDF)
    response["Content-Disposition"] = f'inline; filename="{file_name(found)}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def may_read(link: Link) -> bool:
    """Tell whether the reader may see the buyer's name and address: only the contact person."""
    return link.is_contact or (link.own is not None and is_the_contact(link.own))
