"""Lists of events for other pages, and what unpublishing asks."""

from typing import Any

from django import template
from django.template import Context
from wagtail.models import Page

from events.editing.unpublishing import open_offerings
from events.listing import Entry, activities, candidates, entries_of, next_of_each_page
from registrations.models import Offering

register = template.Library()


@register.simple_tag(takes_context=True)
def coming_up(context: Context, number: int = 5) -> dict[str, Any]:
    """Return the next of each page as `entries`, and the `number` of all that are coming."""
    found = candidates()
    chosen = next_of_each_page(found)[:number]
    return {"entries": entries_of(chosen, context.get("request")), "number": len(found)}


@register.simple_tag(takes_context=True)
def activities_of(context: Context, project: Page) -> list[Entry]:
    """Return the project's own and outside activities, the next one first, then those that were."""
    return entries_of(activities(project), context.get("request"))


@register.simple_tag
def open_offerings_of(page: Page) -> list[Offering]:
    """Return what people can sign up for on this page now."""
    return open_offerings(page.specific)
