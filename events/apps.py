from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("events")

    def ready(self) -> None:
        from events.editing.publishing import PUBLISH_STEP  # noqa: PLC0415 (models are loaded now)
        from registrations import ports  # noqa: PLC0415 (models are loaded now)

        if PUBLISH_STEP not in ports.tick_steps:
            ports.tick_steps.append(PUBLISH_STEP)
