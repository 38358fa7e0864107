"""Words in both languages, and pages that are each other's translation."""

from dataclasses import dataclass
from typing import Any

from wagtail.models import Page

LANGUAGES = ("sv", "en")


@dataclass(frozen=True)
class Both:
    """The same thing said in Swedish and in English."""

    sv: Any
    en: Any

    def of(self, language: str) -> Any:
        return self.sv if language == "sv" else self.en


@dataclass(frozen=True)
class Twins:
    """A page and its translation; facts and numbers are shared by their `translation_key`."""

    sv: Any
    en: Any

    def of(self, language: str) -> Page:
        page: Page = self.sv if language == "sv" else self.en
        return page


def choose(value: Any, language: str) -> Any:
    """Return the value with every `Both` and `Twins` in it replaced by one language's own."""
    if isinstance(value, Both | Twins):
        return choose(value.of(language), language)
    if isinstance(value, dict):
        return {name: choose(one, language) for name, one in value.items()}
    if isinstance(value, list):
        return [choose(one, language) for one in value]
    return value
