"""Does what is due: `manage.py tick` once, `manage.py tick --loop` until it is told to stop."""

import signal
import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from registrations.tasks import run_loop, tick
from registrations.waking import wake_event


class Command(BaseCommand):
    help = "Lapses, hands on, runs batches, sends mail, publishes and purges what is due."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--loop", action="store_true", help="go on until SIGTERM or Ctrl-C")
        parser.add_argument(
            "--seconds", type=float, default=settings.TICK_SECONDS, help="pause between ticks"
        )

    def handle(self, *, loop: bool, seconds: float, **options: Any) -> None:
        if not loop:
            if failed := tick():
                raise CommandError(f"These steps failed: {', '.join(failed)}")
            return
        stop = threading.Event()

        def end(*_: object) -> None:
            stop.set()
            wake_event.set()

        signal.signal(signal.SIGTERM, end)
        signal.signal(signal.SIGINT, end)
        run_loop(seconds, stop)
