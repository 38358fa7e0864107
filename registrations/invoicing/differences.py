"""The öre by which an invoice's sums differ from its charges', as charges of their own.

VAT is rounded by rate for the whole invoice, not line by line; the payable sum may be rounded to
whole kronor, which never touches the VAT. A negative difference lowers one charge.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext

from registrations import ledger
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
    groups: dict[tuple[Decimal, str], list[Charge]] = defaultdict(list)
    for charge in charges:
        # A price with VAT is what was quoted, to the öre.
        if not _includes_vat(charge):
            groups[Decimal(charge.vat_rate), charge.vat_kind].append(charge)
    written = []
    for (rate, vat_kind), found in groups.items():
        net, vat = sum(one.net_ore for one in found), sum(one.vat_ore for one in found)
        difference = round_ore(Decimal(net) * rate / 100) - vat
        rows = _rows(ChargeKind.VAT_DIFFERENCE, difference, payer, found, open_ore, now)
        for row in rows:
            row.vat_ore, row.vat_rate, row.vat_kind = row.net_ore, rate, VatKind(vat_kind)
            row.net_ore, row.text = 0, gettext("Rounding of VAT")
        written += Charge.objects.bulk_create(rows)
    return written


def _whole_kronor(open_ore: dict[Charge, int], payer: Payer, now: datetime) -> list[Charge]:
    payable = sum(open_ore.values())
    difference = round_ore(Decimal(payable) / KRONA) * KRONA - payable
    rows = _rows(ChargeKind.ROUNDING, difference, payer, list(open_ore), open_ore, now)
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

    A negative one lowers the charges on which most is left to pay, each by no more than its VAT or
    by what is left of it; what then remains stays as it is.
    """
    if ore >= 0:
        return [_row(kind, ore, payer.pk, None, now)] if ore else []
    rows, rest = [], -ore
    for charge in sorted(charges, key=lambda one: -open_ore.get(one, 0)):
        most = charge.vat_ore if kind == ChargeKind.VAT_DIFFERENCE else charge.net_ore
        part = min(rest, open_ore.get(charge, 0), most)
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
