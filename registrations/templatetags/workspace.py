"""Filters and tags for the workspace's templates: `{% load workspace %}`."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from registrations.workspace import wording
from registrations.workspace.machine_words import in_words

register = template.Library()
register.filter("near_moment", wording.near_moment)
register.filter("in_words", in_words)

_RING = '<circle cx="8" cy="8" r="6" class="ws-icon__ring"/>'
_SHAPES = {
    "tick": (
        '<circle cx="8" cy="8" r="7"/><path d="M4.5 8.2l2.4 2.4 4.6-4.9" class="ws-icon__line"/>'
    ),
    "half": f'{_RING}<path d="M8 2a6 6 0 0 1 0 12z"/>',
    "clock": f'{_RING}<path d="M8 4.5V8l2.5 2" class="ws-icon__stroke"/>',
    "struck": f'{_RING}<path d="M3.8 12.2l8.4-8.4" class="ws-icon__stroke"/>',
}


@register.filter
def brief_day(value: Any) -> str:
    return wording.brief_day(value)


@register.filter
def brief_moment(value: Any) -> str:
    return wording.brief_moment(value)


@register.simple_tag
def status_icon(name: str) -> SafeString:
    """Draw a status' shape; the words beside it say the same."""
    return format_html(
        '<svg class="ws-icon" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">'
        "{}</svg>",
        SafeString(_SHAPES.get(name, _SHAPES["half"])),
    )


@register.filter
def plain(value: Any) -> str:
    """Return a number without the thousands separator, for addresses and attributes."""
    return str(value)
