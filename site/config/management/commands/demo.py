"""Loads the demo, or fills an Offering with people; only on a developer's machine."""

import logging
import os
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from registrations.models import Offering


class Command(BaseCommand):
    help = (
        "Loads the demo: pages in both languages, events with people, and four accounts whose"
        " passwords are shown once. With --people it only fills one Offering with people."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing when the site has pages already"
        )
        parser.add_argument(
            "--people", type=int, metavar="N", help="fill an Offering with N people"
        )
        parser.add_argument(
            "--offering", metavar="SLUG", help="the Offering for --people (otherwise a new one)"
        )
        parser.add_argument(
            "--password-file", metavar="FILE", help="also write the passwords to this file"
        )

    def handle(self, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError(
                "The demo is for a developer's machine and needs DEBUG; nothing was loaded."
            )
        with translation.override("sv"), quiet_logs():
            if options["people"] is not None:
                self._fill(options["people"], options["offering"])
            else:
                self._load(if_empty=options["if_empty"], password_file=options["password_file"])

    def _fill(self, number: int, slug: str | None) -> None:
        from config.demo.crowd import fill_offering, make_crowded_offering  # noqa: PLC0415

        if number < 1:
            raise CommandError("--people needs a number of at least 1.")
        if slug is None:
            offering = make_crowded_offering(number)
        else:
            found = Offering.objects.filter(slug=slug).first()
            if found is None:
                raise CommandError(f"There is no Offering with the address {slug}.")
            offering = found
        fill_offering(offering, number)
        self.stdout.write(f"{number} people in {offering.slug}")

    def _load(self, *, if_empty: bool, password_file: str | None) -> None:
        from config.demo.loading import is_empty, load_demo  # noqa: PLC0415
        from config.demo.staff import make_staff  # noqa: PLC0415

        if not is_empty():
            if if_empty:
                return
            raise CommandError(
                "The site has pages or Offerings already; the demo needs an empty database."
            )
        users, passwords = make_staff()
        load_demo(now=timezone.now(), organiser=users["arrangor"], bookkeeper=users["ekonom"])
        self._show(passwords)
        if password_file:
            write_private(Path(password_file), passwords)

    def _show(self, passwords: dict[str, str]) -> None:
        self.stdout.write("The demo is loaded. Sign in at /admin/ with (shown only now):")
        for name, password in passwords.items():
            self.stdout.write(f"  {name:10} {password}")


@contextmanager
def quiet_logs() -> Iterator[None]:
    """Keep the thousands of lines about saved pages and indexed words away from the password."""
    logging.disable(logging.INFO)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def write_private(path: Path, passwords: dict[str, str]) -> None:
    """Write the passwords to a new file that only its owner can read."""
    lines = "".join(f"{name} {password}\n" for name, password in passwords.items())
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(lines)
