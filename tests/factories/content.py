"""Builds content pages for tests: text, projects, the report library, the site's details."""

from typing import Any

from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.documents.models import AbstractDocument
from wagtail.models import Page

from content.models import (
    ProjectIndexPage,
    ProjectPage,
    ReportIndexPage,
    ReportPage,
    SiteSettings,
    StandardPage,
)


def add_page(parent: Page, page: Page, *, live: bool = True) -> Any:
    """Put a page under its parent, in its language, published unless told otherwise."""
    page.locale, page.live = parent.locale, live
    parent.add_child(instance=page)
    if live:
        page.save_revision().publish()
    page.refresh_from_db()
    return page


def make_text(parent: Page, title: str = "Om oss", **fields: Any) -> StandardPage:
    page: StandardPage = add_page(parent, StandardPage(title=title, **fields))
    return page


def make_projects(home: Page, *, title: str = "Projekt") -> ProjectIndexPage:
    page: ProjectIndexPage = add_page(home, ProjectIndexPage(title=title))
    return page


def make_project(index: Page, title: str = "CIRCLES", **fields: Any) -> ProjectPage:
    values = {"starts_year": 2027} | fields
    page: ProjectPage = add_page(index, ProjectPage(title=title, **values))
    return page


def make_library(home: Page, *, title: str = "Rapporter") -> ReportIndexPage:
    page: ReportIndexPage = add_page(home, ReportIndexPage(title=title))
    return page


def make_document(
    text: bytes = b"%PDF-1.4 en rapport", name: str = "rapport.pdf"
) -> AbstractDocument:
    return get_document_model().objects.create(title=name, file=ContentFile(text, name=name))


def make_report(
    library: Page, title: str = "Inköpsprocessen", *, live: bool = True, **fields: Any
) -> ReportPage:
    values = {"year": 2026} | fields
    page: ReportPage = add_page(library, ReportPage(title=title, **values), live=live)
    return page


def make_settings(**fields: Any) -> SiteSettings:
    settings = SiteSettings.objects.first() or SiteSettings()
    for name, value in fields.items():
        setattr(settings, name, value)
    settings.save()
    return settings
