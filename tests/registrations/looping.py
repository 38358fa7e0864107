"""A process that runs `manage.py tick --loop` on a test database and tells of each round."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "site")]
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"

import django  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402

django.setup()
connections["default"].settings_dict["NAME"] = sys.argv[1]

from registrations.ports import Step, tick_steps  # noqa: E402

tick_steps.append(Step("tell", lambda now: print("ticked", flush=True)))
call_command("tick", "--loop", "--seconds", "600")
print("ended", flush=True)
