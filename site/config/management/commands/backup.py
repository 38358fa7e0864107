"""Writes one archive with everything but the keys."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from config.backup.archive import default_path, write_backup


class Command(BaseCommand):
    help = "Writes database and media to one archive, while the site goes on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="default: backups/ in the data")

    def handle(self, *, file: Path | None, **options: Any) -> None:
        path = file or default_path()
        write_backup(path)
        self.stdout.write(f"{path} ({path.stat().st_size / 1e6:.1f} MB). Keep FIELD_KEYS apart.")
