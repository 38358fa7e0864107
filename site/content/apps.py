from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save


class ContentConfig(AppConfig):
    name = "content"

    def ready(self) -> None:
        from wagtail.signals import (  # noqa: PLC0415 (needs the apps)
            page_published,
            page_slug_changed,
            page_unpublished,
            post_page_move,
        )

        from content.models import SiteSettings  # noqa: PLC0415 (needs the apps)
        from content.navigation import forget_navigation  # noqa: PLC0415 (needs the apps)

        for signal in (page_published, page_unpublished, page_slug_changed, post_page_move):
            signal.connect(forget_navigation)
        post_save.connect(forget_navigation, sender=SiteSettings)
        post_delete.connect(forget_navigation, sender=SiteSettings)
