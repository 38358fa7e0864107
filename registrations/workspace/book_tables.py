"""The vouchers of an export as rows to download, as its SIE file says them."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext, pgettext

from registrations.invoicing.books.sie_reader import SieFile
from registrations.workspace.export_rows import Cell

# A cell that begins so is read as a formula by spreadsheets.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


class VoucherTable:
    """One row for each line of each voucher; the sums stand last."""

    def __init__(self, file: SieFile) -> None:
        self.file = file

    def heading(self) -> list[str]:
        return [
            gettext("Voucher"),
            pgettext("column", "Day"),
            pgettext("column", "Text"),
            gettext("Account"),
            gettext("Name of the account"),
            gettext("Project"),
            gettext("Name of the project"),
            gettext("Debit, kr"),
            gettext("Credit, kr"),
        ]

    def rows(self) -> Iterator[list[Cell]]:
        for number, voucher in enumerate(self.file.vouchers, start=1):
            for line in voucher.lines:
                yield [
                    number,
                    voucher.on,
                    _text(voucher.text),
                    line.account,
                    _text(self.file.accounts[line.account]),
                    _text(line.project),
                    _text(self.file.projects.get(line.project, "")),
                    _kronor(line.ore) if line.ore > 0 else None,
                    _kronor(-line.ore) if line.ore < 0 else None,
                ]
        total = _kronor(self.file.debit_ore)
        yield [None, None, gettext("Sum"), None, None, None, None, total, total]


def _kronor(ore: int) -> Decimal:
    return Decimal(ore) / 100


def _text(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_SIGNS) else text
