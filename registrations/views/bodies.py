"""What a view may rely on of a posted body: that it can be read, and came from our page."""

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.middleware.csrf import CsrfViewMiddleware


class _Check(CsrfViewMiddleware):
    """Answers with the reason instead of a page of its own."""

    def _reject(self, request: HttpRequest, reason: str) -> str:
        return reason


def _no_response(request: HttpRequest, *args: object, **arguments: object) -> HttpResponse:
    return HttpResponse()


def comes_from_our_page(request: HttpRequest) -> bool:
    """Tell whether the CSRF token holds; where it does not, a view can keep what was typed."""
    check = _Check(_no_response)
    check.process_request(request)
    return check.process_view(request, _no_response, (), {}) is None


def read_body(request: HttpRequest) -> QueryDict | None:
    """Return the posted form, or None where it is too large or cannot be read."""
    try:
        return request.POST
    except (SuspiciousOperation, MultiPartParserError, OSError):
        return None
