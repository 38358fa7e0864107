"""Words in two languages on plain models: the reader's first, the other where it is empty."""

from typing import Any

from django.utils.translation import get_language


def in_language(instance: Any, field: str, language: str | None = None) -> str:
    """Return `field` of `instance` in the reader's language, falling back to the other one."""
    chosen = "en" if (language or get_language() or "sv").startswith("en") else "sv"
    other = "sv" if chosen == "en" else "en"
    return getattr(instance, f"{field}_{chosen}") or getattr(instance, f"{field}_{other}")
