"""Makes each page of the demo in both languages, published, under one translation key."""

import json
from typing import Any
from uuid import uuid4

from django.db import models
from django.utils import timezone
from wagtail.fields import StreamField
from wagtail.models import Locale, Page, Site

from config.demo.languages import LANGUAGES, Both, Twins, choose
from content.models import HomePage

WELCOME_SLUG = "home"


def text(words: Both) -> dict[str, Any]:
    return {"type": "text", "value": words}


def notice(tone: str, heading: Both, words: Both) -> dict[str, Any]:
    return {"type": "notice", "value": {"tone": tone, "heading": heading, "text": words}}


def items(values: list[Any]) -> list[dict[str, Any]]:
    """Return the children of a list block as they are stored."""
    return [{"type": "item", "id": str(uuid4()), "value": value} for value in values]


def link(page: Page, words: str) -> str:
    return f'<a linktype="page" id="{page.pk}">{words}</a>'


def make_homes(**fields: Any) -> Twins:
    """Make both home pages and let the site show them; Wagtail's welcome page goes."""
    root = Page.get_first_root_node()
    key = uuid4()
    homes = Twins(
        **{
            language: _add(root, HomePage, _locale(language), key, choose(fields, language))
            for language in LANGUAGES
        }
    )
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    site.hostname, site.port = site.hostname or "localhost", site.port or 80
    site.site_name, site.root_page = "Kretslopp", homes.sv
    site.save()
    for page in welcome_pages():
        page.delete()
    return homes


def welcome_pages() -> "models.QuerySet[Page]":
    """Return the page that Wagtail's own migration puts into every new site."""
    return Page.objects.filter(depth=2, slug=WELCOME_SLUG, content_type__model="page")


def add_pages(parent: Twins, model: type[Page], **fields: Any) -> Twins:
    """Add a page under both parents; what is not `Both` is the same in both languages."""
    key = uuid4()
    return Twins(
        **{
            language: _add(
                parent.of(language), model, _locale(language), key, choose(fields, language)
            )
            for language in LANGUAGES
        }
    )


def _locale(language: str) -> Locale:
    return Locale.objects.get_or_create(language_code=language)[0]


def _add(parent: Page, model: type[Page], locale: Locale, key: Any, fields: dict[str, Any]) -> Page:
    ready: dict[str, Any] = {}
    related: dict[str, Any] = {}
    for name, value in fields.items():
        field = model._meta.get_field(name)
        if isinstance(field, StreamField):
            ready[name] = json.dumps(value)
        elif field.many_to_many:
            related[name] = value
        else:
            ready[name] = value
    now = timezone.now()
    page = model(
        locale=locale,
        translation_key=key,
        first_published_at=now,
        last_published_at=now,
        **ready,
    )
    for name, value in related.items():
        setattr(page, name, value)
    parent.add_child(instance=page)
    parent.refresh_from_db(fields=["numchild", "path"])
    # Published by hand: Wagtail's own way saves, indexes and logs each page once more.
    revision = page.save_revision(changed=False, log_action=False)
    Page.objects.filter(pk=page.pk).update(live_revision=revision)
    page.refresh_from_db()
    return page
