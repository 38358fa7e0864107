"""The list of invoices as a table to download."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext, pgettext

from registrations.spreadsheets import neutralise
from registrations.workspace.export_rows import Cell
from registrations.workspace.invoice_listing import InvoiceListing, InvoiceRow


class InvoiceRows:
    """Every row that matches, with sums in kronor."""

    def __init__(self, listing: InvoiceListing) -> None:
        self.listing = listing

    def heading(self) -> list[str]:
        return [
            gettext("Number"),
            gettext("Issued"),
            gettext("Due"),
            gettext("State"),
            gettext("Buyer"),
            gettext("Organisation number"),
            gettext("Invoice reference"),
            gettext("Event"),
            gettext("OCR"),
            gettext("Excl. VAT"),
            gettext("VAT"),
            pgettext("money", "Sum"),
            gettext("Left to pay"),
        ]

    def rows(self) -> Iterator[list[Cell]]:
        for row in self.listing.all_rows():
            yield self._cells(row)

    def _cells(self, row: InvoiceRow) -> list[Cell]:
        document = row.document
        buyer = document.content.get("buyer", {})
        return [
            row.number,
            document.issued_on,
            document.due_on,
            row.state.words,
            neutralise(row.buyer),
            neutralise(buyer.get("org_number", "")),
            neutralise(buyer.get("reference", "")),
            neutralise("; ".join(row.events)),
            document.ocr or "",
            _kronor(document.net_ore),
            _kronor(document.vat_ore),
            _kronor(document.gross_ore),
            _kronor(row.open_ore),
        ]


def _kronor(ore: int) -> Decimal:
    return Decimal(ore) / 100
