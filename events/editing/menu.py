"""Buttons of the page editor and the page list that events add."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.widgets import Button
from wagtail.models import Page

from events.editing.views import may_duplicate
from events.models import EventPage


class DuplicateMenuItem(ActionMenuItem):
    """Duplicate, in the menu below the page editor."""

    name = "action-duplicate-event"
    label = _("Duplicate with offerings")
    icon_name = "copy"

    def is_shown(self, context: dict[str, Any]) -> bool:
        page = context.get("page")
        return (
            context["view"] == "edit"
            and isinstance(page, EventPage)
            and may_duplicate(page, context["request"].user)
        )

    def get_url(self, parent_context: dict[str, Any]) -> str:
        return reverse("events_admin:duplicate", args=[parent_context["page"].pk])


def duplicate_buttons(page: Page, user: Any, **kwargs: Any) -> list[Button]:
    """Return the button for a page in the page list."""
    if not issubclass(page.specific_class or Page, EventPage) or not may_duplicate(page, user):
        return []
    return [
        Button(
            _("Duplicate with offerings"),
            reverse("events_admin:duplicate", args=[page.pk]),
            icon_name="copy",
            priority=35,
        )
    ]
