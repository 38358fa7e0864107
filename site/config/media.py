"""Serves uploaded images; documents have an address of their own that knows who may read them."""

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.static import serve

FOLDERS = ("images/", "original_images/", "avatar_images/")
SUFFIXES = (".avif", ".gif", ".ico", ".jpeg", ".jpg", ".png", ".webp")


def image(request: HttpRequest, path: str) -> HttpResponseBase:
    """Answer with an image in a sandbox, whatever its bytes turn out to be."""
    if not path.startswith(FOLDERS) or not path.lower().endswith(SUFFIXES):
        raise Http404
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
