"""Downloads as CSV for a Swedish Excel and as XLSX."""

import csv
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any, Protocol

import xlsxwriter
from django.http import FileResponse, HttpResponse, StreamingHttpResponse

from registrations.workspace.export_rows import CHUNK, Cell

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BOM = "\ufeff"


class Table(Protocol):
    """Something to download: a heading, and rows that are read once."""

    def heading(self) -> list[str]: ...

    def rows(self) -> Iterator[list[Cell]]: ...


def file_response(rows: Table, wanted: str, *, name: str, sheet: str) -> HttpResponse:
    """Answer with a table as a file of the wanted kind."""
    name = f"{name}.{wanted}"
    if wanted == "csv":
        response: Any = StreamingHttpResponse(
            csv_lines(rows), content_type="text/csv; charset=utf-8"
        )
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    else:
        response = FileResponse(
            xlsx_file(rows, sheet), as_attachment=True, filename=name, content_type=XLSX
        )
    response["Cache-Control"] = "private, no-store"
    return response


class _Line:
    """A file for csv's writer that hands each line back."""

    def write(self, text: str) -> str:
        return text


def _csv_cell(cell: Cell) -> str | int:
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return f"{cell:.2f}".replace(".", ",")
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return cell.isoformat()
    return cell  # type: ignore[return-value]


def csv_lines(rows: Table) -> Iterator[str]:
    """Yield the file as a Swedish Excel expects it: semicolons, decimal commas, a BOM."""
    writer = csv.writer(_Line(), delimiter=";")
    lines = [BOM + writer.writerow(rows.heading())]
    for cells in rows.rows():
        lines.append(writer.writerow([_csv_cell(cell) for cell in cells]))
        if len(lines) >= CHUNK:
            yield "".join(lines)
            lines = []
    yield "".join(lines)


def xlsx_file(rows: Table, sheet_name: str) -> IO[bytes]:
    """Write the workbook to a temporary file, row by row, and return it ready to be read."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet(sheet_name[:31])
        bold = book.add_format({"bold": True})
        money = book.add_format({"num_format": "#,##0.00"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 40, 18)
        for column, words in enumerate(rows.heading()):
            sheet.write_string(0, column, words, bold)
        for line, cells in enumerate(rows.rows(), start=1):
            _write_row(sheet, line, cells, _Formats(money, moment, day))
    file.seek(0)
    return file


@dataclass(frozen=True)
class _Formats:
    money: Any
    moment: Any
    day: Any


def _write_row(sheet: Any, line: int, cells: list[Cell], formats: _Formats) -> None:
    for column, cell in enumerate(cells):
        if isinstance(cell, str):
            if cell:
                sheet.write_string(line, column, cell[:32767])
        elif isinstance(cell, Decimal):
            sheet.write_number(line, column, float(cell), formats.money)
        elif isinstance(cell, datetime):
            sheet.write_datetime(line, column, cell, formats.moment)
        elif isinstance(cell, date):
            sheet.write_datetime(line, column, cell, formats.day)
        elif cell is not None:
            sheet.write_number(line, column, cell)
