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
        lowered = _largest(found, open_ore)
        row = _difference(ChargeKind.VAT_DIFFERENCE, payer, lowered, vat_ore=difference, now=now)
        if row is not None:
            row.vat_rate, row.vat_kind = rate, VatKind(vat_kind)
            row.text = gettext("Rounding of VAT")
            row.save(force_insert=True)
            written.append(row)
    return written


def _whole_kronor(open_ore: dict[Charge, int], payer: Payer, now: datetime) -> list[Charge]:
    payable = sum(open_ore.values())
    rounded = round_ore(Decimal(payable) / KRONA) * KRONA
    lowered = _largest(list(open_ore), open_ore)
    row = _difference(ChargeKind.ROUNDING, payer, lowered, net_ore=rounded - payable, now=now)
    if row is None:
        return []
    row.text = gettext("Rounding")
    row.save(force_insert=True)
    return [row]


def _difference(
    kind: ChargeKind,
    payer: Payer,
    lowered: Charge | None,
    *,
    net_ore: int = 0,
    vat_ore: int = 0,
    now: datetime,
) -> Charge | None:
    """Return the unsaved difference; None where there is none, or no charge that bears it."""
    if not net_ore + vat_ore or (net_ore + vat_ore < 0 and lowered is None):
        return None
    is_negative = net_ore + vat_ore < 0
    return Charge(
        payer_id=lowered.payer_id if is_negative and lowered is not None else payer.pk,
        kind=kind,
        net_ore=net_ore,
        vat_ore=vat_ore,
        vat_rate=Decimal(0),
        vat_kind=VatKind.OUTSIDE,
        reverses=lowered if is_negative else None,
        created_at=now,
    )


def _largest(charges: Sequence[Charge], open_ore: dict[Charge, int]) -> Charge | None:
    """Return the charge on which most is left to pay, if that is a krona at least."""
    found = [charge for charge in charges if open_ore.get(charge, 0) >= KRONA]
    return max(found, key=lambda charge: open_ore[charge], default=None)


def _includes_vat(charge: Charge) -> bool:
    priced = charge.fee or charge.extra
    return priced is not None and priced.includes_vat
