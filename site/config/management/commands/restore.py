"""Puts an archive of `backup` in the place of what is there."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.backup.archive import UnusableBackup, restore_backup


class Command(BaseCommand):
    help = "Replaces database and media by those of an archive; backs up what is there first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **options: Any) -> None:
        try:
            kept = restore_backup(file)
        except UnusableBackup as error:
            raise CommandError(str(error)) from error
        if kept:
            self.stdout.write(f"What was there before is kept in {kept}.")
        self.stdout.write(f"{file} is restored.")
