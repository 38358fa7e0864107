"""What templates ask of the site: its frame, its art, and dates and numbers in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import template
from django.core.paginator import Page as ListPage
from django.forms import BaseForm, BoundField
from django.template import Context
from django.utils.translation import get_language, pgettext
from wagtail.models import Page

from content import navigation, translations
from content.fields import FormError, dress_field, sum_errors
from content.words import size_words

register = template.Library()

# The word for "page" in addresses.
PAGE_PARAMETER = "sida"


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
        section=str(context.get("section") or getattr(page, "section", "")),
        path=getattr(request, "path", ""),
    )


@register.filter
def dressed(field: BoundField) -> dict[str, Any]:
    """Return what the field component needs: the widget with its attributes, and its ids."""
    return dress_field(field)


@register.filter
def file_size(size: int | None) -> str:
    """Return "1,2 MB" or "340 kB", by thousands, as file managers count."""
    return size_words(size or 0)


@register.simple_tag
def breadcrumbs_of(page: Page) -> list[navigation.Entry]:
    """Return the pages above a page, from the home page down; one query."""
    above = page.get_ancestors().live().filter(depth__gt=1).defer_streamfields()
    home = pgettext("breadcrumb", "Home")
    return [
        navigation.Entry(home if one.depth == 2 else one.title, one.get_url() or "")
        for one in above
    ]


@register.simple_tag(takes_context=True)
def page_query(context: Context, number: int) -> str:
    """Return this address' query with another page number, and the filters kept."""
    query = context["request"].GET.copy()
    query[PAGE_PARAMETER] = str(number)
    return f"?{query.urlencode()}"


@register.filter
def page_numbers(page: ListPage) -> list[int | str]:
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


@register.simple_tag
def summed_errors(forms: BaseForm | Iterable[BaseForm]) -> list[FormError]:
    """Return every error of the forms, in their order, with the field it leads to."""
    return sum_errors([forms] if isinstance(forms, BaseForm) else list(forms or []))
