"""Lines, VAT and sums of a document's frozen content, as the words of its tables."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal
from django.utils import translation
from django.utils.translation import gettext, pgettext

from registrations import formats
from registrations.words import DocumentKind, VatKind

Content = dict[str, Any]
Rows = list[list[str]]


def amount(ore: int) -> str:
    """Return öre with two decimals and a real minus sign: "−1 950,00" or "−1,950.00"."""
    locale = "en_GB" if (translation.get_language() or "sv").startswith("en") else "sv_SE"
    number = format_decimal(abs(Decimal(ore)) / 100, format="#,##0.00", locale=locale)
    return f"{formats.MINUS if ore < 0 else ''}{number}"


def in_kronor(ore: int) -> str:
    """Return a sum with its currency, as it is to be paid: "1 950,00 SEK"."""
    return f"{amount(ore)}{formats.NBSP}SEK"


def table(heads: Sequence[str], rows: Rows) -> dict[str, Any]:
    """Return a table whose rows are all of one group."""
    return {"heads": list(heads), "groups": [{"head": "", "rows": rows}]}


def receipt_lines(lines: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the lines of a receipt, with the VAT of each."""
    heads = [
        pgettext("document", "Text"),
        pgettext("document", "Number"),
        pgettext("document", "Each, excl. VAT"),
        pgettext("document", "VAT rate"),
        pgettext("document", "Excl. VAT"),
        pgettext("document", "VAT"),
        pgettext("document", "Incl. VAT"),
    ]
    rows = [
        [
            line["text"],
            str(line["number"]),
            amount(line["unit_net_ore"]),
            _rate(line["vat_rate"], line["vat_kind"]),
            amount(line["net_ore"]),
            _vat_amount(line["vat_ore"], line["vat_kind"]),
            amount(line["gross_ore"]),
        ]
        for line in lines
    ]
    return table(heads, rows)


def invoice_lines(lines: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the lines of an invoice, under a heading for each registration if several.

    The VAT is counted on the sums by rate, so that no line has any of its own.
    """
    heads = [
        pgettext("document", "Text"),
        pgettext("document", "Number"),
        pgettext("document", "Each, excl. VAT"),
        pgettext("document", "VAT rate"),
        pgettext("document", "Excl. VAT"),
    ]
    groups: dict[str, Rows] = {}
    for line in lines:
        groups.setdefault(_origin(line), []).append(
            [
                line["text"],
                str(line["number"]),
                amount(line["unit_net_ore"]),
                _rate(line["vat_rate"], line["vat_kind"]),
                amount(line["net_ore"]),
            ]
        )
    is_alone = len(groups) == 1
    return {
        "heads": heads,
        "groups": [
            {"head": "" if is_alone else head, "rows": rows} for head, rows in groups.items()
        ],
    }


def registrations_of(content: Content) -> list[str]:
    """Return the references of the registrations that the lines come from, each once."""
    return list(dict.fromkeys(line.get("reference", "") for line in content["lines"]))


def _origin(line: dict[str, Any]) -> str:
    """Return what a line is for: the event, its date, and the registration."""
    reference = line.get("reference", "")
    registration = gettext("registration %(reference)s") % {"reference": reference}
    parts = (line.get("title", ""), line.get("supplied", ""), registration if reference else "")
    return ", ".join(part for part in parts if part)


def vat_table(totals: Sequence[dict[str, Any]]) -> dict[str, Any]:
    heads = [
        pgettext("document", "VAT rate"),
        pgettext("document", "Excl. VAT"),
        pgettext("document", "VAT"),
    ]
    rows = [
        [
            _rate(total["rate"], total["kind"]),
            amount(total["net_ore"]),
            _vat_amount(total["vat_ore"], total["kind"]),
        ]
        for total in totals
    ]
    return table(heads, rows)


def _rate(rate: str, kind: str) -> str:
    words = {
        VatKind.OUTSIDE: pgettext("VAT rate", "Outside VAT"),
        VatKind.EXEMPT: pgettext("VAT rate", "Exempt"),
        VatKind.MARGIN: pgettext("VAT rate", "Margin scheme"),
        VatKind.REVERSE: pgettext("VAT rate", "Reverse charge"),
    }
    return words.get(VatKind(kind)) or formats.percent(Decimal(rate))


def _vat_amount(ore: int, kind: str) -> str:
    """Return the VAT; the margin scheme forbids to show any, so a dash stands there."""
    return formats.EN_DASH if kind == VatKind.MARGIN else amount(ore)


def sums(content: Content) -> Rows:
    """Return the sums before the last one: without VAT, VAT, rounding, and what is paid already."""
    rounding, prepaid = content.get("rounding_ore", 0), content.get("prepaid_ore", 0)
    rows = [
        [pgettext("document", "Excl. VAT"), amount(content["net_ore"])],
        [pgettext("document", "VAT"), amount(content["vat_ore"])],
    ]
    if rounding:
        rows.append([pgettext("document", "Rounding"), amount(rounding)])
    if prepaid:
        rows.append([pgettext("document", "Sum with VAT"), amount(content["gross_ore"])])
        rows.append([pgettext("document", "Paid already"), amount(-prepaid)])
    return rows


def last_sum(content: Content) -> list[str]:
    """Return what it all amounts to: paid, credited, or to be paid."""
    kind = content["kind"]
    if kind == DocumentKind.INVOICE:
        return [pgettext("document", "To pay"), in_kronor(content["payable_ore"])]
    is_credit = kind == DocumentKind.CREDIT_NOTE
    word = pgettext("document", "Credited") if is_credit else pgettext("document", "Paid in all")
    return [word, in_kronor(content["gross_ore"])]
