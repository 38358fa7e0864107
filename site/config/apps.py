from typing import Any

from django.apps import AppConfig, apps
from django.core.cache import caches
from django.core.management import call_command
from django.db.models.signals import post_migrate


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        from allauth.core.internal import ratelimit  # noqa: PLC0415 (needs the apps)

        from config import checks  # noqa: F401, PLC0415 (registers the checks)

        # Tries to sign in are counted across processes; pages keep the quick cache of the process.
        ratelimit.cache = caches["shared"]
        # Sent for apps with models only, which this one has not.
        last = apps.get_app_config("registrations")
        post_migrate.connect(make_cache_table, sender=last)

        from config import groups  # noqa: PLC0415 (needs the models)

        content = apps.get_app_config("content")
        post_migrate.connect(groups.let_editors_keep_snippets, sender=content)
        post_migrate.connect(groups.word_permissions, sender=content)


def make_cache_table(using: str, verbosity: int, **kwargs: Any) -> None:
    call_command("createcachetable", database=using, verbosity=verbosity)
