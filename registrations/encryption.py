"""A text field encrypted at rest with the operator's Fernet keys, newest first."""

from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def seal(text: str) -> bytes:
    return _box(tuple(settings.FIELD_KEYS)).encrypt(text.encode())


def unseal(sealed: bytes) -> str:
    return _box(tuple(settings.FIELD_KEYS)).decrypt(bytes(sealed)).decode()


class EncryptedTextField(models.BinaryField):
    """Holds text; the database holds a Fernet token. No lookup works on it, by intent."""

    def get_prep_value(self, value: Any) -> bytes | None:
        return None if value is None else seal(value)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str | None:
        return None if value is None else unseal(value)

    def to_python(self, value: Any) -> Any:
        return value

    def value_to_string(self, obj: Any) -> str:
        return ""
