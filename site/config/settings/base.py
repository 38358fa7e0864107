"""Settings safe for production; `dev` and `test` relax them."""

import dj_database_url
from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.utils.translation import gettext_lazy as _

from config import env

ROOT = env.ROOT
DATA = env.DATA
DEBUG = False
SERVES_THE_PUBLIC = False
SECRET_KEY = env.text("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
# Newest first; older keys still read what they wrote. Each is a Fernet key.
FIELD_KEYS = env.words("FIELD_KEYS")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
BASE_URL = env.text("BASE_URL", "http://localhost:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [BASE_URL]

INSTALLED_APPS = [
    "trips",
    "events",
    "registrations",
    "content",
    "config",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail_modeladmin",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "anymail",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.contrib.humanize",
    "django.contrib.admin",  # modeladmin's filters look it up; its addresses are not mounted
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "events.middleware.EventPageMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "config.middleware.ClosedDoors",
    "config.middleware.WipedAtSignOut",
    "config.middleware.BodyLimit",
    "config.middleware.NoNulBytes",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "config.middleware.SecondFactor",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# SQLite: a deferred transaction cannot be upgraded under load, so every transaction is IMMEDIATE.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
        # So that the guards over deleted rows see those that INSERT OR REPLACE deletes.
        " PRAGMA recursive_triggers=ON;"
        " PRAGMA cache_size=-32000; PRAGMA mmap_size=134217728;"
    ),
}


# After how many runs PostgreSQL keeps the plan of a statement that many visits make
# (registrations.statements.run); planning costs more than running it.
POSTGRES_OPTIONS = {"prepare_threshold": 5}


def database(url: str) -> dict[str, object]:
    """Return Django's settings for an address; an empty one is SQLite in the data folder."""
    if not url:
        return {
            "ENGINE": "config.sqlite",
            "NAME": DATA / "kretslopp.sqlite3",
            "CONN_MAX_AGE": None,
            "OPTIONS": SQLITE_OPTIONS,
        }
    address = dj_database_url.parse(url)
    return {
        **address,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**POSTGRES_OPTIONS, **address.get("OPTIONS", {})},
    }


DATABASES = {"default": database(env.text("DATABASE_URL"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    # For what is cheap to compute again; each process has its own.
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # For what all processes must agree on: how often somebody tried.
    "shared": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "config_shared_cache",
    },
}

LANGUAGE_CODE = "sv"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("sv", "Svenska"), ("en", "English")]
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = "Europe/Stockholm"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
BODY_BYTES = DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# Documents and images that staff upload; Wagtail has a limit for each beside it.
ADMIN_BODY_BYTES = 32 * 1024 * 1024

AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LOGIN_URL = WAGTAILADMIN_LOGIN_URL = WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
ACCOUNT_ADAPTER = "config.second_factor.StaffAdapter"
ACCOUNT_FORMS = {"login": "config.sign_in_forms.LoginForm"}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "20/m/ip,8/15m/key",
    "reset_password": "20/m/ip,5/15m/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
# How many proxies stand in front; the client's address is read past them.
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXIES", 0)
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False
MFA_ADAPTER = "config.second_factor.SecondFactorAdapter"
MFA_TOTP_ISSUER = "Kretslopp"
# Staff accounts are made by an administrator, who knows the address.
MFA_ALLOW_UNVERIFIED_EMAIL = True
REQUIRE_SECOND_FACTOR = True

WAGTAIL_SITE_NAME = "Kretslopp"
WAGTAIL_I18N_ENABLED = True
# A page being translated is a draft until an editor publishes it, also when its source is live.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "modelsearch.backends.database"}}
# Nothing that a browser would run as a page or script of this site.
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "csv", "ics", "zip"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 30 * 1024 * 1024
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []

PUBLIC_DIRECTIVES = {
    "default-src": [SELF],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF, "data:"],
    "object-src": [NONE],
    "base-uri": [SELF],
    "form-action": [SELF],
    "frame-ancestors": [SELF],
}
CONTENT_SECURITY_POLICY = {"EXCLUDE_URL_PREFIXES": ["/admin/"], "DIRECTIVES": PUBLIC_DIRECTIVES}
# Wagtail's page editor writes inline scripts and styles; everything else stays shut.
ADMIN_CONTENT_SECURITY_POLICY = {
    **PUBLIC_DIRECTIVES,
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
}
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in ("camera", "geolocation", "microphone", "payment", "usb", "browsing-topics")
)
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_REFERRER_POLICY = "same-origin"

DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Kretslopp <kretslopp@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_BACKEND = env.text("EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS")
EMAIL_USE_SSL = env.flag("EMAIL_USE_SSL")
# The outbox's lease is longer than the slowest sending, so a sending has to have an end.
EMAIL_TIMEOUT = ANYMAIL_REQUESTS_TIMEOUT = 20
# ANYMAIL_POSTMARK_SERVER_TOKEN in the environment is Anymail's POSTMARK_SERVER_TOKEN, and so on.
# Without a secret ("user:password", or several with commas) no delivery event is taken in.
ANYMAIL = env.prefixed("ANYMAIL_") | {"WEBHOOK_SECRET": env.words("ANYMAIL_WEBHOOK_SECRET")}

# A restricted key (rk_...) and the webhook's secrets, newest first; without a key paid fees are
# invoiced. Another address than Stripe's own is for tests only.
STRIPE_API_KEY = env.text("STRIPE_API_KEY")
STRIPE_WEBHOOK_SECRETS = env.words("STRIPE_WEBHOOK_SECRETS")
STRIPE_API_BASE = env.text("STRIPE_API_BASE")
# Tells this installation's payments from those of another that shares the account.
PAYMENTS_SITE = env.text("PAYMENTS_SITE") or BASE_URL.split("//")[-1]
PAYMENTS_BACKEND = env.text("PAYMENTS_BACKEND") or ("stripe" if STRIPE_API_KEY else "invoice")

# A folder with the compiled official rules of EN 16931 and Peppol; empty: own checks only.
PEPPOL_RULES_DIR = env.text("PEPPOL_RULES_DIR")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "discreet": {
            "()": "config.logs.DiscreetFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "discreet"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # Django's own handlers would print a second time, and unmasked.
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        # One line for every row that is indexed, or every page that is saved, hides the rest.
        "django_tasks": {"level": "WARNING"},
        "wagtail": {"level": "WARNING"},
        # Two lines for every request to the payment provider.
        "stripe": {"level": "WARNING"},
    },
}

# The tick runs in a thread of the web process unless the operator runs `manage.py tick --loop`.
EMBEDDED_TICK = env.flag("EMBEDDED_TICK", True)
TICK_SECONDS = env.number("TICK_SECONDS", 5)

LANGUAGE_NAMES = {"sv": _("Swedish"), "en": _("English")}
