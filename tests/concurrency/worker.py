"""A process of the crowd: does the tasks it reads from standard input, a thread for each."""

import json
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "site")]
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"

import django  # noqa: E402
from django.db import connections  # noqa: E402

django.setup()
connections["default"].settings_dict["NAME"] = sys.argv[1]

from tests.concurrency.crowd import run_threads  # noqa: E402
from tests.concurrency.tasks import do_task  # noqa: E402


def main() -> None:
    print("ready", flush=True)
    tasks = json.loads(sys.stdin.readline())
    results = run_threads([lambda task=task: do_task(task) for task in tasks])
    print(json.dumps([_outcome(result) for result in results]), flush=True)


def _outcome(result: object) -> str:
    return f"error: {result!r}" if isinstance(result, Exception) else str(result)


main()
