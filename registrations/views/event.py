"""Reads what the pages around a sign-up say of the event, and the address of its own page."""

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from wagtail.models import Page

from registrations.facts import OfferingFacts
from registrations.models import Offering
from registrations.page_facts import facts_at


def facts_by_slug(slug: str) -> OfferingFacts:
    """Return the facts of the Offering at an address."""
    facts = facts_at(slug)
    if facts is None:
        raise Http404
    return facts


def page_address(offering: Offering, request: HttpRequest) -> str:
    """Return the address of the event's page in the reader's language, or of the calendar."""
    if offering.page_key is not None:
        language = (get_language() or "sv")[:2]
        pages = Page.objects.live().filter(translation_key=offering.page_key)
        by_language = {
            page.locale.language_code[:2]: page for page in pages.select_related("locale")
        }
        page = by_language.get(language) or next(iter(by_language.values()), None)
        if page is not None and page.get_url(request):
            return page.get_url(request)
    return reverse("events:calendar")
