"""The step of the tick that publishes and unpublishes pages at their set time."""

from datetime import datetime, timedelta

from django.core.management import call_command
from django.db.models import Q
from wagtail.models import Page, Revision

from registrations.ports import Step


def publish_scheduled(now: datetime) -> bool:
    """Run Wagtail's own command, when any page or revision is due; tell whether it ran."""
    is_due = (
        Revision.objects.filter(approved_go_live_at__lte=now).exists()
        or Page.objects.filter(Q(live=True, expire_at__lte=now)).exists()
    )
    if is_due:
        call_command("publish_scheduled", verbosity=0)
    return is_due


PUBLISH_STEP = Step(name="publish", run=publish_scheduled, every=timedelta(seconds=30))
