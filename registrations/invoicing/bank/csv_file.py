"""Reads a bank's CSV by a mapping that a bookkeeper has made: which column holds what."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from registrations.invoicing.bank.entries import (
    CREDIT,
    DEBIT,
    LARGEST_ORE,
    LIMIT_BYTES,
    BankFileRefused,
    BankFileTooLarge,
    Contents,
    Entry,
    Reference,
    ore_of_digits,
)
from registrations.invoicing.bank.reasons import Aside
from registrations.models import CsvMapping
from registrations.words import BankFormat

ENCODINGS = ("utf-8", "latin-1", "cp1252")
DELIMITERS = {"semicolon": ";", "comma": ",", "tab": "\t"}
DATE_FORMATS = ("%Y-%m-%d", "%Y%m%d", "%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y", "%y%m%d")
COLUMNS = ("date", "amount", "sign", "reference", "text", "name", "number", "currency")
MOST_ROWS = 200_000


class CsvBroken(BankFileRefused):
    message = _("The file cannot be read with this encoding. Choose another one in the mapping.")


class CsvLacksColumn(BankFileRefused):
    """A column that the mapping names is not in the file."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __str__(self) -> str:
        return gettext("The file has no column “%(name)s”, which the mapping asks for.") % {
            "name": self.name
        }


@dataclass(frozen=True)
class Shape:
    """How a CSV file is written, without what its columns mean."""

    delimiter: str = ";"
    encoding: str = "utf-8"
    skip: int = 0
    has_header: bool = True


def rows_of(body: bytes, shape: Shape) -> tuple[list[str], list[list[str]]]:
    """Return the headings and the rows below them; columns without headings are numbered from 1."""
    if len(body) > LIMIT_BYTES:
        raise BankFileTooLarge
    encoding = "utf-8-sig" if shape.encoding == "utf-8" else shape.encoding
    try:
        text = body.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise CsvBroken from error
    if "\0" in text:
        raise CsvBroken
    lines = text.splitlines(keepends=True)[shape.skip :]
    reader = csv.reader(io.StringIO("".join(lines)), delimiter=shape.delimiter)
    try:
        rows = [row for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise CsvBroken from error
    if shape.has_header:
        headings = [cell.strip() for cell in rows[0]] if rows else []
        return headings, rows[1:]
    widest = max((len(row) for row in rows), default=0)
    return [str(number) for number in range(1, widest + 1)], rows


def read_csv(body: bytes, mapping: CsvMapping, *, today: date) -> Contents:
    """Return what a CSV file tells; raises BankFileRefused."""
    columns = mapping.columns
    shape = Shape(
        delimiter=columns.get("delimiter", ";"),
        encoding=columns.get("encoding", "utf-8"),
        skip=int(columns.get("skip", 0)),
        has_header=bool(columns.get("has_header", True)),
    )
    headings, rows = rows_of(body, shape)
    places = _places(columns, headings)
    reader = _Reader(mapping, places, len(headings), today)
    return Contents(BankFormat.CSV, [reader.entry(row) for row in rows])


def _places(columns: Mapping[str, object], headings: list[str]) -> dict[str, int]:
    places = {}
    for name in COLUMNS:
        heading = str(columns.get(name) or "")
        if heading and heading not in headings:
            raise CsvLacksColumn(heading)
        if heading:
            places[name] = headings.index(heading)
    for name in ("date", "amount"):
        if name not in places:
            raise CsvLacksColumn(name)
    return places


@dataclass
class _Reader:
    mapping: CsvMapping
    places: dict[str, int]
    width: int
    today: date

    def entry(self, row: list[str]) -> Entry:
        """Return one row as an entry; what cannot be read is said in its `problem`."""
        signed = ore_of(self._cell(row, "amount"), str(self._setting("decimal", ",")))
        booked = _day_of(self._cell(row, "date"), str(self._setting("date_format", "%Y-%m-%d")))
        direction = self._direction(row, signed)
        reference = self._cell(row, "reference")
        ore = abs(signed or 0)
        text, name = self._cell(row, "text"), self._cell(row, "name")
        return Entry(
            account=self.mapping.account.number,
            amount_ore=min(ore, 2**62),
            currency=(self._cell(row, "currency") or self.mapping.account.currency).upper()[:3],
            direction=direction,
            booked_on=booked or self.today,
            number=self._cell(row, "number")[:120],
            entry_ore=ore,
            references=(Reference(reference[:140]),) if reference else (),
            text=text[:500],
            payer_name=name[:160],
            is_bare=not reference,
            problem=self._problem(row, ore, direction, booked),
        )

    def _setting(self, name: str, default: str) -> object:
        return self.mapping.columns.get(name) or default

    def _cell(self, row: list[str], name: str) -> str:
        place = self.places.get(name)
        return " ".join(row[place].split()) if place is not None and place < len(row) else ""

    def _direction(self, row: list[str], signed: int | None) -> str:
        if "sign" not in self.places:
            return "" if not signed else CREDIT if signed > 0 else DEBIT
        word = self._cell(row, "sign").casefold()
        words = {
            str(self._setting("credit_word", "+")).casefold(): CREDIT,
            str(self._setting("debit_word", "-")).casefold(): DEBIT,
        }
        return words.get(word, "")

    def _problem(self, row: list[str], ore: int, direction: str, booked: date | None) -> str:
        if len(row) < max(self.places.values()) + 1:
            return Aside.ROW
        if not 0 < ore <= LARGEST_ORE:
            return Aside.AMOUNT
        if not direction:
            return Aside.SIGN
        return "" if booked else Aside.DAY


def ore_of(text: str, decimal: str) -> int | None:
    """Return öre for "-1 234,50" with the decimal mark given; None for what is no sum."""
    thousands = "." if decimal == "," else ","
    plain = "".join(text.split()).replace("\N{MINUS SIGN}", "-").replace("'", "")
    whole, mark, rest = plain.partition(decimal)
    groups = whole.lstrip("+-").split(thousands)
    if len(groups) > 1 and any(len(group) != 3 for group in groups[1:]):
        return None
    digits = whole.replace(thousands, "") + (f".{rest}" if mark else "")
    ore = ore_of_digits(digits.removeprefix("+").removeprefix("-"))
    return -ore if ore and digits.startswith("-") else ore


def _day_of(text: str, form: str) -> date | None:
    try:
        return datetime.strptime(text, form).date()
    except ValueError:
        return None


def first_lines(body: bytes, *, most: int = 12) -> Iterator[bytes]:
    """Yield the first lines of a file, by which a mapping is made."""
    yield from body[:20_000].splitlines(keepends=True)[:most]
