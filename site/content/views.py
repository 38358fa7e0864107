"""The addresses of the site that are no pages: search, a report's file, robots, the icon."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from content.library import count_download
from content.models import ReportPage
from content.search import search_site
from content.templatetags.content_tags import PAGE_PARAMETER


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    language = (get_language() or "sv")[:2]
    found = search_site(request.GET.get("q", ""), language, request.GET.get(PAGE_PARAMETER))
    return render(request, "content/search.html", {"found": found, "page_obj": found.pages})


@require_safe
def download(request: HttpRequest, page_id: int) -> HttpResponse | FileResponse:
    """Send a live report's file; a HEAD, or the later parts of a file, count nothing."""
    report = get_object_or_404(
        ReportPage.objects.live().public().select_related("document"), pk=page_id
    )
    if report.document is None:
        raise Http404
    try:
        file = report.document.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    if request.method == "GET" and "Range" not in request.headers:
        count_download(report.translation_key)
    response = FileResponse(
        file,
        as_attachment=True,
        filename=f"{report.slug}.{report.document.file_extension}",
        content_type=report.document.content_type,
    )
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
@cache_control(public=True, max_age=86400)
def robots(request: HttpRequest) -> HttpResponse:
    """Keep robots from links that belong to one person; they could not open them anyway."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /konto/",
        "Disallow: /r/",
        "Disallow: /en/r/",
        f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=86400)
def favicon(request: HttpRequest) -> HttpResponse:
    """Lead those who ask for the old address to the sign."""
    return redirect(static("content/art/mark.svg"))
