"""Granian as in production, for as long as a block lasts."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Server:
    port: int
    pid: int

    def forget_peak(self) -> None:
        """Let the peak of the worker's memory count from now."""
        Path(f"/proc/{self.worker}/clear_refs").write_text("5")

    def megabytes(self, field: str) -> float:
        """Return VmRSS (now) or VmHWM (peak) of the worker."""
        status = Path(f"/proc/{self.worker}/status").read_text()
        found = re.search(rf"{field}:\s+(\d+) kB", status)
        return int(found.group(1)) / 1024 if found else 0.0

    @property
    def worker(self) -> int:
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        for child in children:
            if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes():
                return int(child)
        return int(children[-1])


@contextmanager
def served() -> Iterator[Server]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    arguments = ["--interface", "wsgi", "--port", str(port), "--workers", "1", "--no-ws"]
    arguments += ["--blocking-threads", "2", "--log-level", "warning"]
    granian = Path(sys.executable).with_name("granian")
    process = subprocess.Popen(
        [granian, *arguments, "config.wsgi:application"],
        env={**os.environ, "PYTHONPATH": ".:site"},
    )
    try:
        wait_for(port)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(30)


def wait_for(port: int) -> None:
    for _ in range(600):
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError("The server did not start.")
