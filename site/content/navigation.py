"""The menus of every page: read in two queries, kept for a minute, dropped when a page changes."""

from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext, pgettext
from wagtail.models import Page

from content.models import SiteSettings

KEEP_SECONDS = 60


@dataclass(frozen=True)
class Entry:
    """One link of a menu; `section` says which pages stand under it."""

    words: str
    url: str
    section: str = ""


@dataclass(frozen=True)
class Navigation:
    """What the head and the foot of a page say, in one language."""

    organisation: str
    about: str
    email: str
    home_url: str
    ical_url: str
    rss_url: str
    main: tuple[Entry, ...]
    foot: tuple[Entry, ...]
    privacy_url: str = ""


def navigation(language: str) -> Navigation:
    found = cache.get(_key(language))
    if found is None:
        found = _read(language)
        cache.set(_key(language), found, KEEP_SECONDS)
    return found


def forget_navigation(**kwargs: Any) -> None:
    """Read the menus anew at the next request; other processes follow within a minute."""
    cache.delete_many([_key("sv"), _key("en")])


def _key(language: str) -> str:
    return f"content.navigation.{language}"


def _read(language: str) -> Navigation:
    settings = SiteSettings.objects.first() or SiteSettings()
    urls = _urls(settings, language)
    main = [
        Entry(pgettext("menu", "Calendar"), address("events:calendar"), "calendar"),
        Entry(pgettext("menu", "Projects"), urls["projects_page"], "projects"),
        Entry(pgettext("menu", "Reports"), urls["reports_page"], "reports"),
        Entry(pgettext("menu", "About us"), urls["about_page"], "about"),
    ]
    foot = [
        Entry(pgettext("menu", "Contact"), urls["contact_page"]),
        Entry(gettext("Search the site"), address("content:search")),
        Entry(gettext("Subscribe to the calendar"), address("events:calendar_ical")),
        Entry(gettext("Accessibility statement"), urls["accessibility_page"]),
        Entry(gettext("How we handle personal data"), urls["privacy_page"]),
        Entry(gettext("No cookies on this site"), urls["cookies_page"]),
    ]
    return Navigation(
        organisation=settings.organisation_name,
        about=settings.about,
        email=settings.email,
        home_url=address("wagtail_serve", ""),
        ical_url=address("events:calendar_ical"),
        rss_url=address("events:calendar_rss"),
        main=tuple(entry for entry in main if entry.url),
        foot=tuple(entry for entry in foot if entry.url),
        privacy_url=urls["privacy_page"],
    )


def _urls(settings: SiteSettings, language: str) -> dict[str, str]:
    """Return the address in this language of each page the settings name, or nothing."""
    names = [field.name for field in SiteSettings._meta.fields if field.related_model is Page]
    chosen = {name: getattr(settings, f"{name}_id") for name in names}
    wanted = Page.objects.filter(pk__in=[pk for pk in chosen.values() if pk])
    twins = Page.objects.filter(translation_key__in=wanted.values("translation_key"))
    pages = list(twins.select_related("locale").defer_streamfields())
    keys = {page.pk: page.translation_key for page in pages}
    found = {
        page.translation_key: page.get_url() or ""
        for page in pages
        if page.live and page.locale.language_code == language
    }
    return {name: found.get(keys.get(pk), "") for name, pk in chosen.items()}


def address(name: str, *arguments: object) -> str:
    """Return an address by its name, or nothing while no app gives it."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""
