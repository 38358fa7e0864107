"""Vouchers of the payment provider's account: its fees, and its payouts to the bank.

The bank's own movement of a payout is no voucher: the money would be booked twice.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from registrations.invoicing.books.pieces import CHUNK, Books, Line, Piece
from registrations.models import BalanceLine
from registrations.words import AccountRole

_LIVE = Q(payment__is_live=True) | Q(refund__payment__is_live=True)


def fees(books: Books) -> Iterator[Piece]:
    """Yield what the provider kept, one voucher a day."""
    scope, chart = books.scope, books.chart
    rows = _lines().filter(happened_at__gte=scope.start, happened_at__lt=scope.end)
    rows = rows.exclude(fee_ore=0).order_by("happened_at", "pk")
    for line in scope.fresh(rows, "fee").iterator(chunk_size=CHUNK):
        on = timezone.localdate(line.happened_at)
        payment = line.payment or line.refund.payment
        offering = payment.payer.registration.offering_id if payment.payer else None
        if scope.covers(on):
            yield Piece(
                source=f"fee:{line.pk}",
                group="fees",
                on=on,
                text=gettext("Fees of the payment provider"),
                lines=[
                    Line(
                        chart.account_for(AccountRole.FEES, on=on),
                        line.fee_ore,
                        books.projects.code(offering),
                    ),
                    Line(chart.account_for(AccountRole.CARD, on=on), -line.fee_ore),
                ],
            )


def payouts(books: Books) -> Iterator[Piece]:
    """Yield what the provider paid out to the bank, one voucher for each payout."""
    scope, chart = books.scope, books.chart
    rows = _lines().filter(payout_on__range=(scope.first, scope.last)).exclude(payout_id="")
    for line in scope.fresh(rows.order_by("payout_on", "pk"), "payout").iterator(chunk_size=CHUNK):
        on, ore = line.payout_on, line.amount_ore - line.fee_ore
        if scope.covers(on):
            yield Piece(
                source=f"payout:{line.pk}",
                group=f"payout:{line.payout_id}",
                on=on,
                text=gettext("Payout %(number)s") % {"number": line.payout_id},
                lines=[
                    Line(chart.account_for(AccountRole.BANK, on=on), ore),
                    Line(chart.account_for(AccountRole.CARD, on=on), -ore),
                ],
            )


def _lines() -> QuerySet[BalanceLine, Any]:
    return BalanceLine.objects.filter(_LIVE).select_related(
        "payment__payer__registration", "refund__payment__payer__registration"
    )
