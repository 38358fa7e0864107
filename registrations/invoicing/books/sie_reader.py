"""Reads what `sie_writer` writes, strictly: a file that is not sound is refused with its line."""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from registrations.errors import DomainError
from registrations.invoicing.books.pieces import Line
from registrations.invoicing.books.sie_text import PC8

_FIELD = re.compile(
    r"""\s*(?:"((?:[^"\\]|\\.)*)"|(\{(?:[^"}]|"(?:[^"\\]|\\.)*")*\})|([^\s"{}]+))"""
)
_SUM = re.compile(r"(-?)(\d+)\.(\d{2})")


class SieRefused(DomainError):
    """The file is not a sound SIE file; `line` is where it shows."""

    def __init__(self, number: int, line: str) -> None:
        self.number, self.line = number, line

    def __str__(self) -> str:
        words = _("Line %(number)s of the file for bookkeeping is not sound: %(line)s")
        return str(words % {"number": self.number, "line": self.line[:120]})


@dataclass
class SieVoucher:
    on: date
    text: str
    lines: list[Line] = field(default_factory=list)


@dataclass
class SieFile:
    """What a file says: labels without vouchers, accounts, projects, and the vouchers."""

    labels: dict[str, list[str]] = field(default_factory=dict)
    years: dict[int, tuple[date, date]] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)
    projects: dict[str, str] = field(default_factory=dict)
    vouchers: list[SieVoucher] = field(default_factory=list)

    @property
    def debit_ore(self) -> int:
        return sum(line.ore for one in self.vouchers for line in one.lines if line.ore > 0)

    def by_account(self) -> list[tuple[str, str, int, int]]:
        """Return number, name, debit and credit in öre of each account, by number."""
        debit: Counter[str] = Counter()
        credit: Counter[str] = Counter()
        for line in (line for one in self.vouchers for line in one.lines):
            (debit if line.ore > 0 else credit)[line.account] += abs(line.ore)
        return [
            (number, self.accounts[number], debit[number], credit[number])
            for number in sorted({*debit, *credit})
        ]


def read_sie(body: bytes) -> SieFile:
    """Return what a file says. Raises SieRefused: unknown label, account or day, Σ ≠ 0."""
    file = SieFile()
    voucher: SieVoucher | None = None
    is_open = False
    lines = body.decode(PC8).split("\r\n")
    for number, line in enumerate(lines, start=1):
        try:
            if line == "{" and voucher is not None and not is_open:
                is_open = True
            elif line == "}" and voucher is not None and is_open:
                _close(file, voucher)
                voucher, is_open = None, False
            elif is_open and voucher is not None:
                voucher.lines.append(_transaction(line, file))
            elif line.startswith("#VER "):
                voucher = _voucher(line, file)
            elif line:
                _label(line, file)
            elif number != len(lines):
                raise ValueError(line)
        except (ValueError, KeyError, IndexError) as error:
            raise SieRefused(number, line) from error
    if voucher is not None or file.labels.get("#SIETYP") != ["4"]:
        raise SieRefused(len(lines), lines[-1])
    return file


def fields_of(line: str) -> list[str]:
    """Return the fields of a line; one in braces keeps them. Raises ValueError."""
    found, place = [], 0
    while line[place:].strip():
        match = _FIELD.match(line, place)
        if match is None:
            raise ValueError(line)
        text, braces, plain = match.groups()
        found.append(re.sub(r"\\(.)", r"\1", text) if text is not None else braces or plain)
        place = match.end()
    return found


def _label(line: str, file: SieFile) -> None:
    label, *rest = fields_of(line)
    if label == "#KONTO":
        file.accounts[rest[0]] = rest[1]
    elif label == "#OBJEKT":
        file.projects[rest[1]] = rest[2]
    elif label == "#RAR":
        file.years[int(rest[0])] = (_day(rest[1]), _day(rest[2]))
    elif label in _LABELS and label not in file.labels:
        file.labels[label] = rest
    else:
        raise ValueError(line)


_LABELS = {
    "#FLAGGA",
    "#PROGRAM",
    "#FORMAT",
    "#GEN",
    "#SIETYP",
    "#ORGNR",
    "#FNAMN",
    "#DIM",
}


def _voucher(line: str, file: SieFile) -> SieVoucher:
    _ver, _series, _number, day, text = fields_of(line)
    on = _day(day)
    if not any(first <= on <= last for first, last in file.years.values()):
        raise ValueError(line)
    return SieVoucher(on, text)


def _transaction(line: str, file: SieFile) -> Line:
    label, account, braces, text = fields_of(line)
    match = _SUM.fullmatch(text)
    if label != "#TRANS" or account not in file.accounts or match is None:
        raise ValueError(line)
    sign, kronor, ore = match.groups()
    objects = fields_of(braces[1:-1])
    if objects and (objects[0] != "6" or objects[1] not in file.projects):
        raise ValueError(line)
    total = int(kronor) * 100 + int(ore)
    return Line(account, -total if sign else total, objects[1] if objects else "")


def _close(file: SieFile, voucher: SieVoucher) -> None:
    if not voucher.lines or sum(line.ore for line in voucher.lines) != 0:
        raise ValueError(voucher.text)
    file.vouchers.append(voucher)


def _day(text: str) -> date:
    return datetime.strptime(text, "%Y%m%d").date()
