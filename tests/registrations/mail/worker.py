"""A process that empties the outbox through an SMTP server: `worker.py DATABASE PORT`."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT), str(ROOT / "site")]
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
os.environ["EMAIL_PORT"] = sys.argv[2]

import django  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import connections  # noqa: E402

django.setup()
connections["default"].settings_dict["NAME"] = sys.argv[1]
settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"

from registrations.mail.outbox import send_due  # noqa: E402

print("ready", flush=True)
sys.stdin.readline()
print(send_due(), flush=True)
