"""`make bench`: the same measurements on SQLite and on a PostgreSQL of its own."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg

from tools.with_postgres import throwaway_postgres


def main() -> int:
    failed = measure("")
    with throwaway_postgres(durable=True) as address:
        with psycopg.connect(address, autocommit=True) as server:
            server.execute("CREATE DATABASE kretslopp_bench")
        failed |= measure(address.replace("/postgres?", "/kretslopp_bench?"))
    return failed


def measure(database_url: str) -> int:
    with tempfile.TemporaryDirectory(prefix="kretslopp-bench-") as folder:
        (Path(folder) / "static").mkdir()
        environment = {
            **os.environ,
            "KRETSLOPP_DATA": folder,
            "DATABASE_URL": database_url,
            "DJANGO_SETTINGS_MODULE": "bench.settings",
            "PYTHONPATH": ".:site",
        }
        command = [sys.executable, "-m", "bench.measure"]
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
