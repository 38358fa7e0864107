"""Makes a working tree ready to serve: translations, tables, and the demo where all is empty."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Compiles translations, migrates, and loads the demo into an empty database."

    def handle(self, **options: Any) -> None:
        compile_translations()
        call_command("migrate", interactive=False, verbosity=0)
        call_command("demo", if_empty=True, stdout=self.stdout)


def compile_translations() -> None:
    """Compile the catalogue of a working tree; an installed wheel brings it compiled."""
    if (settings.ROOT / "tools/translations.py").exists():
        from tools.translations import compile_if_older  # noqa: PLC0415 (not in the wheel)

        compile_if_older()
