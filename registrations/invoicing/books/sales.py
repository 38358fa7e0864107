"""Vouchers of documents: invoices, receipts and credits, and sales whose day has come."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import DateField, F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext

from registrations.invoicing.books.pieces import CHUNK, Books, Line, Piece, chunks, moment_group
from registrations.models import Document, ExportedVoucher
from registrations.words import AccountRole, DocumentKind, PayerKind, VatKind


def documents(books: Books) -> Iterator[Piece]:
    """Yield each document of the days: receivable against sales, VAT and rounding.

    A receipt, and what was paid of an invoice before it was issued, takes its money from the
    payments not yet placed; a sale of an event that is still to come is prepaid.
    """
    scope = books.scope
    rows = (
        Document.objects.filter(is_live=True, issued_on__range=(scope.first, scope.last))
        .select_related("credits")
        .order_by("issued_on", "pk")
    )
    for document in scope.fresh(rows, "document").iterator(chunk_size=CHUNK):
        # Emptied when the years of bookkeeping were over.
        if document.content and scope.covers(document.issued_on):
            yield Piece(
                source=f"document:{document.pk}",
                group=_group(document),
                on=document.issued_on,
                text=_text(document),
                lines=_lines(document, books),
            )


def _group(document: Document) -> str:
    if document.payment_id is None:
        return f"document:{document.pk}"
    return moment_group(document.payment_id, document.created_at)


def _text(document: Document) -> str:
    """Name the document; a private person's name has no business in the books."""
    kind = DocumentKind(document.kind)
    words = {
        DocumentKind.INVOICE: gettext("Invoice %(number)s"),
        DocumentKind.RECEIPT: gettext("Receipt %(number)s"),
        DocumentKind.CREDIT_NOTE: gettext("Credit note %(number)s"),
    }[kind] % {"number": document.full_number}
    original = document.content.get("credits")
    if original:
        words = f"{words} ({original['number']})"
    buyer = document.content.get("buyer", {})
    return f"{words} {buyer['name']}" if buyer.get("kind") == PayerKind.ORGANISATION else words


def prepaid_of(document: Document) -> int:
    """Return what of a document was paid when it was issued."""
    if document.kind == DocumentKind.RECEIPT:
        return document.gross_ore
    return int(document.content.get("prepaid_ore", 0))


def _lines(document: Document, books: Books) -> list[Line]:
    chart, on = books.chart, document.issued_on
    prepaid = prepaid_of(document)
    lines = [
        Line(chart.account_for(AccountRole.RECEIVABLE, on=on), document.gross_ore - prepaid),
        Line(chart.account_for(AccountRole.UNPLACED, on=on), prepaid),
    ]
    days = days_of_supply(document, books)
    for row in document.content["lines"]:
        day = days[_offering(row, document)]
        if day is not None and day > on:
            account = chart.account_for(AccountRole.PREPAID, on=on)
        else:
            account = _sales(row, books, on)
        lines.append(Line(account, -row["net_ore"], _project(row, document, books)))
    for total in document.content["vat"]:
        if total["vat_ore"]:
            account = chart.account_for(
                AccountRole.VAT, vat_kind=_kind(total), vat_rate=Decimal(total["rate"]), on=on
            )
            lines.append(Line(account, -total["vat_ore"]))
    rounding = document.content.get("rounding_ore", 0)
    if rounding:
        lines.append(Line(chart.account_for(AccountRole.ROUNDING, on=on), -rounding))
    return [line for line in lines if line.ore]


def _sales(row: dict[str, Any], books: Books, on: date) -> str:
    if not row["net_ore"]:
        return ""
    rate = Decimal(row["vat_rate"])
    return books.chart.account_for(AccountRole.SALES, vat_kind=_kind(row), vat_rate=rate, on=on)


def _kind(row: dict[str, Any]) -> str:
    return str(row.get("vat_kind") or row.get("kind") or VatKind.TAXED)


def _offering(row: dict[str, Any], document: Document) -> int:
    return int(row.get("offering") or document.offering_id)


def _project(row: dict[str, Any], document: Document, books: Books) -> str:
    return str(row.get("project") or books.projects.code(document.offering_id))


def days_of_supply(document: Document, books: Books) -> dict[int, date | None]:
    """Return the last day of each event that a document is about, as frozen when it was sold.

    A credit has the days of what it credits, so that both reach the same month when an event has
    moved meanwhile. A document from before days were frozen has the event's own.
    """
    days: dict[int, date | None] = {}
    originals = document.credits.content.get("lines", []) if document.credits else []
    for row in [*document.content["lines"], *originals]:
        offering = _offering(row, document)
        if "supplied_on" in row:
            day = date.fromisoformat(row["supplied_on"]) if row["supplied_on"] else None
        else:
            day = books.projects.last_days.get(offering)
        days[offering] = day
    return days


def accruals(books: Books) -> Iterator[Piece]:
    """Yield for each event whose day has come what was sold of it before: prepaid, now sales."""
    scope = books.scope
    day = Coalesce("credits__supplied_on", "supplied_on", output_field=DateField())
    has_come = Q(day__gte=scope.first, day__gt=F("issued_on"))
    not_frozen = Q(supplied_on__isnull=True) | Q(
        credits__isnull=False, credits__supplied_on__isnull=True
    )
    rows = (
        Document.objects.filter(is_live=True, issued_on__lte=scope.last)
        .annotate(day=day)
        .filter(has_come | not_frozen & Q(offering__last_ends_at__gte=scope.start))
        .select_related("credits")
        .order_by("pk")
    )
    for chunk in chunks(rows.iterator(chunk_size=CHUNK)):
        found = [
            (document, offering, on)
            for document in chunk
            if document.content
            for offering, on in days_of_supply(document, books).items()
            if on is not None and on > document.issued_on and scope.covers(on)
        ]
        exported = _exported(found)
        for document, offering, on in found:
            source = f"accrual:{document.pk}:{offering}"
            is_booked = scope.covers(document.issued_on) or f"document:{document.pk}" in exported
            if is_booked and not (scope.only_new and source in exported):
                yield _accrual(source, document, offering, on, books)


def _exported(found: list[tuple[Document, int, date]]) -> set[str]:
    sources = {f"accrual:{document.pk}:{offering}" for document, offering, _on in found}
    sources |= {f"document:{document.pk}" for document, _offering, _on in found}
    rows = ExportedVoucher.objects.filter(source__in=sources)
    return set(rows.values_list("source", flat=True))


def _accrual(source: str, document: Document, offering: int, on: date, books: Books) -> Piece:
    # It leaves the account to which it went.
    prepaid = books.chart.account_for(AccountRole.PREPAID, on=document.issued_on)
    lines = []
    for row in document.content["lines"]:
        if _offering(row, document) == offering and row["net_ore"]:
            project = _project(row, document, books)
            lines.append(Line(prepaid, row["net_ore"], project))
            lines.append(Line(_sales(row, books, on), -row["net_ore"], project))
    title = books.projects.titles.get(books.projects.code(offering), "")
    return Piece(
        source=source,
        group=f"accrual:{offering}",
        on=on,
        text=gettext("Sold before the day: %(title)s") % {"title": title},
        lines=lines,
    )
