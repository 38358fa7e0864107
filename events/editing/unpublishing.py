"""Unpublishing a page closes its sign-up too if the editor ticks that, else says it is open."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext
from wagtail.admin import messages
from wagtail.models import Page

from events.models import EventPage
from registrations.actors import staff
from registrations.models import Offering
from registrations.offerings import close_signup

CLOSE_TOO = "close_signup"


def open_offerings(page: Page) -> list[Offering]:
    """Return the offerings of an event page that people can sign up for."""
    if not isinstance(page, EventPage):
        return []
    offerings = Offering.objects.filter(page_key=page.translation_key)
    return [offering for offering in offerings if offering.is_open()]


def after_unpublish(request: HttpRequest, page: Page) -> None:
    """Close sign-up or say that it stays open; mailed links work either way."""
    specific = page.specific
    offerings = open_offerings(specific)
    if not offerings or _live_elsewhere(specific):
        return
    if request.POST.get(CLOSE_TOO) and request.user.has_perm("registrations.change_offering"):
        for offering in offerings:
            close_signup(offering_id=offering.pk, actor=staff(request.user))
        messages.success(request, gettext("Sign-up is closed too."))
        return
    messages.warning(
        request, gettext("The page is gone, but sign-up is still open for those who have the link.")
    )


def _live_elsewhere(page: Any) -> bool:
    return bool(page.get_translations().live().exists())
