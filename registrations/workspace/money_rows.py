"""The bookkeeper's table: a row for each movement of a period, then control totals."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import F, QuerySet, Sum
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext

from registrations import formats
from registrations.models import Document, DocumentLine
from registrations.spreadsheets import neutralise
from registrations.words import DocumentKind
from registrations.workspace.export_rows import Cell
from registrations.workspace.money_movements import Movement, MovementKind, Period, movements

USUAL_RATES = (Decimal(25), Decimal(12), Decimal(6), Decimal(0))


@dataclass
class _Total:
    """The sums of some rows, in öre."""

    number: int = 0
    amount_ore: int = 0
    fee_ore: int = 0
    vat: dict[Decimal, tuple[int, int]] = field(default_factory=dict)

    def add(self, movement: Movement) -> None:
        self.number += 1
        self.amount_ore += movement.amount_ore
        self.fee_ore += movement.fee_ore
        for rate, (net, vat) in movement.vat.items():
            former_net, former_vat = self.vat.get(rate, (0, 0))
            self.vat[rate] = (former_net + net, former_vat + vat)


class MoneyRows:
    """The heading and rows of a period; test money is marked and has totals of its own."""

    def __init__(self, period: Period) -> None:
        self.period = period

    @cached_property
    def rates(self) -> list[Decimal]:
        """Return the VAT rates that have columns: those in use in Sweden, and any other found."""
        lines = DocumentLine.objects.filter(document__offering__in=self.period.offerings)
        found = lines.order_by().values_list("charge__vat_rate", flat=True).distinct()
        return sorted({*USUAL_RATES, *(rate.normalize() for rate in found)}, reverse=True)

    def heading(self) -> list[str]:
        return [
            pgettext("column", "Time"),
            pgettext("column", "Kind"),
            gettext("Reference"),
            pgettext("column", "Document"),
            pgettext("column", "Event"),
            gettext("Sum, kr"),
            gettext("Net, kr"),
            *self._rate_headings(),
            gettext("Provider's fee, kr"),
            gettext("After the fee, kr"),
            gettext("Session at the provider"),
            gettext("Payment at the provider"),
            gettext("Refund at the provider"),
            gettext("Line of the provider's account"),
            gettext("Payout"),
            gettext("Day of payout"),
            pgettext("column", "Money"),
        ]

    def _rate_headings(self) -> Iterator[str]:
        for rate in self.rates:
            percent = formats.percent(rate)
            yield gettext("Net at %(rate)s VAT, kr") % {"rate": percent}
            if rate:
                yield gettext("VAT %(rate)s, kr") % {"rate": percent}

    def rows(self) -> Iterator[list[Cell]]:
        """Yield each movement's cells, then the totals of each kind, real and test apart."""
        totals: dict[tuple[bool, MovementKind], _Total] = defaultdict(_Total)
        for movement in movements(self.period):
            totals[(movement.payment.is_live, movement.kind)].add(movement)
            yield self._cells(movement)
        yield from self._totals(totals)

    def _cells(self, movement: Movement) -> list[Cell]:
        payment, checkout = movement.payment, movement.payment.checkout
        return [
            timezone.localtime(movement.moment).replace(tzinfo=None),
            str(movement.kind.label),
            movement.reference,
            ", ".join(movement.numbers),
            neutralise(movement.offering.title) if movement.offering else "",
            _kronor(movement.amount_ore),
            _kronor(movement.net_ore),
            *self._rate_cells(movement.vat),
            _kronor(movement.fee_ore),
            _kronor(movement.amount_ore - movement.fee_ore),
            neutralise(checkout.session_id or "") if checkout else "",
            neutralise(payment.external_id),
            neutralise(movement.refund_id),
            neutralise(movement.balance_id),
            neutralise(movement.payout_id),
            movement.payout_on,
            _mode(payment.is_live),
        ]

    def _rate_cells(self, vat: dict[Decimal, tuple[int, int]]) -> Iterator[Cell]:
        for rate in self.rates:
            net, tax = vat.get(rate, (0, 0))
            yield _kronor(net)
            if rate:
                yield _kronor(tax)

    def _totals(self, totals: dict[tuple[bool, MovementKind], _Total]) -> Iterator[list[Cell]]:
        yield []
        modes = [True, *([False] if any(not is_live for is_live, _kind in totals) else [])]
        for is_live in modes:
            everything = _Total()
            for kind in MovementKind:
                total = totals.get((is_live, kind), _Total())
                _join(everything, total)
                words = gettext("Total: %(kind)s") % {"kind": kind.label}
                yield self._total_cells(words, total, is_live)
            yield self._total_cells(gettext("Total"), everything, is_live)
            documents = _Total(number=self._documents(is_live).count(), vat=self._issued(is_live))
            yield self._total_cells(gettext("Documents issued in the period"), documents, is_live)

    def _total_cells(self, words: str, total: _Total, is_live: bool) -> list[Cell]:
        return [
            None,
            words,
            gettext("%(number)d rows") % {"number": total.number},
            "",
            "",
            _kronor(total.amount_ore),
            _kronor(sum(net for net, _vat in total.vat.values())),
            *self._rate_cells(total.vat),
            _kronor(total.fee_ore),
            _kronor(total.amount_ore - total.fee_ore),
            *[""] * 5,
            None,
            _mode(is_live),
        ]

    def _documents(self, is_live: bool) -> QuerySet[Document]:
        return Document.objects.filter(
            created_at__gte=self.period.start,
            created_at__lt=self.period.end,
            offering__in=self.period.offerings,
            payment__isnull=False,
            is_live=is_live,
        ).exclude(kind=DocumentKind.INVOICE)

    def _issued(self, is_live: bool) -> dict[Decimal, tuple[int, int]]:
        """Return net and VAT by rate of the documents' own lines, to check the rows against."""
        rows = (
            DocumentLine.objects.filter(document__in=self._documents(is_live))
            .order_by()
            .values_list("charge__vat_rate")
            .annotate(net=Sum(F("charge__net_ore")), vat=Sum(F("charge__vat_ore")))
        )
        return {rate.normalize(): (net, vat) for rate, net, vat in rows}


def _join(whole: _Total, part: _Total) -> None:
    whole.number += part.number
    whole.amount_ore += part.amount_ore
    whole.fee_ore += part.fee_ore
    for rate, (net, vat) in part.vat.items():
        former_net, former_vat = whole.vat.get(rate, (0, 0))
        whole.vat[rate] = (former_net + net, former_vat + vat)


def _kronor(ore: int) -> Decimal:
    return Decimal(ore) / 100


def _mode(is_live: bool) -> str:
    return pgettext("money", "Real") if is_live else pgettext("money", "TEST")
