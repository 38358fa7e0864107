"""The vouchers of an export as rows to download, as its SIE file says them."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext, pgettext

from registrations.invoicing.books.sie_reader import SieFile
from registrations.spreadsheets import neutralise
from registrations.workspace.export_rows import Cell


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
                    neutralise(voucher.text),
                    line.account,
                    neutralise(self.file.accounts[line.account]),
                    neutralise(line.project),
                    neutralise(self.file.projects.get(line.project, "")),
                    _kronor(line.ore) if line.ore > 0 else None,
                    _kronor(-line.ore) if line.ore < 0 else None,
                ]
        total = _kronor(self.file.debit_ore)
        yield [None, None, gettext("Sum"), None, None, None, None, total, total]


def _kronor(ore: int) -> Decimal:
    return Decimal(ore) / 100
