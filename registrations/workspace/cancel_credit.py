"""What cancelling one place credits of issued invoices, and what is billed instead."""

from dataclasses import dataclass

from django.utils.translation import gettext

from registrations import formats, ledger
from registrations.cancellation import CancellationQuote
from registrations.charges import payer_of, standing_charges
from registrations.models import DocumentLine, Participant
from registrations.words import DocumentKind


@dataclass(frozen=True)
class Credited:
    """So much of an invoice is taken back by a credit note."""

    number: str
    ore: int


def credited_by_cancelling(participant: Participant) -> list[Credited]:
    """Return what of each invoice a cancellation credits: all that stands for the place."""
    standing = {one.charge.pk: one.gross_ore for one in standing_charges(participant)}
    lines = DocumentLine.objects.filter(
        charge__in=list(standing), document__kind=DocumentKind.INVOICE
    ).select_related("document")
    sums: dict[str, int] = {}
    for line in lines.order_by("document"):
        number = line.document.full_number
        sums[number] = sums.get(number, 0) + standing[line.charge_id]
    return [Credited(number, ore) for number, ore in sums.items() if ore]


def credit_sentences(participant: Participant, quote: CancellationQuote) -> list[str]:
    """Say what is credited and how the fee by the terms is asked for; nothing where no invoice."""
    credited = credited_by_cancelling(participant)
    words = gettext("A credit note takes %(sum)s off invoice %(number)s.")
    found = [words % {"sum": formats.money(one.ore), "number": one.number} for one in credited]
    if found and quote.fee_gross_ore and not ledger.pays_online(payer_of(participant)):
        fee = gettext("The fee of %(sum)s is put on an invoice of its own, under “To invoice”.")
        found.append(fee % {"sum": formats.money(quote.fee_gross_ore)})
    return found
