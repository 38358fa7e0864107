"""Vouchers of money: what came, where it was placed, what was given back and written off."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import CharField as TextField
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.translation import gettext

from registrations.external_refunds import BOOKED_BY_HAND
from registrations.invoicing.books.pieces import CHUNK, Books, Line, Piece, moment_group
from registrations.models import Charge, ExportedVoucher, LogEntry, Payment, Refund
from registrations.words import (
    DEAD_REFUND,
    AccountRole,
    ChargeKind,
    Happening,
    MovementKind,
    RefundState,
)

LONGEST_NAME = 60


def payments(books: Books) -> Iterator[Piece]:
    """Yield each payment: money at the provider or in the bank, not yet placed."""
    scope = books.scope
    rows = (
        Payment.objects.filter(
            is_live=True, received_at__gte=scope.start, received_at__lt=scope.end
        )
        .select_related("movement")
        .order_by("received_at", "pk")
    )
    for payment in scope.fresh(rows, "payment").iterator(chunk_size=CHUNK):
        on = timezone.localdate(payment.received_at)
        if scope.covers(on):
            yield Piece(
                source=f"payment:{payment.pk}",
                group=moment_group(payment.pk, payment.created_at),
                on=on,
                text=gettext("Payment: %(who)s") % {"who": _who(payment, books)},
                lines=[
                    Line(_money_of(payment, books, on), payment.amount_ore),
                    Line(books.chart.account_for(AccountRole.UNPLACED, on=on), -payment.amount_ore),
                ],
            )


def _who(payment: Payment, books: Books) -> str:
    """Return which organisation paid, and the numbers it gave; cards by their number.

    A private person's name has no business in the books: neither what the bank calls a payer whom
    we do not know as an organisation, nor what a payer wrote, but for its numbers. The bank's own
    number of a movement says nothing to a reader, and is never used.
    """
    movement = getattr(payment, "movement", None)
    if movement is None:
        return payment.external_id
    name = movement.payer_name if books.organisations.are(movement.payer_name) else ""
    numbers = [word for word in movement.reference.split() if any(map(str.isdigit, word))]
    words = ", ".join(filter(None, [name[:LONGEST_NAME], " ".join(numbers)]))
    return words or gettext("without a name")


def _refund_words(refund: Refund, books: Books) -> str:
    """Return how money went back: by the bank that took it, by us at the bank, or to a card."""
    movement = getattr(refund, "movement", None)
    who = {"who": _who(refund.payment, books)}
    if movement is not None and movement.kind == MovementKind.REVERSAL:
        return gettext("Taken back by the bank: %(who)s") % who
    if movement is not None or _is_by_hand(refund):
        return gettext("Paid back: %(who)s") % who
    return gettext("Refund: %(who)s") % who


def _is_by_hand(refund: Refund) -> bool:
    return refund.is_external and not refund.external_id


def _money_of(payment: Payment, books: Books, on: date) -> str:
    if payment.checkout_id is not None:
        return books.chart.account_for(AccountRole.CARD, on=on)
    return _bank(getattr(payment, "movement", None), books, on)


def _bank(movement: Any, books: Books, on: date) -> str:
    return books.chart.account_of_bank(movement.account if movement else "", on=on)


def refunds(books: Books) -> Iterator[Piece]:
    """Yield what has left: by the provider, by the bank, or taken back by the payer's bank.

    What a person books as something else has not left, and its voucher is that person's.
    """
    scope = books.scope
    happened = Q(done_at__gte=scope.start, done_at__lt=scope.end) | Q(
        movement__booked_on__range=(scope.first, scope.last)
    )
    rows = (
        Refund.objects.filter(happened, state=RefundState.SUCCEEDED, payment__is_live=True)
        .exclude(BOOKED_BY_HAND)
        .select_related("payment__movement", "movement")
        .order_by("done_at", "pk")
    )
    for refund in scope.fresh(rows, "refund").iterator(chunk_size=CHUNK):
        on = _left_on(refund)
        if scope.covers(on):
            yield Piece(
                source=f"refund:{refund.pk}",
                group=f"refund:{refund.pk}",
                on=on,
                text=_refund_words(refund, books),
                lines=_refund_lines(refund, books, on, refund.amount_ore),
            )
    yield from _failed(books)


def _left_on(refund: Refund) -> date:
    movement = getattr(refund, "movement", None)
    return movement.booked_on if movement else timezone.localdate(refund.done_at)


def _refund_lines(refund: Refund, books: Books, on: date, ore: int) -> list[Line]:
    movement = getattr(refund, "movement", None)
    if movement is not None or _is_by_hand(refund):
        money = _bank(movement, books, on)
    else:
        money = _money_of(refund.payment, books, on)
    return [
        Line(books.chart.account_for(AccountRole.UNPLACED, on=on), ore),
        Line(money, -ore),
    ]


def _failed(books: Books) -> Iterator[Piece]:
    """Yield the undoing of refunds that had been exported and then failed."""
    source = Concat(Value("refund:"), Cast(OuterRef("pk"), TextField()))
    rows = Refund.objects.filter(
        Exists(ExportedVoucher.objects.filter(source=source)), state__in=DEAD_REFUND
    ).select_related("payment__movement", "payment__payer", "movement")
    found = list(books.scope.fresh(rows, "refund_failed").order_by("pk"))
    days = _days_of_failure(found)
    for refund in found:
        on = days.get(refund.pk, _left_on(refund))
        if books.scope.covers(on):
            yield Piece(
                source=f"refund_failed:{refund.pk}",
                group=f"refund_failed:{refund.pk}",
                on=on,
                text=gettext("Failed refund: %(who)s") % {"who": _who(refund.payment, books)},
                lines=_refund_lines(refund, books, on, -refund.amount_ore),
            )


def _days_of_failure(refunds: list[Refund]) -> dict[int, date]:
    registrations = {one.payment.payer.registration_id for one in refunds if one.payment.payer}
    entries = LogEntry.objects.filter(
        registration__in=registrations, happening=Happening.REFUND_FAILED
    )
    by_field = {
        name: timezone.localdate(entry.created_at)
        for entry in entries.order_by("pk")
        for name in entry.fields
    }
    return {
        one.pk: by_field[f"refund:{one.pk}"] for one in refunds if f"refund:{one.pk}" in by_field
    }


def write_offs(books: Books) -> Iterator[Piece]:
    """Yield what was written off of invoices: a loss, and VAT that is not to be paid."""
    scope, chart = books.scope, books.chart
    rows = (
        Charge.objects.filter(
            kind=ChargeKind.WRITE_OFF,
            created_at__gte=scope.start,
            created_at__lt=scope.end,
            reverses__document_line__document__is_live=True,
        )
        .select_related("reverses__document_line__document", "payer__registration")
        .order_by("pk")
    )
    for charge in scope.fresh(rows, "write_off").iterator(chunk_size=CHUNK):
        on = timezone.localdate(charge.created_at)
        document = charge.reverses.document_line.document
        project = books.projects.code(charge.payer.registration.offering_id)
        if scope.covers(on):
            lines = [
                Line(chart.account_for(AccountRole.RECEIVABLE, on=on), charge.gross_ore),
                Line(chart.account_for(AccountRole.BAD_DEBT, on=on), -charge.net_ore, project),
            ]
            yield Piece(
                source=f"write_off:{charge.pk}",
                group=f"write_off:{document.pk}:{charge.created_at.timestamp()}",
                on=on,
                text=gettext("Written off: %(number)s") % {"number": document.full_number},
                lines=[*lines, *vat_line(charge, -charge.vat_ore, books, on)],
            )


def vat_line(charge: Charge, ore: int, books: Books, on: date) -> list[Line]:
    """Return the line of some VAT of a charge, if there is any."""
    if not ore:
        return []
    account = books.chart.account_for(
        AccountRole.VAT, vat_kind=charge.vat_kind, vat_rate=charge.vat_rate, on=on
    )
    return [Line(account, ore)]
