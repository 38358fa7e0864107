"""Documents as they were rendered, for the one who pays: receipts, invoices and credits."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from registrations.mail.rendering import PDF, XML, bytes_of, file_name, file_of, ubl_of
from registrations.people import is_the_contact
from registrations.personal_data import documents_of
from registrations.views.links import Link, by_link

MEDIA_TYPES = {"pdf": PDF, "xml": XML}


@by_link
@require_safe
def document(request: HttpRequest, link: Link, document_id: int, ending: str) -> HttpResponse:
    """Serve a file as it was kept; one not rendered yet is rendered and kept first."""
    if not may_read(link):
        raise Http404
    found = documents_of(link.registration).filter(pk=document_id).first()
    if found is None:
        raise Http404
    media_type = MEDIA_TYPES[ending]
    file = file_of(found) if media_type == PDF else ubl_of(found)
    body = bytes_of(file) if file is not None else b""
    if not body:
        raise Http404
    how = "inline" if media_type == PDF else "attachment"
    response = HttpResponse(body, content_type=media_type)
    response["Content-Disposition"] = f'{how}; filename="{file_name(found, media_type)}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def may_read(link: Link) -> bool:
    """Tell whether the reader may see the buyer's name and address: only the contact person."""
    return link.is_contact or (link.own is not None and is_the_contact(link.own))
