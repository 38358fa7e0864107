"""The panel of the page editor that shows the Offerings of the page's key and makes new ones."""

from typing import Any

from django.urls import reverse
from wagtail.admin.panels import Panel

from registrations.facts import OfferingFacts, facts_for
from registrations.workspace.addresses import attendee_list_url, offering_setup_url


class OfferingsPanel(Panel):
    """Shows the page's Offerings with links; seats and fees stay out of the page's revisions."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "events/admin/offerings_panel.html"

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            page, user = self.instance, self.request.user
            rows: list[dict[str, Any]] = []
            if page.pk:
                found = facts_for([page.translation_key]).get(page.translation_key, [])
                rows = [_row(facts) for facts in found]
            may_add = bool(page.pk) and user.has_perm("registrations.add_offering")
            return {
                **context,
                "is_saved": bool(page.pk),
                "rows": rows,
                "add_url": reverse("events_admin:add_offering", args=[page.pk]) if may_add else "",
            }


def _row(facts: OfferingFacts) -> dict[str, Any]:
    return {
        "facts": facts,
        "setup_url": offering_setup_url(facts.offering),
        "list_url": attendee_list_url(facts.offering),
    }
