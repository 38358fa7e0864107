"""Writes off what is left to pay of an invoice, as a bad debt: no credit, and the sale stands.

Money that comes for it later is not lost: it lies on no charge, so that a bookkeeper is asked.
They give it back, or keep it by `recover`, which lets the debt rise again by what came.
"""

from collections import defaultdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum
from django.utils import timezone, translation
from django.utils.translation import gettext

from registrations import ledger
from registrations.actors import Actor
from registrations.errors import ReasonNeeded
from registrations.invoicing.issued import locked_invoice
from registrations.invoicing.refusals import NothingToRecover, NothingToWriteOff
from registrations.invoicing.standing import charges_to_pay
from registrations.models import Charge, Document, DocumentEvent, Payment
from registrations.trace import Trace, record
from registrations.words import ChargeKind, DecisionKind, Happening, InvoiceHappening, VatKind

# What was written off is the same sale as what is recovered: payer, VAT rate and kind of VAT.
_Sale = tuple[int, Decimal, str]


def write_off(
    *, document_id: int, reason: str, actor: Actor, now: datetime | None = None
) -> list[Charge]:
    """Write off all that is left to pay of an invoice and of its reminder fees.

    Raises ReasonNeeded and NothingToWriteOff (as for who writes off twice).
    """
    now = now or timezone.now()
    if not reason.strip():
        raise ReasonNeeded
    with locked_invoice(document_id) as document:
        left = ledger.still_open(charges_to_pay(document))
        if not left:
            raise NothingToWriteOff
        standing = ledger.lowered_ore([charge for charge, _ore in left])
        written = Charge.objects.bulk_create(
            _write_off(charge, ore, *standing[charge.pk], now) for charge, ore in left
        )
        _log(document, reason, actor, now)
        return written


def _write_off(charge: Charge, ore: int, net_ore: int, vat_ore: int, now: datetime) -> Charge:
    """Return the unsaved row that lowers a charge; what is left of it has VAT in proportion."""
    off_vat = vat_ore if ore == net_ore + vat_ore else round(ore * vat_ore / (net_ore + vat_ore))
    return Charge(
        payer_id=charge.payer_id,
        participant_id=charge.participant_id,
        kind=ChargeKind.WRITE_OFF,
        fee_id=charge.fee_id,
        extra_id=charge.extra_id,
        text=charge.text,
        net_ore=off_vat - ore,
        vat_rate=charge.vat_rate,
        vat_ore=-off_vat,
        vat_kind=charge.vat_kind,
        reverses=charge,
        created_at=now,
    )


def _log(document: Document, reason: str, actor: Actor, now: datetime) -> None:
    DocumentEvent.objects.create(
        document=document,
        happening=InvoiceHappening.WRITTEN_OFF,
        detail=reason[:250],
        made_by=actor.user,
        created_at=now,
    )
    trace = Trace(
        happening=Happening.WRITTEN_OFF,
        offering_id=document.offering_id,
        registration=document.payer.registration,
        reason=reason,
        fields=[f"document:{document.pk}"],
    )
    record([trace], actor=actor, now=now)


def recoverable(document: Document) -> dict[_Sale, tuple[int, int]]:
    """Return net and VAT that were written off of an invoice and have not come since, by sale."""
    written = Charge.objects.filter(kind=ChargeKind.WRITE_OFF)
    on_it = written.filter(reverses__document_line__document=document)
    on_fees = written.filter(reverses__reminder__document=document)
    left: dict[_Sale, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for rows in (on_it, on_fees, _recovered(document)):
        by_sale = rows.order_by("payer", "-vat_rate").values_list("payer", "vat_rate", "vat_kind")
        for payer, rate, kind, net, vat in by_sale.annotate(net=Sum("net_ore"), vat=Sum("vat_ore")):
            former = left[payer, rate, kind]
            left[payer, rate, kind] = (former[0] - net, former[1] - vat)
    return {sale: sums for sale, sums in left.items() if sum(sums) > 0}


def left_to_recover(document: Document) -> int:
    """Return in öre what was written off of an invoice and no money has come for."""
    never_came = sum(net + vat for net, vat in recoverable(document).values())
    return never_came + sum(ore for _charge, ore in _open_again(document))


def recover(
    *,
    document_id: int,
    payment_id: int,
    reason: str,
    actor: Actor,
    now: datetime | None = None,
) -> int:
    """Keep money that came for an invoice after it was written off; return how many öre.

    The debt rises again by what came, with its VAT, on charges of its own that stand on no
    invoice. Where such a charge is open again, since the bank took its money back, the new money
    goes there first. What came beyond it stays asked about. Raises ReasonNeeded and
    NothingToRecover.
    """
    now = now or timezone.now()
    if not reason.strip():
        raise ReasonNeeded
    with locked_invoice(document_id) as document:
        payment = Payment.objects.select_for_update(no_key=True).get(pk=payment_id)
        free = ledger.free_ore(payment)
        again = _open_again(document)
        charges = _risen(document, free - sum(ore for _charge, ore in again), now)
        if free <= 0 or not (again or charges):
            raise NothingToRecover
        Charge.objects.bulk_create(charges)
        ledger.put_on(payment, [*again, *ledger.still_open(charges)], now=now)
        ledger.settle_decisions(
            payment, kind=DecisionKind.STRAY_MONEY, actor=actor, now=now, outcome=reason
        )
        trace = Trace(
            happening=Happening.PAYMENT_PLACED,
            offering_id=document.offering_id,
            registration=document.payer.registration,
            reason=reason,
            fields=[f"payment:{payment.pk}", f"document:{document.pk}"],
        )
        record([trace], actor=actor, now=now)
        return free - ledger.free_ore(payment)


def _risen(document: Document, free: int, now: datetime) -> list[Charge]:
    charges = []
    for (payer_id, rate, kind), (net, vat) in recoverable(document).items():
        ore = min(free, net + vat)
        if ore <= 0:
            break
        part_vat = vat if ore == net + vat else round(ore * vat / (net + vat))
        charges.append(
            Charge(
                payer_id=payer_id,
                kind=ChargeKind.RECOVERED,
                text=_text(document),
                net_ore=ore - part_vat,
                vat_rate=rate,
                vat_ore=part_vat,
                vat_kind=VatKind(kind),
                created_at=now,
            )
        )
        free -= ore
    return charges


def _recovered(document: Document) -> QuerySet[Charge, Any]:
    return Charge.objects.filter(kind=ChargeKind.RECOVERED, text=_text(document))


def _open_again(document: Document) -> list[tuple[Charge, int]]:
    """Return what has risen again and whose money the bank has taken back since."""
    return ledger.still_open(_recovered(document).order_by("pk"))


def _text(document: Document) -> str:
    with translation.override(document.language):
        return gettext("Recovered of %(number)s") % {"number": document.full_number}
