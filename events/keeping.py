"""Keeps what was gathered for a published page until anything is edited on the site."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from django.core.cache import cache
from django.utils.translation import get_language

if TYPE_CHECKING:
    from events.models import ListedPage

Gathered = TypeVar("Gathered")
KEEP_SECONDS = 300


def kept_as(page: "ListedPage") -> str:
    """Return the words that tell this version of a page from all others."""
    return f"{page.pk}.{page.content_version}.{get_language()}"


def kept(page: "ListedPage", name: str, gather: Callable[[], Gathered]) -> Gathered:
    """Return what `gather` gives, from the cache for a published page; drafts gather anew."""
    if not page.content_version:
        return gather()
    key = f"event.{name}.{kept_as(page)}"
    found: tuple[Gathered] | None = cache.get(key)
    if found is None:
        # In a tuple, so that a kept None differs from nothing kept.
        found = (gather(),)
        cache.set(key, found, KEEP_SECONDS)
    return found[0]
