"""A document's frozen content as the words of its page, for `templates/pdf/receipt.typ`."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal
from django.utils import timezone, translation
from django.utils.translation import gettext, pgettext

from registrations import formats
from registrations.formats import NBSP
from registrations.models import Document
from registrations.words import DocumentKind, VatKind

Content = dict[str, Any]
Rows = list[list[str]]
MINUS = "\N{MINUS SIGN}"


def page_of(document: Document) -> dict[str, Any]:
    """Return all words of the page, in the document's language."""
    with translation.override(document.language):
        content = document.content
        day = date.fromisoformat(content["issued_on"])
        heading = _heading(content)
        seller = content["seller"]
        return {
            "language": document.language,
            "title": f"{heading} {content['number']}",
            "author": seller.get("name", ""),
            "date": [day.year, day.month, day.day],
            "heading": heading,
            "number": content["number"],
            "test": "" if content["is_live"] else _test_words(),
            "seller": _seller(seller),
            "buyer": _buyer(content["buyer"]),
            "supply": _supply(content),
            "payment": {"heading": _payment_heading(content), "rows": _payment(content)},
            "lines": _lines(content["lines"]),
            "vat": _vat(content["vat"]),
            "totals": _totals(content),
            "total": [_total_word(content), f"{amount(content['gross_ore'])}{NBSP}SEK"],
            "notes": content["notes"],
            "footer": _footer(seller),
        }


def amount(ore: int) -> str:
    """Return öre with two decimals and a real minus sign: "−1 950,00" or "−1,950.00"."""
    locale = "en_GB" if (translation.get_language() or "sv").startswith("en") else "sv_SE"
    number = format_decimal(abs(Decimal(ore)) / 100, format="#,##0.00", locale=locale)
    return f"{MINUS if ore < 0 else ''}{number}"


def _is_credit(content: Content) -> bool:
    return bool(content["kind"] == DocumentKind.CREDIT_NOTE)


def _heading(content: Content) -> str:
    if _is_credit(content):
        return pgettext("heading of a document", "Credit note for a receipt")
    return pgettext("heading of a document", "Receipt")


def _test_words() -> str:
    return gettext("TEST. No money has moved. This is no valid receipt.")


def _seller(seller: dict[str, str]) -> dict[str, Any]:
    vat = seller.get("vat_number")
    lines = [
        _labelled(gettext("Organisation number"), seller.get("org_number", "")),
        _labelled(gettext("VAT number"), vat) if vat else gettext("Outside VAT"),
        *_address(seller),
    ]
    return {
        "heading": pgettext("document", "Seller"),
        "name": seller.get("name", ""),
        "lines": [line for line in lines if line],
    }


def _buyer(buyer: dict[str, str]) -> dict[str, Any]:
    lines = [
        _labelled(gettext("Organisation number"), buyer.get("org_number", "")),
        *_address(buyer),
        _labelled(gettext("Your reference"), buyer.get("reference", "")),
    ]
    return {
        "heading": pgettext("document", "Buyer"),
        "name": buyer["name"],
        "lines": [line for line in lines if line],
    }


def _address(party: dict[str, str]) -> Sequence[str]:
    town = f"{party.get('postcode', '')} {party.get('town', '')}".strip()
    return (party.get("street", ""), town)


def _labelled(label: str, value: str) -> str:
    return f"{label}: {value}" if value else ""


def _supply(content: Content) -> dict[str, Any]:
    rows = [
        [gettext("Date of supply"), content["supplied"]],
        [gettext("Registration"), content["reference"]],
    ]
    return {
        "heading": pgettext("document", "What it is for"),
        "name": content["title"],
        "rows": [row for row in rows if row[1]],
    }


def _payment_heading(content: Content) -> str:
    if _is_credit(content):
        return pgettext("document", "What it credits")
    return pgettext("document", "Payment")


def _payment(content: Content) -> Rows:
    """Return date of issue, and how it was paid or which document is credited."""
    rows = [[gettext("Date of issue"), content["issued_on"]]]
    original = content["credits"]
    if original is not None:
        of_day = gettext("%(number)s of %(day)s") % {
            "number": original["number"],
            "day": original["issued_on"],
        }
        rows.append([gettext("Credits receipt"), of_day])
    if content["paid_at"]:
        rows += [
            [pgettext("document", "Paid"), _moment(content["paid_at"])],
            [gettext("How"), _source(content["source"])],
            [gettext("Payment reference"), content["payment_reference"]],
        ]
    return [row for row in rows if row[1]]


def _moment(text: str) -> str:
    moment = timezone.localtime(datetime.fromisoformat(text))
    return f"{moment:%Y-%m-%d} {formats.clock(moment)}"


def _source(source: str) -> str:
    words = {
        "stripe": gettext("online, through Stripe"),
        "local": gettext("on the test page, no money"),
    }
    return words.get(source, source)


def _lines(lines: Sequence[dict[str, Any]]) -> dict[str, Any]:
    heads = [
        pgettext("document", "Text"),
        pgettext("document", "Number"),
        gettext("Each, without VAT"),
        pgettext("document", "VAT rate"),
        gettext("Without VAT"),
        pgettext("document", "VAT"),
        gettext("With VAT"),
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
    return {"heads": heads, "rows": rows}


def _vat(totals: Sequence[dict[str, Any]]) -> dict[str, Any]:
    heads = [
        pgettext("document", "VAT rate"),
        gettext("Without VAT"),
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
    return {"heads": heads, "rows": rows}


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


def _totals(content: Content) -> Rows:
    return [
        [gettext("Without VAT"), amount(content["net_ore"])],
        [pgettext("document", "VAT"), amount(content["vat_ore"])],
    ]


def _total_word(content: Content) -> str:
    if _is_credit(content):
        return pgettext("document", "Credited")
    return pgettext("document", "Paid in all")


def _footer(seller: dict[str, str]) -> str:
    vat = seller.get("vat_number") or gettext("Outside VAT")
    town = ", ".join(part for part in _address(seller) if part)
    parts = [seller.get("name", ""), seller.get("org_number", ""), vat, town]
    parts += [seller.get("email", ""), seller.get("phone", "")]
    return " · ".join(part for part in parts if part)
