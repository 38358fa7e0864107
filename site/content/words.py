"""Sizes in words, as readers of each language write them."""

from babel.numbers import format_decimal
from django.utils.translation import get_language

NBSP = "\N{NO-BREAK SPACE}"


def size_words(size: int) -> str:
    """Return "1,2 MB" or "340 kB"; by thousands, as file managers count."""
    locale = "en_GB" if (get_language() or "sv").startswith("en") else "sv_SE"
    if size >= 1_000_000:
        return f"{format_decimal(size / 1_000_000, format='0.#', locale=locale)}{NBSP}MB"
    return f"{max(1, round(size / 1000))}{NBSP}kB"
