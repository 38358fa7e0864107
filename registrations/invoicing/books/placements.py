"""Vouchers of money placed on what is owed, and taken off it again.

Money on a charge that no document bills yet stays among the payments not placed: the document that
comes takes it from there. A document says how much of it was paid when it was issued; the first
allocations that come to this sum are its own, and those after it are vouchers of their own.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext

from registrations.invoicing.books.pieces import CHUNK, Books, Line, Piece, chunks, moment_group
from registrations.invoicing.books.sales import prepaid_of
from registrations.invoicing.books.settlements import vat_line
from registrations.models import Allocation, Charge, Document
from registrations.words import AccountRole, ChargeKind


@dataclass(frozen=True)
class _Placed:
    """One document with the numbers of the allocations that were on it when it was issued."""

    document: Document
    own: frozenset[int]


def placements(books: Books) -> Iterator[Piece]:
    """Yield money put on documents, on fees for reminding and on what had been written off."""
    scope = books.scope
    rows = (
        Allocation.objects.filter(
            payment__is_live=True,
            created_at__gte=scope.start,
            payment__received_at__lt=scope.end,
        )
        .select_related(
            "payment",
            "charge__document_line",
            "charge__payer__registration",
            "charge__recovers__reverses",
        )
        .order_by("pk")
    )
    known: dict[int, _Placed] = {}
    for chunk in chunks(scope.fresh(rows, "allocation").iterator(chunk_size=CHUNK)):
        wanted = {_document_id(one.charge) for one in chunk} - known.keys() - {0}
        known |= _read(wanted)
        for allocation in chunk:
            piece = _piece(allocation, known.get(_document_id(allocation.charge)), books)
            if piece is not None and scope.covers(piece.on):
                yield piece


def _document_id(charge: Charge) -> int:
    line = getattr(charge, "document_line", None)
    return line.document_id if line is not None else 0


def _read(document_ids: Iterable[int]) -> dict[int, _Placed]:
    wanted = list(document_ids)
    found: dict[int, list[tuple[int, int, datetime]]] = {pk: [] for pk in wanted}
    by_document = "charge__document_line__document_id"
    rows = Allocation.objects.filter(**{f"{by_document}__in": wanted}, payment__is_live=True)
    for pk, *row in rows.order_by("pk").values_list(by_document, "pk", "amount_ore", "created_at"):
        found[pk].append((row[0], row[1], row[2]))
    return {
        document.pk: _Placed(document, _own(document, found[document.pk]))
        for document in Document.objects.filter(pk__in=wanted, is_live=True)
    }


def _own(document: Document, rows: list[tuple[int, int, datetime]]) -> frozenset[int]:
    """Return the first allocations that come to what was paid when the document was issued.

    Their number is looked for from where time says, as two may have happened at one moment.
    """
    sums = [0]
    for _pk, ore, _moment in rows:
        sums.append(sums[-1] + ore)
    start = next(
        (number for number, row in enumerate(rows) if row[2] >= document.created_at), len(rows)
    )
    wanted = prepaid_of(document)
    order = [*range(start, len(sums)), *range(start - 1, -1, -1)]
    number = next((one for one in order if sums[one] == wanted), start)
    return frozenset(pk for pk, _ore, _moment in rows[:number])


def _piece(allocation: Allocation, placed: _Placed | None, books: Books) -> Piece | None:
    charge, payment = allocation.charge, allocation.payment
    source = f"allocation:{allocation.pk}"
    at_once = allocation.created_at == payment.created_at
    moment = payment.received_at if at_once else allocation.created_at
    on = timezone.localdate(moment)
    if placed is not None:
        document = placed.document
        if allocation.pk in placed.own:
            # The document's own voucher tells of it.
            return Piece(source, f"document:{document.pk}", document.issued_on)
        on = max(on, document.issued_on) if at_once else on
        text = _words(allocation, document.full_number)
        account = books.chart.account_for(AccountRole.RECEIVABLE, on=on)
        lines = [Line(account, -allocation.amount_ore)]
    elif charge.kind in (ChargeKind.REMINDER, ChargeKind.RECOVERED):
        text = charge.text if allocation.amount_ore > 0 else _words(allocation, charge.text)
        lines = _of_its_own(charge, allocation.amount_ore, books, on)
    else:
        return None
    unplaced = books.chart.account_for(AccountRole.UNPLACED, on=on)
    return Piece(
        source=source,
        group=moment_group(payment.pk, allocation.created_at),
        on=on,
        text=text,
        lines=[Line(unplaced, allocation.amount_ore), *lines],
    )


def _words(allocation: Allocation, what: str) -> str:
    """Return what a voucher is called: money on an invoice, or money taken off it again."""
    if allocation.amount_ore > 0:
        return gettext("Paid: %(number)s") % {"number": what}
    return gettext("Payment taken off: %(number)s") % {"number": what}


def _of_its_own(charge: Charge, ore: int, books: Books, on: date) -> list[Line]:
    """Return what money on a charge that no document bills is: a fee, or a loss that came back.

    A fee for reminding is income when it is paid and not before: it has no VAT, it stands on no
    invoice, and many are let go. So one that was written off was no loss, and is income when it
    comes after all.
    """
    role = AccountRole.REMINDERS if _is_fee(charge) else AccountRole.BAD_DEBT
    vat = round(ore * charge.vat_ore / charge.gross_ore)
    project = books.projects.code(charge.payer.registration.offering_id)
    return [
        Line(books.chart.account_for(role, on=on), vat - ore, project),
        *vat_line(charge, -vat, books, on),
    ]


def _is_fee(charge: Charge) -> bool:
    lost = charge.recovers.reverses if charge.recovers is not None else None
    return ChargeKind.REMINDER in (charge.kind, lost.kind if lost is not None else "")
