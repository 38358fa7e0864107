"""Hands vouchers to bookkeeping: each row once, in files that are kept as they were."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib.metadata import version

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registrations.actors import Actor
from registrations.documents import seller_on
from registrations.errors import DomainError
from registrations.invoicing.books.pieces import CHUNK, Books, Scope, Voucher
from registrations.invoicing.books.sie_reader import SieFile, read_sie
from registrations.invoicing.books.sie_writer import Heading, write_sie
from registrations.invoicing.books.vouchers import all_vouchers
from registrations.invoicing.refusals import SellerMissing
from registrations.models import BookAccount, BookExport, ExportedVoucher, Seller


class NothingToExport(DomainError):
    message = _("Nothing of these days is left to export: somebody may just have done it.")


class DaysToCome(DomainError):
    message = _("The last day has not come yet: more may happen on it.")


@dataclass(frozen=True)
class Prepared:
    """Vouchers that are about to be exported, as the file says them."""

    first: date
    vouchers: Sequence[Voucher]
    body: bytes
    file: SieFile

    @property
    def late(self) -> int:
        """Return how many of the vouchers are dated before the chosen days."""
        return sum(one.on < self.first for one in self.vouchers if one.lines)


def prepare(first: date, last: date, *, again: bool = False, today: date | None = None) -> Prepared:
    """Return what an export of some days would hold; `again`: also what was exported before.

    What has come since about days of earlier exports is in it too, dated as it happened. Raises
    DaysToCome, SellerMissing, AccountsMissing and NothingToExport.
    """
    today = today or timezone.localdate()
    if last > today:
        raise DaysToCome
    seller = seller_on(last)
    if seller is None:
        raise SellerMissing
    days = [(first, last)] if again else [(first, last), *_exported_days(last)]
    vouchers, books = all_vouchers(Scope(days, only_new=not again))
    if not any(one.lines for one in vouchers):
        raise NothingToExport
    body = write_sie(vouchers, _heading(seller, books, today))
    # What cannot be read back is never handed out.
    return Prepared(first, vouchers, body, read_sie(body))


def _exported_days(last: date) -> list[tuple[date, date]]:
    rows = BookExport.objects.filter(from_on__lte=last).values_list("from_on", "until_on")
    return [(first, min(until, last)) for first, until in rows.distinct().order_by("from_on")]


def _heading(seller: Seller, books: Books, today: date) -> Heading:
    return Heading(
        program_version=version("kretslopp"),
        company=seller.name,
        org_number=seller.org_number,
        year_starts_in=seller.year_starts_in,
        made_on=today,
        accounts=books.chart.names,
        projects=books.projects.titles,
    )


def export(
    first: date,
    last: date,
    *,
    actor: Actor,
    again: bool = False,
    now: datetime | None = None,
) -> BookExport:
    """Write an export and which rows it told of, all in one transaction. Raises as `prepare`."""
    now = now or timezone.now()
    with transaction.atomic():
        # Whoever exports at the same moment waits, and then finds what is left.
        list(BookAccount.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))
        prepared = prepare(first, last, again=again, today=timezone.localdate(now))
        made = BookExport.objects.create(
            from_on=first,
            until_on=last,
            voucher_count=len(prepared.file.vouchers),
            debit_ore=prepared.file.debit_ore,
            body=prepared.body,
            sha256=hashlib.sha256(prepared.body).hexdigest(),
            exported_by=actor.user,
            exported_at=now,
        )
        _write_sources(made, prepared.vouchers)
    return made


def _write_sources(made: BookExport, vouchers: Iterable[Voucher]) -> None:
    """Write which rows were told of, each with how many times that now is."""
    sources = list(dict.fromkeys(source for one in vouchers for source in one.sources))
    for start in range(0, len(sources), CHUNK):
        part = sources[start : start + CHUNK]
        former = ExportedVoucher.objects.filter(source__in=part).order_by().values_list("source")
        times = dict(former.annotate(last=Max("times")))
        ExportedVoucher.objects.bulk_create(
            ExportedVoucher(export=made, source=source, times=times.get(source, 0) + 1)
            for source in part
        )


def read_export(made: BookExport) -> SieFile:
    """Return what an export's file says. Raises SieRefused where it is emptied."""
    return read_sie(bytes(made.body))
