"""What cancelling one place credits of issued invoices."""

from dataclasses import dataclass

from django.utils.translation import gettext

from registrations import formats
from registrations.charges import standing_charges
from registrations.models import DocumentLine, Participant
from registrations.words import DocumentKind


@dataclass(frozen=True)
class Credited:
    """So much of an invoice is taken back by a credit note."""

    number: str
    ore: int

    @property
    def sentence(self) -> str:
        words = gettext("A credit note takes %(sum)s off invoice %(number)s.")
        return words % {"sum": formats.money(self.ore), "number": self.number}


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
