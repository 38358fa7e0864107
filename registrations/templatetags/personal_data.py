"""The table of the personal data we keep: `{% load personal_data %}{% kept_table %}`."""

from typing import Any

from django import template
from django.utils.translation import gettext, pgettext

from registrations.kept_words import kept_rows

register = template.Library()


@register.inclusion_tag("components/table.html")
def kept_table() -> dict[str, Any]:
    """Show what is kept now, so that the page on personal data cannot fall behind."""
    return {
        "table_caption": gettext("Personal data in registrations"),
        "table_header": [
            pgettext("kept data", "What"),
            pgettext("kept data", "Why"),
            pgettext("kept data", "Who reads it"),
            pgettext("kept data", "How long"),
        ],
        "first_col_is_header": True,
        "data": kept_rows(),
    }
