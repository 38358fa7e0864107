"""Copies a SQLite database through SQLite's own backup, while others read and write."""

import sqlite3
from contextlib import closing
from pathlib import Path

from django.db import connection

FILE = "kretslopp.sqlite3"


class Engine:
    def dump(self, folder: Path) -> None:
        with (
            closing(sqlite3.connect(connection.settings_dict["NAME"])) as live,
            closing(sqlite3.connect(folder / FILE)) as copy,
        ):
            live.backup(copy)

    def load(self, folder: Path, migrations: list[tuple[str, str]]) -> None:
        """Overwrite the live database page by page; readers see the old one until it is done."""
        connection.close()
        with (
            closing(sqlite3.connect(folder / FILE)) as copy,
            closing(sqlite3.connect(connection.settings_dict["NAME"], timeout=60)) as live,
        ):
            copy.backup(live)
