"""A process that issues one invoice after the other, until it is killed."""

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

from registrations.actors import SYSTEM  # noqa: E402
from registrations.invoicing import issuing  # noqa: E402

print("issuing", flush=True)
for pk in sys.argv[2:]:
    issuing.issue(payer_ids=[int(pk)], actor=SYSTEM)
