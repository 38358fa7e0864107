"""Settings for a developer's machine and for trying Kretslopp out."""

import base64
import hashlib

from config import env
from config.settings.base import *  # noqa: F403

DEBUG = True
SECRET_KEY = env.text("SECRET_KEY") or env.secret_file("secret_key")
FIELD_KEYS = env.words("FIELD_KEYS") or [
    base64.urlsafe_b64encode(
        hashlib.sha256(env.secret_file("field_key").encode()).digest()
    ).decode()
]
ALLOWED_HOSTS = ["*"]
STORAGES = {
    **STORAGES,  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = env.text("EMAIL_BACKEND", "registrations.mail.local.LocalBackend")
# Without keys a page of our own plays the bank; no money moves.
PAYMENTS_BACKEND = env.text("PAYMENTS_BACKEND") or ("stripe" if STRIPE_API_KEY else "local")  # noqa: F405
REQUIRE_SECOND_FACTOR = env.flag("REQUIRE_SECOND_FACTOR", False)
