"""What is left of documents of which nothing else stands: it goes with the last of what they bill.

What only rounds a document has nothing left to round, and what is not paid of fees for reminding
of an invoice has no debt left to remind of. A fee that has been paid stays paid.
"""

from collections.abc import Sequence

from registrations import ledger
from registrations.models import Charge, Document
from registrations.pricing import Money
from registrations.words import ROUNDING


def leftovers(charges: Sequence[Charge]) -> list[tuple[Charge, Money]]:
    """Return what is to be lowered too, and by what, now that charges have been lowered."""
    documents = set(Document.objects.filter(lines__charge__in=charges).values_list("pk", flat=True))
    if not documents:
        return []
    billed = Charge.objects.filter(
        document_line__document__in=documents, reverses__isnull=True
    ).select_related("document_line")
    standing = {pk: left for pk, left in ledger.lowered_ore(billed).items() if any(left)}
    on_them = [charge for charge in billed if charge.pk in standing]
    idle = documents - {
        charge.document_line.document_id for charge in on_them if charge.kind not in ROUNDING
    }
    roundings = [
        (charge, Money(*standing[charge.pk], charge.vat_rate))
        for charge in on_them
        if charge.document_line.document_id in idle
    ]
    return [*roundings, *(_fees(idle, charges) if idle else ())]


def _fees(documents: set[int], charges: Sequence[Charge]) -> list[tuple[Charge, Money]]:
    """Return what is not paid of reminders, in the Offerings that are held for the charges.

    Others may just be paying a fee in another Offering; `reminders.drop_idle_fees` takes those.
    """
    held = Charge.objects.filter(pk__in=[charge.pk for charge in charges])
    fees = Charge.objects.filter(
        reminder__document__in=documents,
        payer__registration__offering__in=held.values("payer__registration__offering"),
    )
    # A fee for reminding is outside VAT.
    return [(fee, Money(ore, 0, fee.vat_rate)) for fee, ore in ledger.still_open(fees)]
