"""Settings for the tests: the same code, quicker passwords and no embedded tick."""

import base64

from config import env
from config.settings.base import *  # noqa: F403
from config.settings.base import DATA, STORAGES, database

SECRET_KEY = "only-for-tests"  # noqa: S105
FIELD_KEYS = [base64.urlsafe_b64encode(b"only-for-tests-only-for-tests-32").decode()]
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
MEDIA_ROOT = DATA / "test-media"
EMAIL_BACKEND = "anymail.backends.test.EmailBackend"
ANYMAIL = {"WEBHOOK_SECRET": ["tests:only-for-tests"]}
EMBEDDED_TICK = False
# The tests of payments choose a provider themselves.
PAYMENTS_BACKEND = "invoice"
STRIPE_API_KEY = STRIPE_API_BASE = ""
STRIPE_WEBHOOK_SECRETS = []
PAYMENTS_SITE = "tests"
REQUIRE_SECOND_FACTOR = False
CACHES = {
    name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": name}
    for name in ("default", "shared")
}
DATABASES = {"default": database(env.text("DATABASE_URL"))}
if not env.text("DATABASE_URL"):
    # A file, not memory: threads and the browser's server share it.
    DATABASES["default"]["TEST"] = {"NAME": DATA / "test.sqlite3"}
