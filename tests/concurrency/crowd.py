"""Lets many act at once: real threads here, and real processes with threads of their own."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from django.db import connections

Job = Callable[[], object]


def run_threads(jobs: Sequence[Job]) -> list[object]:
    """Start all jobs at the same moment, one thread each; return results, or the exceptions."""
    gate = threading.Barrier(len(jobs))
    results: list[object] = [None] * len(jobs)

    def work(index: int, job: Job) -> None:
        try:
            connections["default"].ensure_connection()
            gate.wait(timeout=60)
            results[index] = job()
        except Exception as error:
            results[index] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return results


def run_processes(tasks: Sequence[Sequence[dict[str, Any]]]) -> list[str]:
    """Run each list of tasks in a process of its own, all at once; return the outcomes."""
    worker = Path(__file__).with_name("worker.py")
    database = str(connections["default"].settings_dict["NAME"])
    processes = [
        subprocess.Popen(
            [sys.executable, str(worker), database],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in tasks
    ]
    try:
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process, own_tasks in zip(processes, tasks, strict=True):
            assert process.stdin is not None
            process.stdin.write(json.dumps(list(own_tasks)) + "\n")
            process.stdin.flush()
        outcomes: list[str] = []
        for process in processes:
            output, _ = process.communicate(timeout=120)
            assert process.returncode == 0
            outcomes += json.loads(output)
        return outcomes
    finally:
        for process in processes:
            process.kill()
