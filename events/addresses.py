"""Addresses of pages as others see them, and the way to an event's project."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest
from wagtail.models import Page

if TYPE_CHECKING:
    from events.models import ListedPage


@dataclass(frozen=True)
class PageLink:
    title: str
    url: str


def absolute(url: str) -> str:
    """Return the whole address, the same whatever host was asked."""
    return url if "://" in url else f"{settings.BASE_URL}{url}"


def project_link(page: "ListedPage", request: HttpRequest | None) -> PageLink | None:
    """Return the live page of the event's project, in the event's language if there is one."""
    project: Page | None = page.project
    if project is None:
        return None
    if project.locale_id != page.locale_id:
        twin = project.get_translation_or_none(page.locale)
        project = twin if twin is not None and twin.live else project
    url = project.get_url(request) if project.live else None
    return PageLink(project.title, url) if url else None
