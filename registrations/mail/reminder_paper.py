"""A reminder as a page of its own: made when asked for, of the reminder and the frozen invoice."""

from typing import Any

from django.db.models import Sum
from django.db.models.functions import Coalesce
from django.utils import timezone, translation
from django.utils.translation import gettext, pgettext

from registrations.mail import paper_lines, paper_parties, paper_payment, pdf
from registrations.models import Allocation, Charge, Reminder


def pdf_of(reminder: Reminder) -> bytes:
    """Return the reminder's page, the same bytes each time while no fee of it is waived."""
    return pdf.render("reminder.typ", page_of(reminder))


def file_name(reminder: Reminder) -> str:
    with translation.override(reminder.document.language):
        word = pgettext("name of a file", "Reminder")
    return f"{word}-{reminder.number}-{reminder.document.full_number}.pdf"


def page_of(reminder: Reminder) -> dict[str, Any]:
    """Return all words of the page, in the document's language."""
    document = reminder.document
    with translation.override(document.language):
        content = document.content
        seller = content["seller"]
        home = seller.get("country", "SE")
        day = timezone.localdate(reminder.created_at)
        heading = pgettext("heading of a document", "Reminder")
        fees = _fees(reminder)
        return {
            "language": document.language,
            "title": f"{heading} {reminder.number}, {content['number']}",
            "author": seller.get("name", ""),
            "date": [day.year, day.month, day.day],
            "heading": f"{heading} {reminder.number}",
            "number": content["number"],
            "test": "",
            "seller": paper_parties.seller_of(seller),
            "buyer": paper_parties.buyer_of(content["buyer"], home=home, has_reference=False),
            "footer": paper_parties.footer_of(seller),
            "invoice": _invoice(content),
            "payment": _dates(reminder),
            "lines": _lines(reminder, fees),
            "notes": [line for line in reminder.text.splitlines() if line.strip()],
            "pay": paper_payment.pay_box(
                seller,
                ore=reminder.open_ore + sum(fee.gross_ore for fee in fees),
                ocr=content["ocr"],
                due_on=reminder.due_on.isoformat(),
            ),
        }


def _fees(reminder: Reminder) -> list[Charge]:
    """Return the fees of reminding so far that nobody has waived."""
    charges = Charge.objects.filter(
        reminder__document=reminder.document_id,
        reminder__number__lte=reminder.number,
        reversals__isnull=True,
    )
    return list(charges.order_by("pk"))


def _invoice(content: dict[str, Any]) -> dict[str, Any]:
    rows = [
        [gettext("Invoice number"), content["number"]],
        [gettext("Invoice date"), content["issued_on"]],
        [gettext("Was due"), content["due_on"]],
        *paper_parties.references_of(content["buyer"]),
    ]
    return {"heading": pgettext("document", "What it is for"), "name": "", "rows": rows}


def _dates(reminder: Reminder) -> dict[str, Any]:
    rows = [
        [gettext("Date of the reminder"), timezone.localdate(reminder.created_at).isoformat()],
        [gettext("Due date"), reminder.due_on.isoformat()],
    ]
    return {"heading": pgettext("document", "Payment"), "name": "", "rows": rows}


def _lines(reminder: Reminder, fees: list[Charge]) -> dict[str, Any]:
    words = {"number": reminder.document.full_number}
    rows = [
        *_what_came(reminder),
        [
            gettext("Left to pay of invoice %(number)s") % words,
            paper_lines.amount(reminder.open_ore),
        ],
        *([gettext("Reminder fee"), paper_lines.amount(fee.gross_ore)] for fee in fees),
    ]
    heads = [pgettext("document", "Text"), pgettext("document", "Sum")]
    return paper_lines.table(heads, rows)


def _what_came(reminder: Reminder) -> list[list[str]]:
    """Return the invoice's sum and what had come and was credited of it, where less is left."""
    document = reminder.document
    if document.gross_ore == reminder.open_ore:
        return []
    received = Allocation.objects.filter(
        charge__document_line__document=document, created_at__lte=reminder.created_at
    )
    paid_ore = received.aggregate(total=Coalesce(Sum("amount_ore"), 0))["total"]
    lowered_ore = document.gross_ore - paid_ore - reminder.open_ore
    rows = [
        (
            gettext("Sum of invoice %(number)s") % {"number": document.full_number},
            document.gross_ore,
        ),
        (pgettext("reminder", "Received"), -paid_ore),
        (pgettext("reminder", "Credited or written off"), -lowered_ore),
    ]
    return [[label, paper_lines.amount(ore)] for label, ore in rows if ore]
