"""Writes vouchers as a SIE file of type 4I, by which they are handed to a bookkeeping program.

Source: SIE gruppen, "SIE filformat", version 4C (2025-08-06).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import chain

from registrations.invoicing.books.pieces import Voucher
from registrations.invoicing.books.sie_text import LATIN_1, PC8, in_letters_of, quoted

# The dimension that the format reserves for projects.
PROJECT = 6
NEWLINE = "\r\n"


@dataclass(frozen=True)
class Heading:
    """What a file says of itself: whose books, of which years, and the names of its accounts."""

    program_version: str
    company: str
    org_number: str
    year_starts_in: int
    made_on: date
    accounts: dict[str, str] = field(default_factory=dict)
    projects: dict[str, str] = field(default_factory=dict)


def write_sie(vouchers: Sequence[Voucher], heading: Heading) -> bytes:
    """Return the file. The numbers of vouchers are left to the program that reads it (type 4I)."""
    lines = chain(_heading(vouchers, heading), *(_voucher(one) for one in vouchers))
    return "".join(f"{line}{NEWLINE}" for line in lines).encode(PC8)


def _heading(vouchers: Sequence[Voucher], heading: Heading) -> Iterator[str]:
    yield "#FLAGGA 0"
    yield f"#PROGRAM {quoted('Kretslopp')} {quoted(heading.program_version)}"
    yield "#FORMAT PC8"
    yield f"#GEN {_day(heading.made_on)}"
    yield "#SIETYP 4"
    if heading.org_number:
        yield f"#ORGNR {quoted(heading.org_number)}"
    yield f"#FNAMN {quoted(heading.company)}"
    yield from _years(vouchers, heading)
    lines = [line for voucher in vouchers for line in voucher.lines]
    for account in sorted({line.account for line in lines}):
        yield f"#KONTO {account} {quoted(heading.accounts.get(account, account))}"
    projects = sorted({line.project for line in lines if line.project})
    if projects:
        yield f"#DIM {PROJECT} {quoted('Projekt')}"
    for project in projects:
        title = heading.projects.get(project, project)
        yield f"#OBJEKT {PROJECT} {quoted(project)} {quoted(title)}"


def _years(vouchers: Sequence[Voucher], heading: Heading) -> Iterator[str]:
    """Yield the financial years of the vouchers: 0 is the last one, -1 the one before it."""
    days = [voucher.on for voucher in vouchers] or [heading.made_on]
    last = year_of(max(days), heading.year_starts_in)
    number = 0
    while last[1] >= min(days):
        yield f"#RAR {number} {_day(last[0])} {_day(last[1])}"
        last = year_of(last[0] - timedelta(days=1), heading.year_starts_in)
        number -= 1


def year_of(day: date, starts_in: int) -> tuple[date, date]:
    """Return the first and the last day of the financial year, which starts in a month."""
    first = day.replace(month=starts_in, day=1)
    if first > day:
        first = first.replace(year=first.year - 1)
    return first, first.replace(year=first.year + 1) - timedelta(days=1)


def _voucher(voucher: Voucher) -> Iterator[str]:
    if not voucher.lines:
        return
    yield f'#VER "" "" {_day(voucher.on)} {quoted(voucher.text)}'
    yield "{"
    for line in voucher.lines:
        project = f"{PROJECT} {quoted(line.project)}" if line.project else ""
        yield f"#TRANS {line.account} {{{project}}} {_sum(line.ore)}"
    yield "}"


def _day(day: date) -> str:
    return f"{day:%Y%m%d}"


def _sum(ore: int) -> str:
    sign = "-" if ore < 0 else ""
    return f"{sign}{abs(ore) // 100}.{abs(ore) % 100:02d}"


def in_latin_1(body: bytes) -> bytes:
    """Return a file in Latin-1, for programs that read it so although the format says PC8."""
    return in_lines_of(LATIN_1, body.decode(PC8)).encode(LATIN_1)


def in_lines_of(encoding: str, text: str) -> str:
    """Return each line of a file in the letters of another encoding."""
    return NEWLINE.join(in_letters_of(encoding, line) for line in text.split(NEWLINE))
