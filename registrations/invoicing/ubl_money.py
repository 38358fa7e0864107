"""The amounts of an invoice or credit note as UBL writes them: categories of VAT, groups, lines.

A credit note's amounts are negative in the frozen content and positive in UBL, whose type says
that it is a credit. Öre become kronor here and nowhere else.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from registrations.words import DocumentKind, VatKind

_CATEGORIES = {
    VatKind.OUTSIDE: "O",
    VatKind.EXEMPT: "E",
    VatKind.MARGIN: "E",
    VatKind.REVERSE: "AE",
}


@dataclass(frozen=True)
class Group:
    """What an invoice sums for one category and rate of VAT, with the reason for no VAT."""

    category: str
    rate: str
    net_ore: int
    vat_ore: int
    reason_code: str = ""
    reason: str = ""

    @property
    def percent(self) -> str:
        """Return the rate as written; what is outside VAT has none (BR-O-05)."""
        return "" if self.category == "O" else self.rate


@dataclass(frozen=True)
class Line:
    """One line: a discount has a negative quantity, since no price may be negative (BR-27)."""

    name: str
    description: str
    quantity: int
    price_ore: int
    net_ore: int
    category: str
    rate: str
    supplied_on: str = ""

    @property
    def percent(self) -> str:
        return "" if self.category == "O" else self.rate


def kronor(ore: int) -> str:
    """Return öre as kronor with two decimals and a point."""
    return f"{Decimal(ore) / 100:.2f}"


def is_credit(content: dict[str, Any]) -> bool:
    return bool(content["kind"] == DocumentKind.CREDIT_NOTE)


def sign_of(content: dict[str, Any]) -> int:
    return -1 if is_credit(content) else 1


def category_of(kind: str, rate: str) -> str:
    """Return the category of UNCL 5305 for a kind of VAT."""
    if kind == VatKind.TAXED:
        return "S" if Decimal(rate) else "Z"
    return _CATEGORIES[VatKind(kind)]


def groups_of(content: dict[str, Any]) -> list[Group]:
    """Return one group for each category and rate; exempt and margin sales share category E.

    A document that only rounds has a group of nothing, since one is asked for (BR-CO-18).
    """
    sign = sign_of(content)
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for part in content["vat"]:
        key = category_of(part["kind"], part["rate"]), part["rate"]
        found.setdefault(key, []).append(part)
    if not found:
        return [_nothing(content)]
    return [
        Group(
            category,
            rate,
            sign * sum(part["net_ore"] for part in parts),
            sign * sum(part["vat_ore"] for part in parts),
            *_reason(content, [part["kind"] for part in parts], category),
        )
        for (category, rate), parts in found.items()
    ]


def _nothing(content: dict[str, Any]) -> Group:
    if content["seller"].get("vat_number"):
        return Group("Z", "0", 0, 0)
    return Group("O", "0", 0, 0, "VATEX-EU-O", _reason_text(content, VatKind.OUTSIDE))


def _reason(content: dict[str, Any], kinds: list[str], category: str) -> tuple[str, str]:
    """Return one code and one text; two reasons in one group share a text and have no code."""
    if category in ("S", "Z"):
        return "", ""
    codes = {content.get("vat_codes", {}).get(kind, "") for kind in kinds}
    texts = [_reason_text(content, kind) for kind in kinds]
    return codes.pop() if len(codes) == 1 else "", " ".join(dict.fromkeys(filter(None, texts)))


def _reason_text(content: dict[str, Any], kind: str) -> str:
    """Return what the document says of a kind of VAT: its notes follow the order of the kinds."""
    order = (VatKind.OUTSIDE, VatKind.EXEMPT, VatKind.MARGIN, VatKind.REVERSE)
    present = {part["kind"] for part in content["vat"]}
    texts = dict(zip((one for one in order if one in present), content["notes"], strict=False))
    return texts.get(VatKind(kind), "")


def lines_of(content: dict[str, Any]) -> list[Line]:
    """Return the lines, and one of nothing for each group that only a rounding of VAT touches."""
    sign = sign_of(content)
    lines = [_line(line, sign) for line in content["lines"]]
    there = {(line.category, line.rate) for line in lines}
    bare = [one for one in groups_of(content) if (one.category, one.rate) not in there]
    return lines + [_bare_line(content, group) for group in bare]


def _line(line: dict[str, Any], sign: int) -> Line:
    unit_ore = sign * line["unit_net_ore"]
    return Line(
        name=line["text"],
        description=_described((line["title"], line["supplied"], line["reference"])),
        quantity=line["number"] if unit_ore >= 0 else -line["number"],
        price_ore=abs(unit_ore),
        net_ore=sign * line["net_ore"],
        category=category_of(line["vat_kind"], line["vat_rate"]),
        rate=line["vat_rate"],
        supplied_on=line.get("supplied_on", ""),
    )


def _bare_line(content: dict[str, Any], group: Group) -> Line:
    return Line(
        name=content["title"] or content["number"],
        description=content["reference"],
        quantity=1,
        price_ore=0,
        net_ore=0,
        category=group.category,
        rate=group.rate,
    )


def _described(parts: Iterable[str]) -> str:
    return ", ".join(part for part in parts if part)
