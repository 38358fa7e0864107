"""Reads values out of a UBL document by path, with the prefixes that the standard uses."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation

from lxml import etree

from registrations.invoicing.xml import local_name

_COMMON = "urn:oasis:names:specification:ubl:schema:xsd:Common"
NAMESPACES = {
    "cac": f"{_COMMON}AggregateComponents-2",
    "cbc": f"{_COMMON}BasicComponents-2",
}
# Which rule is broken, and in which words.
Faults = Iterator[tuple[str, str]]


class Tree:
    """An element of a UBL document, read by path; what is missing is empty or nothing."""

    SLACK = Decimal("0.02")

    def __init__(self, root: etree._Element) -> None:
        self.root = root

    @property
    def name(self) -> str:
        """Return "Invoice" or "CreditNote"."""
        return local_name(self.root)

    @property
    def line(self) -> str:
        """Return the path of the lines."""
        return f"cac:{self.name}Line"

    def all(self, path: str) -> list[etree._Element]:
        found = self.root.xpath(path, namespaces=NAMESPACES)
        if not isinstance(found, list):
            return []
        return [one for one in found if isinstance(one, etree._Element)]

    def everywhere(self, path: str) -> list[etree._Element]:
        return self.all(f".//{path}")

    def texts(self, path: str) -> list[str]:
        return [(element.text or "").strip() for element in self.all(path)]

    def everywhere_texts(self, path: str) -> list[str]:
        return self.texts(f".//{path}")

    def text(self, path: str) -> str:
        return next(iter(self.texts(path)), "")

    def amount(self, path: str) -> Decimal:
        """Return a sum of kronor; nothing where it is missing or no number."""
        return _number(self.text(path))

    def amounts(self, path: str) -> list[Decimal]:
        return [_number(text) for text in self.texts(path)]

    @staticmethod
    def is_date(text: str) -> bool:
        try:
            return len(text) == 10 and bool(date.fromisoformat(text))
        except ValueError:
            return False


def _number(text: str) -> Decimal:
    try:
        found = Decimal(text or "0")
    except InvalidOperation:
        return Decimal(0)
    return found if found.is_finite() else Decimal(0)
