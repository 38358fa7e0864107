"""System checks: what must be set before Kretslopp may serve the public."""

import logging
from typing import Any

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from registrations.checks import check_payments

logger = logging.getLogger(__name__)

SHORTEST_SECRET_KEY = 32


@register(Tags.security)
def check_field_keys(**kwargs: Any) -> list[CheckMessage]:
    """Every key for personal fields must be one that can encrypt."""
    if not settings.FIELD_KEYS:
        return [Error("FIELD_KEYS is empty.", hint="docs/operate.md tells how to make one.")]
    return [
        Error(f"FIELD_KEYS: key {number} is no Fernet key.", hint="docs/operate.md tells how.")
        for number, key in enumerate(settings.FIELD_KEYS, start=1)
        if not is_fernet_key(key)
    ]


def is_fernet_key(key: str) -> bool:
    try:
        Fernet(key)
    except ValueError:
        return False
    return True


@register(Tags.security)
def check_production(**kwargs: Any) -> list[CheckMessage]:
    """Outside development: a real secret, a real address, real mail."""
    if not settings.SERVES_THE_PUBLIC:
        return []
    found: list[CheckMessage] = []
    if len(settings.SECRET_KEY) < SHORTEST_SECRET_KEY:
        found.append(Error(f"SECRET_KEY is shorter than {SHORTEST_SECRET_KEY} characters."))
    if not settings.BASE_URL.startswith("https://"):
        found.append(Error("BASE_URL must begin with https://, since mails carry it."))
    if settings.EMAIL_BACKEND.startswith("anymail.") and not settings.ANYMAIL.get("WEBHOOK_SECRET"):
        found.append(Warning("WEBHOOK_SECRET is empty: bounces will not be recorded."))
    return found


def tell_at_start() -> None:
    """Log what is wrong with the settings of payments, each with what to do about it."""
    for message in check_payments():
        logger.log(message.level, "%s: %s %s", message.id, message.msg, message.hint or "")
