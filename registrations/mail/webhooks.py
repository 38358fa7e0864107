"""The mail service's webhooks: Anymail's own views, behind the secret and a limit on size."""

import logging
from typing import Any

from anymail import urls as anymail_urls
from anymail.exceptions import AnymailError
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DataError
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseForbidden,
)
from django.urls import Resolver404, URLResolver
from django.urls.resolvers import RegexPattern
from django.views.decorators.csrf import csrf_exempt

logger = logging.getLogger(__name__)

LARGEST_BODY = 1024 * 1024

# What Anymail's parsing and the database say of a report that makes no sense.
UNREADABLE = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    OverflowError,
    RecursionError,
    DataError,
)

_resolver = URLResolver(RegexPattern(r"^"), anymail_urls)


@csrf_exempt
def take_events(request: HttpRequest, rest: str) -> HttpResponse:
    """Hand a webhook to Anymail; what cannot be read is refused with 400."""
    if not settings.ANYMAIL.get("WEBHOOK_SECRET"):
        return HttpResponseForbidden("Set ANYMAIL_WEBHOOK_SECRET first.")
    view, kwargs = _view_of(rest)
    try:
        if int(request.headers.get("Content-Length") or 0) > LARGEST_BODY:
            return HttpResponse(status=413)
        return view(request, **kwargs)
    except (AnymailError, ImproperlyConfigured) as problem:
        return HttpResponseForbidden(type(problem).__name__)
    except UNREADABLE:
        logger.warning("A webhook of the mail service could not be read", exc_info=True)
        return HttpResponseBadRequest("The event cannot be read.")


def _view_of(rest: str) -> tuple[Any, dict[str, Any]]:
    try:
        match = _resolver.resolve(rest)
    except Resolver404 as error:
        raise Http404 from error
    if "/inbound" in f"/{rest}":
        raise Http404
    return match.func, match.kwargs
