"""How a document was paid, what it credits, or how it is to be paid, as the words of its page."""

import re
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext, pgettext

from registrations import formats
from registrations.invoicing import swish
from registrations.mail.paper_lines import Content, Rows, in_kronor
from registrations.mail.paper_parties import references_of
from registrations.words import DocumentKind


def of_receipt(content: Content) -> dict[str, Any]:
    """Return date of issue, and how it was paid or which receipt is credited."""
    is_credit = content["kind"] == DocumentKind.CREDIT_NOTE
    rows = [[gettext("Date of issue"), content["issued_on"]]]
    if content["credits"] is not None:
        rows.append([gettext("Credits receipt"), _original(content)])
    if content["paid_at"]:
        rows += [
            [pgettext("document", "Paid"), _moment(content["paid_at"])],
            [gettext("How"), _source(content["source"])],
            [gettext("Payment reference"), content["payment_reference"]],
        ]
    return {
        "heading": (
            pgettext("document", "What it credits")
            if is_credit
            else pgettext("document", "Payment")
        ),
        "name": "",
        "rows": [row for row in rows if row[1]],
    }


def of_invoice(content: Content) -> dict[str, Any]:
    """Return the dates, which invoice is credited, and all references of the buyer."""
    rows = [[gettext("Invoice date"), content["issued_on"]]]
    if content["credits"] is not None:
        rows.append([gettext("Credits invoice"), _original(content)])
    rows += [
        [gettext("Due date"), content["due_on"]],
        *references_of(content["buyer"]),
    ]
    return {
        "heading": pgettext("document", "Dates and references"),
        "name": "",
        "rows": [row for row in rows if row[1]],
    }


def pay_box(seller: dict[str, Any], *, ore: int, ocr: str, due_on: str) -> dict[str, Any] | None:
    """Return how to pay a sum: accounts, OCR and a code for Swish; nothing where nothing is due."""
    if ore <= 0:
        return None
    rows = [
        [pgettext("document", "To pay"), in_kronor(ore)],
        [gettext("Due date"), due_on],
        [gettext("OCR number"), ocr],
        *accounts_of(seller),
    ]
    return {
        "heading": gettext("How to pay"),
        "rows": [row for row in rows if row[1]],
        "swish": _swish(seller.get("swish_number", ""), ore=ore, ocr=ocr),
    }


def accounts_of(seller: dict[str, Any]) -> Rows:
    """Return the accounts that a payment may go to, as people are used to read them."""
    rows = [
        [gettext("Bankgiro"), _bankgiro(seller.get("bankgiro", ""))],
        [gettext("Plusgiro"), _plusgiro(seller.get("plusgiro", ""))],
        [gettext("IBAN"), _in_fours(seller.get("iban", ""))],
        [gettext("BIC"), seller.get("bic", "")],
    ]
    return [row for row in rows if row[1]]


def _swish(number: str, *, ore: int, ocr: str) -> dict[str, str] | None:
    if not number:
        return None
    words = {"sum": in_kronor(ore), "number": number, "ocr": ocr}
    return {
        "code": swish.code_of(swish.payload(number=number, ore=ore, message=ocr)),
        "caption": gettext("Swish: %(number)s") % words,
        "description": gettext(
            "QR code for Swish: pays %(sum)s to %(number)s with the message %(ocr)s."
        )
        % words,
    }


def _original(content: Content) -> str:
    original = content["credits"]
    words = {"number": original["number"], "day": original["issued_on"]}
    return gettext("%(number)s of %(day)s") % words


def _moment(text: str) -> str:
    moment = timezone.localtime(datetime.fromisoformat(text))
    return f"{moment:%Y-%m-%d} {formats.clock(moment)}"


def _source(source: str) -> str:
    words = {
        "stripe": gettext("online, through Stripe"),
        "local": gettext("on the test page, no money"),
    }
    return words.get(source, source)


def _bankgiro(number: str) -> str:
    digits = re.sub(r"\D", "", number)
    return f"{digits[:-4]}-{digits[-4:]}" if digits else ""


def _plusgiro(number: str) -> str:
    """Return a plusgiro number in twos from the right, with its check digit: "12 34 56-7"."""
    digits = re.sub(r"\D", "", number)
    body = re.sub(r"(?<=\d)(?=(?:\d\d)+$)", formats.NBSP, digits[:-1])
    return f"{body}-{digits[-1]}" if digits else ""


def _in_fours(number: str) -> str:
    letters = re.sub(r"\s", "", number)
    return formats.NBSP.join(letters[at : at + 4] for at in range(0, len(letters), 4))
