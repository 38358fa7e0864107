"""Where the language link of a page leads: to the same page in the other language."""

from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.translation import get_language, override
from wagtail.models import Page

KEEP_SECONDS = 300
# Addresses end in the language's own word for itself, so that its readers know it.
OWN_NAMES = dict(settings.LANGUAGES)


@dataclass(frozen=True)
class LanguageLink:
    code: str
    words: str
    url: str
    # Whether the link leads to the same page; a page without a translation leads to the home page.
    is_same_page: bool


def other_language() -> str:
    return "en" if (get_language() or "sv").startswith("sv") else "sv"


def language_link(request: HttpRequest | None, page: object) -> LanguageLink:
    code = other_language()
    url = _same_page(request, page, code)
    return LanguageLink(code, OWN_NAMES[code], url or _home(code), is_same_page=bool(url))


def _same_page(request: HttpRequest | None, page: object, code: str) -> str:
    if isinstance(page, Page):
        version = getattr(page, "content_version", "")
        if not version:
            return _twin_url(request, page, code)
        # The version is another after any change of a page, so what is kept is never old.
        key = f"content.twin.{page.pk}.{code}.{version}"
        return cache.get_or_set(key, lambda: _twin_url(request, page, code), KEEP_SECONDS) or ""
    match = getattr(request, "resolver_match", None)
    if request is None or match is None or match.url_name == "wagtail_serve":
        return ""
    here = request.get_full_path()
    there = translate_url(here, code)
    return there if there != here else ""


def _twin_url(request: HttpRequest | None, page: Page, code: str) -> str:
    twin = (
        Page.objects.live()
        .filter(translation_key=page.translation_key, locale__language_code=code)
        .defer_streamfields()
        .first()
    )
    return (twin.get_url(request) or "") if twin else ""


def _home(code: str) -> str:
    with override(code):
        return reverse("wagtail_serve", args=[""])
