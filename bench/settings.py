"""Settings for measuring: as in production, with an empty page beside the site's own."""

import base64

from config import env
from config.settings.base import *  # noqa: F403
from config.settings.base import LOGGING, STORAGES, TEMPLATES

SECRET_KEY = "only-for-measuring-only-for-measuring"
FIELD_KEYS = [base64.urlsafe_b64encode(b"only-for-measuring-only-for-mea-").decode()]
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "bench.urls"
TEMPLATES[0]["DIRS"].append(env.ROOT / "bench/templates")
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
EMBEDDED_TICK = False
REQUIRE_SECOND_FACTOR = False
LOGGING["handlers"]["console"]["level"] = "ERROR"
