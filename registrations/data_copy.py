"""A copy of one's data to take away: tables that people read, and one file that programs read."""

import csv
import io
import json
import zipfile
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import TextChoices
from django.template.defaultfilters import slugify
from django.utils import timezone
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from registrations.spreadsheets import neutralise
from registrations.words import (
    ActorKind,
    ChargeKind,
    ChoiceState,
    DocumentKind,
    Happening,
    InvoiceDelivery,
    PayerKind,
    PaymentMethod,
    RefundState,
    Status,
)

Row = dict[str, Any]
Tables = dict[str, list[Row]]

NAMES = {
    "event": pgettext_lazy("copy of data", "Event"),
    "registration": pgettext_lazy("copy of data", "Registration"),
    "payer": pgettext_lazy("copy of data", "Who pays"),
    "participant": pgettext_lazy("copy of data", "Participant"),
    "extras": pgettext_lazy("copy of data", "Extras"),
    "answers": pgettext_lazy("copy of data", "Answers"),
    "check_ins": pgettext_lazy("copy of data", "Check-ins"),
    "tags": pgettext_lazy("copy of data", "Tags"),
    "charges": pgettext_lazy("copy of data", "Costs"),
    "payments": pgettext_lazy("copy of data", "Payments"),
    "refunds": pgettext_lazy("copy of data", "Refunds"),
    "documents": pgettext_lazy("copy of data", "Receipts and invoices"),
    "messages": pgettext_lazy("copy of data", "Mail"),
    "log": pgettext_lazy("copy of data", "What happened"),
}
HEADINGS = {
    "title": _("Event"),
    "reference": _("Reference"),
    "contact_name": _("Contact person"),
    "contact_email": _("E-mail of the contact person"),
    "contact_phone": _("Telephone"),
    "language": _("Language"),
    "terms": _("Terms agreed to"),
    "note": _("Note"),
    "created_at": _("Written"),
    "changed_at": _("Last changed"),
    "number": _("Number"),
    "status": _("Status"),
    "name": _("Name"),
    "email": _("E-mail"),
    "organisation": _("Organisation"),
    "fee": _("Fee"),
    "kind": _("Kind"),
    "method": _("How it is paid"),
    "org_number": _("Organisation number"),
    "street": _("Street or box"),
    "postcode": _("Postcode"),
    "town": _("Town"),
    "extra": _("Extra"),
    "tag": pgettext_lazy("copy of data", "Tag"),
    "state": _("Taken or wished"),
    "question": _("Question"),
    "answer": _("Answer"),
    "consent": _("Consent given"),
    "answered_at": _("Answered"),
    "occasion": _("Date of the event"),
    "happened_at": _("Checked in or undone"),
    "undone": _("Check-in undone"),
    "text": _("Text"),
    "net_ore": _("Without VAT, kronor"),
    "vat_rate": _("VAT, per cent"),
    "vat_ore": _("VAT, kronor"),
    "due_on": _("To be paid by"),
    "discount": _("Discount code"),
    "amount_ore": _("Sum, kronor"),
    "source": _("Paid through"),
    "external_id": _("Payment reference"),
    "received_at": _("Received"),
    "reason": _("Reason"),
    "done_at": _("Done"),
    "full_number": _("Number"),
    "issued_on": _("Date of issue"),
    "credits": _("Credits"),
    "country": _("Country"),
    "vat_number": _("VAT number"),
    "endpoint": _("Peppol address"),
    "order_number": _("Order number"),
    "invoiced_object": _("Invoiced object"),
    "contract": _("Contract"),
    "delivery": _("How the invoice is sent"),
    "to": _("To"),
    "subject": _("Subject"),
    "sent_at": _("Sent"),
    "happening": _("What happened"),
    "from_status": _("Status before"),
    "to_status": _("Status after"),
    "actor_kind": _("By whom"),
    "fields": _("What was changed"),
}
CHOICES: dict[tuple[str, str], type[TextChoices]] = {
    ("payer", "kind"): PayerKind,
    ("payer", "method"): PaymentMethod,
    ("payer", "delivery"): InvoiceDelivery,
    ("participant", "status"): Status,
    ("extras", "state"): ChoiceState,
    ("charges", "kind"): ChargeKind,
    ("refunds", "state"): RefundState,
    ("documents", "kind"): DocumentKind,
    ("messages", "kind"): Happening,
    ("log", "happening"): Happening,
    ("log", "from_status"): Status,
    ("log", "to_status"): Status,
    ("log", "actor_kind"): ActorKind,
}


def as_zip(tables: Tables, files: Mapping[str, bytes] | None = None) -> bytes:
    """Return the tables in the reader's language, the same as JSON for programs, and files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(gettext("read-me.txt"), _read_me())
        for name, rows in tables.items():
            if rows:
                archive.writestr(f"{slugify(str(NAMES[name]))}.csv", _csv(name, rows))
        text = json.dumps(tables, ensure_ascii=False, indent=2, default=_plain)
        archive.writestr("mina-uppgifter.json", text)
        for name, body in (files or {}).items():
            archive.writestr(name, body)
    return buffer.getvalue()


def _read_me() -> str:
    return gettext(
        "This is a copy of what is kept about you. Each table opens in a spreadsheet. The file"
        " mina-uppgifter.json holds the same for another system to read. Links in mails are left"
        " out, so that the copy can be passed on."
    )


def _plain(value: Any) -> str:
    return timezone.localtime(value).isoformat() if isinstance(value, datetime) else str(value)


def _csv(table: str, rows: list[Row]) -> str:
    """Return rows as CSV that spreadsheets open right, with the mark of UTF-8 first."""
    out = io.StringIO()
    out.write("\N{BYTE ORDER MARK}")
    writer = csv.writer(out, delimiter=";")
    writer.writerow([HEADINGS[name] for name in rows[0]])
    for row in rows:
        writer.writerow([neutralise(in_words(table, name, value)) for name, value in row.items()])
    return out.getvalue()


def in_words(table: str, name: str, value: Any) -> str:
    """Return a value as a reader expects it: words, kronor and times by the clock on the wall."""
    if value is None or value == "":
        return ""
    if name.endswith("_ore"):
        kronor = f"{Decimal(value) / 100:.2f}"
        return kronor if (get_language() or "sv").startswith("en") else kronor.replace(".", ",")
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if (table, name) in CHOICES:
        return str(CHOICES[table, name](value).label)
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if name == "terms":
        return str(value.get((get_language() or "sv")[:2]) or value.get("sv", ""))
    if name == "fields":
        return ", ".join(str(HEADINGS.get(field, _field(field))) for field in value)
    return str(value)


def _field(field: str) -> str:
    """Return what a change of a row is called: the log keeps which row, not what stood there."""
    kind, _colon, _row = field.partition(":")
    return str(HEADINGS.get(kind, kind))
