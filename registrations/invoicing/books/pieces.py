"""What a voucher is made of, and which rows an export is about."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import islice
from typing import Any

from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from registrations.errors import DomainError
from registrations.invoicing.books.accounts import Chart
from registrations.models import ExportedVoucher, Offering, Payer
from registrations.words import PayerKind

CHUNK = 1000
LONGEST_TEXT = 200


@dataclass(frozen=True)
class Line:
    """A sum on an account, in öre: debit is positive, credit negative."""

    account: str
    ore: int
    project: str = ""

    @property
    def credit_ore(self) -> int:
        return max(-self.ore, 0)


@dataclass(frozen=True)
class Piece:
    """What one row means in the books; pieces of one group and day make one voucher."""

    source: str
    group: str
    on: date
    text: str = ""
    lines: Sequence[Line] = ()


@dataclass
class Voucher:
    """A voucher that adds up to nothing, and the rows it tells of."""

    on: date
    text: str
    lines: list[Line]
    sources: list[str] = field(default_factory=list)


class DoesNotAddUp(DomainError):
    """A voucher that does not sum to nothing is never written."""

    def __init__(self, voucher: Voucher) -> None:
        self.voucher = voucher

    def __str__(self) -> str:
        return f"{self.voucher.text} ({', '.join(self.voucher.sources)}): Σ ≠ 0"


@dataclass(frozen=True)
class Scope:
    """The days whose rows are read, and whether those already exported are left out."""

    days: Sequence[tuple[date, date]]
    only_new: bool = True

    def covers(self, on: date) -> bool:
        return any(first <= on <= last for first, last in self.days)

    @property
    def first(self) -> date:
        return min(first for first, _last in self.days)

    @property
    def last(self) -> date:
        return max(last for _first, last in self.days)

    @cached_property
    def start(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.first, time()))

    @cached_property
    def end(self) -> datetime:
        """The moment at which the day after the last one begins."""
        return timezone.make_aware(datetime.combine(self.last + timedelta(days=1), time()))

    def fresh(self, rows: QuerySet[Any, Any], word: str) -> QuerySet[Any, Any]:
        """Leave out rows that were exported, whose sources are the word and their number."""
        if not self.only_new:
            return rows
        source = Concat(Value(f"{word}:"), Cast(OuterRef("pk"), CharField()))
        return rows.filter(~Exists(ExportedVoucher.objects.filter(source=source)))


class Projects:
    """The Offerings as projects in the books: their code, title and last day, read once."""

    def __init__(self) -> None:
        self.codes: dict[int, str] = {}
        self.titles: dict[str, str] = {}
        self.last_days: dict[int, date | None] = {}
        rows = Offering.objects.order_by("pk").values_list(
            "pk", "project_code", "title_sv", "last_ends_at", "first_starts_at"
        )
        for pk, code, title, ends_at, starts_at in rows.iterator(chunk_size=CHUNK):
            self.codes[pk] = code or str(pk)
            self.titles.setdefault(self.codes[pk], title)
            moment = ends_at or starts_at
            self.last_days[pk] = timezone.localdate(moment) if moment else None

    def code(self, offering_id: int | None) -> str:
        return self.codes.get(offering_id or 0, "")


class Organisations:
    """The names of those we know as organisations, read once, when first asked for."""

    def are(self, name: str) -> bool:
        """Tell whether a name, as a bank writes it, is that of an organisation we have invoiced."""
        return _plain(name) in self._names

    @cached_property
    def _names(self) -> set[str]:
        payers = Payer.objects.filter(kind=PayerKind.ORGANISATION).exclude(name="")
        rows = payers.order_by().values_list("name", flat=True).distinct()
        return {_plain(name) for name in rows.iterator(chunk_size=CHUNK)}


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


@dataclass(frozen=True)
class Books:
    """What pieces are read with: the days, the accounts, the projects and the organisations."""

    scope: Scope
    chart: Chart
    projects: Projects
    organisations: Organisations = field(default_factory=Organisations)


def merge(pieces: Iterable[Piece]) -> list[Voucher]:
    """Return one voucher for the pieces of each group and day, in the order of days.

    One without lines, such as the receipt of nothing, only says which rows it tells of. Raises
    DoesNotAddUp.
    """
    groups: dict[tuple[date, str], list[Piece]] = defaultdict(list)
    for piece in pieces:
        groups[piece.on, piece.group].append(piece)
    # Sorting is stable: within a day vouchers stay in the order in which their rows were read.
    return [_voucher(key[0], groups[key]) for key in sorted(groups, key=lambda key: key[0])]


def _voucher(on: date, pieces: Sequence[Piece]) -> Voucher:
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for piece in pieces:
        for line in piece.lines:
            sums[line.account, line.project] += line.ore
    voucher = Voucher(
        on=on,
        text=", ".join(dict.fromkeys(piece.text for piece in pieces if piece.text))[:LONGEST_TEXT],
        lines=[Line(account, ore, project) for (account, project), ore in sums.items() if ore],
        sources=list(dict.fromkeys(piece.source for piece in pieces)),
    )
    if sum(line.ore for line in voucher.lines):
        raise DoesNotAddUp(voucher)
    return voucher


def chunks(rows: Iterable[Any]) -> Iterator[list[Any]]:
    found = iter(rows)
    while chunk := list(islice(found, CHUNK)):
        yield chunk


def moment_group(payment_id: int, moment: datetime) -> str:
    """Return the group of what one payment caused at one moment: one voucher a day."""
    return f"payment:{payment_id}:{moment.timestamp()}"
