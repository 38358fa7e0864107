"""Event pages that many read: answered 304 or from the cache before Wagtail looks for them."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import parse_etags
from wagtail.url_routing import RouteResult

from events.door import find_page, load_page, version_of
from events.models import EventPage

KEEP_SECONDS = 300
FRESH_SECONDS = 30


class EventPageMiddleware:
    """Gives event pages an ETag and a short shared lifetime; whoever has a session gets neither."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        tag = getattr(request, "event_tag", None)
        if tag is not None and response.status_code in {HTTPStatus.OK, HTTPStatus.NOT_MODIFIED}:
            _remember(tag, response)
            _mark_public(response, tag)
        elif getattr(request, "event_is_personal", False):
            # Drawn with the reader's own messages or staff tools: no shared cache may keep it.
            patch_cache_control(response, private=True)
            patch_vary_headers(response, ["Cookie"])
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        match = request.resolver_match
        if (
            match is None
            or match.url_name != "wagtail_serve"
            or request.method not in {"GET", "HEAD"}
        ):
            return None
        path = args[0] if args else kwargs.get("path", "")
        found = find_page(request, path) if path else None
        if found is None:
            return None
        if issubclass(found.model, EventPage) and not found.is_restricted and _is_public(request):
            version = version_of(found)
            request.event_tag = version.tag  # type: ignore[attr-defined]  # read above
            ready = _ready_answer(request, version.tag)
            if ready is not None:
                return ready
            request.event_facts = version.facts()  # type: ignore[attr-defined]  # read by the page
        elif issubclass(found.model, EventPage):
            request.event_is_personal = True  # type: ignore[attr-defined]  # read above
        page = load_page(found)
        page.content_version = found.content_version
        page.is_known_public = not found.is_restricted
        request._wagtail_route_for_request = RouteResult(page)  # type: ignore[attr-defined]
        return None


def _is_public(request: HttpRequest) -> bool:
    """Tell whether the reader has neither a session nor a message, nor asks for a variant."""
    private = {settings.SESSION_COOKIE_NAME, "messages"}
    return not request.META.get("QUERY_STRING") and not private & request.COOKIES.keys()


def _ready_answer(request: HttpRequest, tag: str) -> HttpResponse | None:
    """Return 304 to who has this version already, else the page as it was drawn for another."""
    known = parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))
    if "*" in known or tag in known:
        return HttpResponseNotModified()
    body = cache.get(_key(tag))
    return HttpResponse(body) if body is not None else None


def _remember(tag: str, response: HttpResponse) -> None:
    if response.content and not response.cookies:
        cache.add(_key(tag), response.content, KEEP_SECONDS)


def _mark_public(response: HttpResponse, tag: str) -> None:
    response["ETag"] = tag
    # The page is the same for all who have no session, and its language is in its address.
    del response["Vary"]
    patch_cache_control(response, public=True, max_age=FRESH_SECONDS, must_revalidate=True)


def _key(tag: str) -> str:
    return f"event-page:{tag[3:-1]}"
