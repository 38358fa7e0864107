"""What lists share: how many stand on a page, keys in addresses, links to views with counts."""

from dataclasses import dataclass

PER_PAGE = 50
_DIGITS_OF_A_KEY = 16


def is_key(text: str) -> bool:
    """Tell whether a text may be a row's key, within what databases and Python read."""
    return text.isascii() and text.isdigit() and len(text) < _DIGITS_OF_A_KEY


@dataclass(frozen=True)
class SavedView:
    """A link to a list under some filters, with how many it holds."""

    words: str
    count: int
    url: str
    is_current: bool
