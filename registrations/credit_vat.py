"""Keeps the VAT of a credit of some of many prices near its rate, and that of what is left too.

VAT is rounded for each price: of hundreds, the VAT comes further from the share that its rate says
than an e-invoice may (BR-CO-17). What a credit lacks, or has too much, is moved between its VAT and
its rounding, and the other way on charges that stand: no gross sum changes, of either.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Sum
from django.utils import translation
from django.utils.translation import gettext

from registrations import ledger
from registrations.document_content import shown_lines
from registrations.models import Charge, DocumentLine
from registrations.pricing import round_ore
from registrations.words import ROUNDING, ChargeKind, DocumentKind, VatKind

# What the VAT of a rate may differ from its share of the sum: a krona, with an öre or two to spare.
MOST_APART = 98
# A credit of one charge shows what its VAT was changed by: far less than MOST_APART.
MOST_OF_ONE = 50
Rate = tuple[Decimal, str]


@dataclass(frozen=True)
class _Left:
    """What stands of a charge, and the net that a credit of it would show."""

    charge: Charge
    net_ore: int
    vat_ore: int
    shown_ore: int


def even_out(reversals: Sequence[Charge], *, now: datetime) -> list[Charge]:
    """Write what moves VAT between the credits of reversals and what is left of their invoices.

    Only in Offerings that are held for the reversals: others may be credited at the same moment.
    """
    originals = [one.reverses_id for one in reversals]
    rows = DocumentLine.objects.filter(
        charge__in=originals, document__kind=DocumentKind.INVOICE
    ).values_list("charge", "document", "document__language")
    invoices = {charge: (document, language) for charge, document, language in rows}
    by_invoice: dict[tuple[int, str], list[Charge]] = defaultdict(list)
    for one in reversals:
        if one.reverses_id in invoices:
            by_invoice[invoices[one.reverses_id]].append(one)
    written: list[Charge] = []
    for (document, language), found in by_invoice.items():
        with translation.override(language):
            written += _moved(found, _left_on(document), now)
    return Charge.objects.bulk_create(written)


def _left_on(document: int) -> list[_Left]:
    charges = Charge.objects.filter(document_line__document=document, reverses__isnull=True)
    on_it = list(charges.select_related("payer__registration").order_by("pk"))
    rounded = dict(
        Charge.objects.filter(kind=ChargeKind.ROUNDING, reverses__in=on_it)
        .order_by()
        .values_list("reverses")
        .annotate(net=Sum("net_ore"))
    )
    left = ledger.lowered_ore(on_it)
    return [
        _Left(one, *left[one.pk], left[one.pk][0] - rounded.get(one.pk, 0))
        for one in on_it
        if any(left[one.pk]) and one.kind != ChargeKind.ROUNDING
    ]


def _moved(reversals: Sequence[Charge], left: Sequence[_Left], now: datetime) -> list[Charge]:
    credited: dict[Rate, list[tuple[int, int]]] = defaultdict(list)
    for line in shown_lines(reversals):
        credited[line.charge.vat_rate, line.charge.vat_kind].append((-line.net_ore, -line.vat_ore))
    offerings = {one.payer.registration.offering_id for one in reversals}
    written = []
    for rate, sums in credited.items():
        same = [one for one in left if (one.charge.vat_rate, one.charge.vat_kind) == rate]
        held = [
            one
            for one in same
            if one.charge.kind not in ROUNDING
            and one.charge.payer.registration.offering_id in offerings
        ]
        apart = _apart(rate, sums)
        rest = _apart(rate, ((one.shown_ore, one.vat_ore) for one in same))
        if held and (ore := _to_move(apart, rest)):
            written += _rows(ore, held, now)
    return written


def _apart(rate: Rate, sums: Iterable[tuple[int, int]]) -> int:
    """Return by how much VAT is more than the share of the net that its rate says."""
    net, vat = 0, 0
    for one_net, one_vat in sums:
        net, vat = net + one_net, vat + one_vat
    return vat - round_ore(Decimal(net) * rate[0] / 100)


def _to_move(apart: int, rest: int) -> int:
    """Return how much VAT the credit is to take over from what is left; negative: to give to it."""
    if abs(apart) > MOST_APART:
        return -apart
    if abs(rest) > MOST_APART:
        return rest - (MOST_APART if rest > 0 else -MOST_APART)
    return 0


def _rows(ore: int, held: Sequence[_Left], now: datetime) -> list[Charge]:
    """Return the unsaved rows that take VAT off charges and put as much net on them, or back."""
    sign = 1 if ore > 0 else -1
    most = max(MOST_OF_ONE, -(-abs(ore) // len(held)))
    rows, rest = [], abs(ore)
    for one in sorted(held, key=lambda one: -one.net_ore):
        part = min(rest, most, one.vat_ore if sign > 0 else one.net_ore)
        if part <= 0:
            continue
        rows += _pair(one.charge, sign * part, now)
        rest -= part
        if not rest:
            break
    return rows


def _pair(charge: Charge, ore: int, now: datetime) -> list[Charge]:
    return [
        Charge(
            payer_id=charge.payer_id,
            kind=ChargeKind.VAT_DIFFERENCE,
            text=gettext("Rounding of VAT"),
            net_ore=0,
            vat_ore=-ore,
            vat_rate=charge.vat_rate,
            vat_kind=charge.vat_kind,
            reverses=charge,
            created_at=now,
        ),
        Charge(
            payer_id=charge.payer_id,
            kind=ChargeKind.ROUNDING,
            text=gettext("Rounding"),
            net_ore=ore,
            vat_ore=0,
            vat_rate=Decimal(0),
            vat_kind=VatKind.OUTSIDE,
            reverses=charge,
            created_at=now,
        ),
    ]
