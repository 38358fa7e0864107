"""Answers to requests that cannot be served, in words."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", status=400)


def no_such_page(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Stand where a library would serve a page that Kretslopp does not offer."""
    raise Http404
