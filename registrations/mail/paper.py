"""A document's frozen content as the words of its page, for the templates in `templates/pdf/`."""

from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext, ngettext, pgettext

from registrations.mail import paper_lines, paper_parties, paper_payment
from registrations.mail.paper_lines import Content
from registrations.models import Document
from registrations.words import DocumentKind

XML = "application/xml"


def page_of(document: Document) -> dict[str, Any]:
    """Return all words of the page, in the document's language."""
    with translation.override(document.language):
        content = document.content
        page = _frame(content, language=document.language)
        return page | (_invoice(content) if is_about_invoice(content) else _receipt(content))


def template_of(document: Document) -> str:
    """Return which template the document is drawn by."""
    return "invoice.typ" if is_about_invoice(document.content) else "receipt.typ"


def is_about_invoice(content: Content) -> bool:
    """Tell whether a document is an invoice or the credit of one."""
    original = content.get("credits") or {}
    return DocumentKind.INVOICE in (content.get("kind"), original.get("kind"))


def _frame(content: Content, *, language: str) -> dict[str, Any]:
    """Return what every document has: heading, number, date, seller and sums."""
    day = date.fromisoformat(content["issued_on"])
    heading = _heading(content)
    seller = content["seller"]
    return {
        "language": language,
        "title": f"{heading} {content['number']}",
        "author": seller.get("name", ""),
        "date": [day.year, day.month, day.day],
        "heading": heading,
        "number": content["number"],
        "test": "" if content["is_live"] else _test_words(),
        "seller": paper_parties.seller_of(seller),
        "vat": paper_lines.vat_table(content["vat"]),
        "totals": paper_lines.sums(content),
        "total": paper_lines.last_sum(content),
        "footer": paper_parties.footer_of(seller),
    }


def _receipt(content: Content) -> dict[str, Any]:
    home = content["seller"].get("country", "SE")
    return {
        "buyer": paper_parties.buyer_of(content["buyer"], home=home, has_reference=True),
        "supply": _supply(content),
        "payment": paper_payment.of_receipt(content),
        "lines": paper_lines.receipt_lines(content["lines"]),
        "notes": content["notes"],
    }


def _invoice(content: Content) -> dict[str, Any]:
    seller = content["seller"]
    home = seller.get("country", "SE")
    is_invoice = content["kind"] == DocumentKind.INVOICE
    texts = [*content["notes"], content.get("message", ""), content.get("text", "")]
    return {
        "buyer": paper_parties.buyer_of(content["buyer"], home=home, has_reference=False),
        "supply": _supplies(content),
        "payment": paper_payment.of_invoice(content),
        "lines": paper_lines.invoice_lines(content["lines"]),
        "notes": [line for text in texts for line in text.splitlines() if line.strip()],
        "attachment": {
            "name": f"{content['number']}.xml",
            "media_type": XML,
            "description": gettext("The same document as an e-invoice (Peppol BIS Billing 3)"),
        },
        "pay": (
            paper_payment.pay_box(
                seller,
                ore=content["payable_ore"],
                ocr=content["ocr"],
                due_on=content["due_on"],
            )
            if is_invoice
            else None
        ),
    }


def _heading(content: Content) -> str:
    kind = content["kind"]
    if kind == DocumentKind.INVOICE:
        return pgettext("heading of a document", "Invoice")
    if kind == DocumentKind.RECEIPT:
        return pgettext("heading of a document", "Receipt")
    if is_about_invoice(content):
        return pgettext("heading of a document", "Credit note")
    return pgettext("heading of a document", "Credit note for a receipt")


def _test_words() -> str:
    return gettext("TEST. No money has moved. This is no valid receipt.")


def _supply(content: Content) -> dict[str, Any]:
    """Return the one event that the document is about."""
    rows = [
        [gettext("Date of supply"), content["supplied"]],
        [gettext("Registration"), content["reference"]],
    ]
    return {
        "heading": pgettext("document", "What it is for"),
        "name": content["title"],
        "rows": [row for row in rows if row[1]],
    }


def _supplies(content: Content) -> dict[str, Any]:
    """Return what an invoice is for; of several registrations each line's heading says it."""
    references = paper_lines.registrations_of(content)
    if len(references) < 2:
        line = content["lines"][0] if content["lines"] else {}
        # Buyers' ledgers read the day of an invoice as they read its other days.
        day = {"supplied": line["supplied_on"]} if line.get("supplied_on") else {}
        own = {name: line[name] for name in _OF_LINE if line.get(name)}
        return _supply(content | own | day)
    number = len(references)
    words = ngettext("%(number)d registration", "%(number)d registrations", number)
    return {
        "heading": pgettext("document", "What it is for"),
        "name": words % {"number": number},
        "rows": [],
    }


_OF_LINE = ("title", "supplied", "reference")
