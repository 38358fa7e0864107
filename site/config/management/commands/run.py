"""What `make run` does once all is installed: prepares the database and serves."""

import os
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Migrates, loads the demo into an empty database, and serves with granian on PORT."

    def handle(self, **options: Any) -> None:
        host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
        compile_translations()
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        if "demo" in get_commands():
            call_command("demo", if_empty=True)
        address = f"http://{'localhost' if host in {'127.0.0.1', '0.0.0.0'} else host}:{port}"
        self.stdout.write(f"The site:       {address}/")
        self.stdout.write(f"The admin:      {address}/admin/")
        self.stdout.write(f"Every mail:     {address}/mejl/")
        self.stdout.write("The password was shown when the demo was loaded; a new one:")
        self.stdout.write("  .venv/bin/python manage.py changepassword NAME")
        self.stdout.flush()
        serve(host, port)


def compile_translations() -> None:
    """Compile the catalogue of a working tree; an installed wheel brings it compiled."""
    if (settings.ROOT / "tools/translations.py").exists():
        from tools.translations import compile_if_older  # noqa: PLC0415 (not in the wheel)

        compile_if_older()


def serve(host: str, port: str) -> None:
    """Become granian: one process, two threads, since they share one interpreter lock."""
    granian = Path(sys.executable).with_name("granian")
    environment = {**os.environ, "PYTHONPATH": f"{settings.ROOT}:{settings.ROOT / 'site'}"}
    arguments = ["--interface", "wsgi", "--host", host, "--port", port, "--workers", "1"]
    arguments += ["--blocking-threads", "2", "--workers-kill-timeout", "5", "--no-ws"]
    os.execve(granian, [str(granian), *arguments, "config.wsgi:application"], environment)
