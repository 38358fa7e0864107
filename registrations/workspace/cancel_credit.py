"""What cancelling one place credits of issued invoices, and what is billed instead."""

from django.utils.translation import gettext

from registrations import formats, ledger
from registrations.cancellation import CancellationQuote
from registrations.charges import payer_of
from registrations.invoicing.credited_by_cancelling import credited_by_cancelling
from registrations.models import Participant


def credit_sentences(participant: Participant, quote: CancellationQuote) -> list[str]:
    """Say what is credited and how the fee by the terms is asked for; nothing where no invoice."""
    found = [one.sentence for one in credited_by_cancelling(participant)]
    if found and quote.fee_gross_ore and not ledger.pays_online(payer_of(participant)):
        fee = gettext("The fee of %(sum)s is put on an invoice of its own, under “To invoice”.")
        found.append(fee % {"sum": formats.money(quote.fee_gross_ore)})
    return found
