"""What templates ask of the site: its frame, its art, and dates and numbers in words."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.forms import BoundField
from django.template import Context
from django.utils.translation import get_language

from content import navigation, translations
from content.fields import dress_field
from content.words import size_words

register = template.Library()


@dataclass(frozen=True)
class Frame:
    """The head and the foot of one page."""

    navigation: navigation.Navigation
    language: translations.LanguageLink
    section: str
    path: str


@register.simple_tag(takes_context=True)
def site_frame(context: Context) -> Frame:
    """Return the head and the foot; `section` in the context or on the page marks the menu."""
    request, page = context.get("request"), context.get("page")
    language = (get_language() or "sv")[:2]
    return Frame(
        navigation=navigation.navigation(language),
        language=translations.language_link(request, page),
        section=context.get("section") or getattr(page, "section", ""),
        path=getattr(request, "path", ""),
    )


@register.filter
def dressed(field: BoundField) -> dict[str, Any]:
    """Return what the field component needs: the widget with its attributes, and the ids it names."""
    return dress_field(field)


@register.filter
def file_size(size: int | None) -> str:
    """Return "1,2 MB" or "340 kB", by thousands, as file managers count."""
    return size_words(size or 0)
