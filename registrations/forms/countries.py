"""The countries that a buyer can be in, named in the reader's language."""

import re
from functools import cache

from babel import Locale
from django.utils.translation import get_language

from registrations.sorting import sort_key

HOME = "SE"
_CODE = re.compile(r"[A-Z]{2}")
# Unions and codes that no country has.
_NO_COUNTRIES = {"EU", "EZ", "UN", "ZZ", "QO", "XA", "XB"}


def country_choices() -> list[tuple[str, str]]:
    """Return code and name, Sweden first."""
    return _choices("en" if (get_language() or "").startswith("en") else "sv")


@cache
def _choices(language: str) -> list[tuple[str, str]]:
    names = Locale(language).territories
    found = [
        (code, name)
        for code, name in names.items()
        if _CODE.fullmatch(code) and code not in _NO_COUNTRIES
    ]
    return sorted(found, key=lambda row: (row[0] != HOME, sort_key(row[1])))
