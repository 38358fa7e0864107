"""The öre by which an invoice's sums differ from its charges', as charges of their own.

VAT is rounded by rate for the whole invoice, not line by line; the payable sum may be rounded to
whole kronor, which never touches the VAT. A negative difference lowers charges, a little of each.
Prices with VAT in them are charged as quoted: where so many stand on one invoice that its VAT comes
too far from its rate, the VAT is put right and the payable rounded by as much the other way.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext

from registrations import ledger
from registrations.credit_vat import MOST_APART, MOST_OF_ONE
from registrations.models import Charge, Payer, Seller
from registrations.pricing import round_ore
from registrations.words import ChargeKind, VatKind

KRONA = 100


def write_differences(
    charges: Sequence[Charge], *, payer: Payer, seller: Seller, now: datetime
) -> list[Charge]:
    """Write what rounding adds to an invoice's charges, or takes off them; return what was written.

    An invoice on which nothing is left to pay is left as it was paid.
    """
    open_ore = dict(ledger.still_open(one for one in charges if one.reverses_id is None))
    if not open_ore:
        return []
    written = _vat_differences(charges, open_ore, payer, now)
    if seller.rounds_to_krona:
        open_ore = dict(
            ledger.still_open(one for one in (*charges, *written) if one.reverses_id is None)
        )
        written += _whole_kronor(open_ore, payer, now)
    return written


def _vat_differences(
    charges: Sequence[Charge], open_ore: dict[Charge, int], payer: Payer, now: datetime
) -> list[Charge]:
    groups: dict[tuple[Decimal, str, bool], list[Charge]] = defaultdict(list)
    for charge in charges:
        groups[Decimal(charge.vat_rate), charge.vat_kind, _includes_vat(charge)].append(charge)
    written = []
    for (rate, vat_kind, is_quoted), found in groups.items():
        net, vat = sum(one.net_ore for one in found), sum(one.vat_ore for one in found)
        difference = round_ore(Decimal(net) * rate / 100) - vat
        # A price with VAT is what was quoted, to the öre: only many of them come too far apart.
        if is_quoted and abs(difference) <= MOST_APART:
            continue
        rows = _rows(ChargeKind.VAT_DIFFERENCE, difference, payer, found, open_ore, now)
        for row in rows:
            row.vat_ore, row.vat_rate, row.vat_kind = row.net_ore, rate, VatKind(vat_kind)
            row.net_ore, row.text = 0, gettext("Rounding of VAT")
        written += Charge.objects.bulk_create(rows)
        if is_quoted:
            written += _as_quoted(rows, found, payer, now)
    return written


def _as_quoted(
    differences: Sequence[Charge], charges: Sequence[Charge], payer: Payer, now: datetime
) -> list[Charge]:
    """Round what is to be paid by as much as the VAT was moved: it stays what was quoted."""
    moved = sum(one.vat_ore for one in differences)
    return _rounding(-moved, payer, charges, dict(ledger.still_open(charges)), now)


def _whole_kronor(open_ore: dict[Charge, int], payer: Payer, now: datetime) -> list[Charge]:
    payable = sum(open_ore.values())
    difference = round_ore(Decimal(payable) / KRONA) * KRONA - payable
    return _rounding(difference, payer, list(open_ore), open_ore, now)


def _rounding(
    ore: int,
    payer: Payer,
    charges: Sequence[Charge],
    open_ore: dict[Charge, int],
    now: datetime,
) -> list[Charge]:
    rows = _rows(ChargeKind.ROUNDING, ore, payer, charges, open_ore, now)
    for row in rows:
        row.text = gettext("Rounding")
    return Charge.objects.bulk_create(rows)


def _rows(
    kind: ChargeKind,
    ore: int,
    payer: Payer,
    charges: Sequence[Charge],
    open_ore: dict[Charge, int],
    now: datetime,
) -> list[Charge]:
    """Return the unsaved rows of a difference, its öre as their net.

    A negative one lowers the charges on which most is left to pay, each by no more than half a
    krona, its VAT or what is left of it; what then remains stays as it is.
    """
    if ore >= 0:
        return [_row(kind, ore, payer.pk, None, now)] if ore else []
    rows, rest = [], -ore
    for charge in sorted(charges, key=lambda one: -open_ore.get(one, 0)):
        most = charge.vat_ore if kind == ChargeKind.VAT_DIFFERENCE else charge.net_ore
        part = min(rest, open_ore.get(charge, 0), most, MOST_OF_ONE)
        if part > 0:
            rows.append(_row(kind, -part, charge.payer_id, charge, now))
            rest -= part
    return rows


def _row(
    kind: ChargeKind, ore: int, payer_id: int, lowered: Charge | None, now: datetime
) -> Charge:
    return Charge(
        payer_id=payer_id,
        kind=kind,
        net_ore=ore,
        vat_ore=0,
        vat_rate=Decimal(0),
        vat_kind=VatKind.OUTSIDE,
        reverses=lowered,
        created_at=now,
    )


def _includes_vat(charge: Charge) -> bool:
    priced = charge.fee or charge.extra
    return priced is not None and priced.includes_vat
