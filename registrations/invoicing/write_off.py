"""Writes off what is left to pay of an invoice, as a bad debt: no credit, and the sale stands.

Money that comes for it later is not lost: it lies on no charge, so that a bookkeeper is asked.
They give it back, or keep it by `recover`, which lets the debt rise again by what came.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet, Sum
from django.utils import timezone, translation
from django.utils.translation import gettext

from registrations import ledger
from registrations.actors import Actor
from registrations.charges import lowering, part_of
from registrations.errors import ReasonNeeded
from registrations.invoicing.issued import billed_charges, locked_invoice, replaced_by
from registrations.invoicing.refusals import NothingToRecover, NothingToWriteOff
from registrations.invoicing.standing import charges_to_pay
from registrations.models import Charge, Document, DocumentEvent, Payment
from registrations.trace import Trace, record
from registrations.words import (
    ROUNDING,
    ChargeKind,
    DecisionKind,
    Happening,
    InvoiceHappening,
    VatKind,
)


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
            lowering(charge, part_of(charge, ore, *standing[charge.pk]), now, ChargeKind.WRITE_OFF)
            for charge, ore in left
        )
        _log(document, reason, actor, now)
        return written


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


def recoverable(document: Document) -> dict[Charge, tuple[int, int]]:
    """Return net and VAT that were written off of an invoice and have not come, by write-off.

    What was cancelled or credited to the last of it after it was written off is owed no more.
    """
    came = {
        pk: (net, vat)
        for pk, net, vat in _recovered(document)
        .order_by()
        .values_list("recovers")
        .annotate(net=Sum("net_ore"), vat=Sum("vat_ore"))
    }
    left: dict[Charge, tuple[int, int]] = {}
    for row in _still_meant(document):
        net, vat = came.get(row.pk, (0, 0))
        left[row] = (-row.net_ore - net, -row.vat_ore - vat)
    return {row: sums for row, sums in left.items() if sum(sums) > 0}


def _still_meant(document: Document) -> list[Charge]:
    """Return the write-offs of what was sold all the same, fees of reminding last."""
    fees_last = F("reverses__reminder").asc(nulls_first=True)
    written = list(
        _written_off(document)
        .select_related("reverses__reminder")
        .order_by(fees_last, "payer", "-vat_rate", "pk")
    )
    fresh = replaced_by(document)
    undone = _undone([*billed_charges(document), *(row.reverses for row in written)], fresh)
    if not _is_sold(document):
        return []
    # An invoice that was wrong was no reason to remind.
    written = [row for row in written if fresh is None or not hasattr(row.reverses, "reminder")]
    return [row for row in written if row.reverses_id not in undone]


def _is_sold(document: Document) -> bool:
    """Tell whether something on an invoice was sold all the same, or on the one in its place."""
    fresh = replaced_by(document)
    billed = [one for one in billed_charges(document) if one.kind not in ROUNDING]
    undone = _undone(billed, fresh)
    is_sold = any(one.pk not in undone for one in billed)
    return is_sold and (fresh is None or _is_sold(fresh))


def _undone(charges: Iterable[Charge | None], fresh: Document | None) -> set[int]:
    """Return the charges of which a reversal took the last; none that `fresh` has issued again."""
    left = ledger.lowered_ore(one for one in charges if one is not None)
    rows = Charge.objects.filter(reverses__in=left).order_by("pk")
    last = {pk: (kind, at) for pk, kind, at in rows.values_list("reverses", "kind", "created_at")}
    return {
        pk
        for pk, sums in left.items()
        if not any(sums) and pk in last and _is_undoing(*last[pk], fresh)
    }


def _is_undoing(kind: str, moment: datetime, fresh: Document | None) -> bool:
    return kind == ChargeKind.REVERSAL and (fresh is None or moment != fresh.created_at)


def _written_off(document: Document) -> QuerySet[Charge, Any]:
    on_it = Q(reverses__document_line__document=document)
    return Charge.objects.filter(
        on_it | Q(reverses__reminder__document=document), kind=ChargeKind.WRITE_OFF
    )


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
    with translation.override(document.language):
        text = gettext("Recovered of %(number)s") % {"number": document.full_number}
    charges = []
    for row, (net, vat) in recoverable(document).items():
        ore = min(free, net + vat)
        if ore <= 0:
            break
        part = part_of(row, ore, net, vat)
        charges.append(
            Charge(
                payer_id=row.payer_id,
                kind=ChargeKind.RECOVERED,
                text=text,
                net_ore=part.net_ore,
                vat_rate=row.vat_rate,
                vat_ore=part.vat_ore,
                vat_kind=VatKind(row.vat_kind),
                recovers=row,
                created_at=now,
            )
        )
        free -= ore
    return charges


def _recovered(document: Document) -> QuerySet[Charge, Any]:
    return Charge.objects.filter(recovers__in=_written_off(document))


def _open_again(document: Document) -> list[tuple[Charge, int]]:
    """Return what has risen again and whose money the bank has taken back since."""
    return ledger.still_open(_recovered(document).order_by("pk"))
