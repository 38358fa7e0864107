"""What is ready to be invoiced: the charges of invoiced payers that stand on no document."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from registrations import ledger
from registrations.models import Charge, Payer
from registrations.words import NEVER_INVOICED, ChargeKind, PaymentMethod


@dataclass(frozen=True)
class Uninvoiced:
    """What one payer is to be invoiced: charges with what lowers them, and what is already paid."""

    payer: Payer
    charges: tuple[Charge, ...]
    paid_ore: int

    @property
    def net_ore(self) -> int:
        return sum(charge.net_ore for charge in self.charges)

    @property
    def vat_ore(self) -> int:
        return sum(charge.vat_ore for charge in self.charges)

    @property
    def gross_ore(self) -> int:
        return self.net_ore + self.vat_ore

    @property
    def bill_from(self) -> date | None:
        """Return the day before which latecomers are waited for."""
        return self.payer.registration.offering.bill_from

    def is_ready(self, today: date) -> bool:
        return self.bill_from is None or self.bill_from <= today


def uninvoiced(payer_ids: Iterable[int] | None = None) -> list[Uninvoiced]:
    """Return what is to be invoiced, payer by payer, in a number of queries that never grows.

    A charge of which nothing is left is left out; one that a discount took to nothing as well.
    """
    charges = _without_document(payer_ids)
    lowered, paid = ledger.lowered_ore(charges), ledger.allocated_ore(charges)
    left = [charge for charge in charges if any(lowered[charge.pk])]
    lowering: dict[int, list[Charge]] = defaultdict(list)
    lowers = Charge.objects.filter(reverses__in=left, document_line__isnull=True)
    for charge in lowers.exclude(kind=ChargeKind.WRITE_OFF).order_by("pk"):
        lowering[charge.reverses_id or 0].append(charge)
    by_payer: dict[int, list[Charge]] = defaultdict(list)
    for charge in left:
        by_payer[charge.payer_id].append(charge)
    payers = Payer.objects.select_related("registration__offering").in_bulk(by_payer)
    return [
        Uninvoiced(
            payers[pk],
            tuple(one for charge in found for one in (charge, *lowering[charge.pk])),
            sum(paid[charge.pk] for charge in found),
        )
        for pk, found in by_payer.items()
    ]


def _without_document(payer_ids: Iterable[int] | None) -> list[Charge]:
    charges = Charge.objects.filter(
        reverses__isnull=True,
        document_line__isnull=True,
        payer__method=PaymentMethod.INVOICE,
    ).exclude(kind__in=NEVER_INVOICED)
    if payer_ids is not None:
        charges = charges.filter(payer__in=list(payer_ids))
    return list(charges.filter(Q(net_ore__gt=0) | Q(vat_ore__gt=0)).order_by("payer_id", "pk"))
