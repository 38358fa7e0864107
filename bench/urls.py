"""The site's addresses and one empty page, the measure of the others."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from config.urls import handler400, urlpatterns


def empty(request: HttpRequest) -> HttpResponse:
    return render(request, "bench/empty.html")


urlpatterns = [path("bench/empty/", empty), *urlpatterns]

__all__ = ["handler400", "urlpatterns"]
