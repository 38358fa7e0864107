"""Settings for production: everything secret comes from the environment, nothing has a default."""

from django.core.exceptions import ImproperlyConfigured

from config import env
from config.settings.base import *  # noqa: F403

for _name in ("SECRET_KEY", "FIELD_KEYS", "ALLOWED_HOSTS", "BASE_URL", "DEFAULT_FROM_EMAIL"):
    if not env.text(_name):
        raise ImproperlyConfigured(f"Set {_name} in the environment: docs/operate.md says how.")

SERVES_THE_PUBLIC = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", True)
SECURE_HSTS_SECONDS = 31536000
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
# A monitor on the same machine asks without TLS.
SECURE_REDIRECT_EXEMPT = [r"^halsa/$"]
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # subdomains and the browsers' preload list are the domain owner's to decide
    "security.W021",
    "security.W019",  # the page editor shows its preview in a frame of the same site
]
