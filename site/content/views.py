"""The addresses of the site that are no pages: search, a report's file, robots, the icon."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import content_disposition_header
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
    document = report.document
    if document is None or not document.file.storage.exists(document.file.name):
        raise Http404
    name = f"{report.slug}.{document.file_extension}"
    response: HttpResponse | FileResponse
    if request.method == "HEAD":
        response = HttpResponse(content_type=document.content_type)
        response["Content-Length"] = document.file.size
        response["Content-Disposition"] = content_disposition_header(True, name) or ""
    else:
        if "Range" not in request.headers:
            count_download(report.translation_key)
        response = FileResponse(
            document.file.open("rb"),
            as_attachment=True,
            filename=name,
            content_type=document.content_type,
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
