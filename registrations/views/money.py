"""What is owed, as a participant or contact person reads it."""

from dataclasses import dataclass

from registrations.models import Charge, Payer
from registrations.pricing import VatTotal, vat_totals
from registrations.views.history import name_of
from registrations.views.links import Link


@dataclass(frozen=True)
class Account:
    """Charges of one page with their VAT by rate; `payer` gets the invoice."""

    charges: tuple[Charge, ...]
    names: dict[int, str]
    vat: tuple[VatTotal, ...]
    payer: Payer | None

    @property
    def lines(self) -> list[tuple[Charge, str]]:
        """Return each charge with whom it is for, where there are several people."""
        return [(charge, self.names.get(charge.participant_id or 0, "")) for charge in self.charges]

    @property
    def gross_ore(self) -> int:
        return sum(charge.gross_ore for charge in self.charges)


def account_of(link: Link) -> Account:
    """Return the charges that the link may show: all to the contact, one's own to a participant."""
    payer = link.registration.payers.order_by("pk").first()
    charges = Charge.objects.filter(payer__registration=link.registration)
    if link.own is not None:
        charges = charges.filter(participant=link.own)
    found = tuple(charges.order_by("pk"))
    people = link.participants if len(link.participants) > 1 else []
    names = {participant.pk: name_of(participant) for participant in people}
    return Account(found, names, tuple(vat_totals(found)), payer)
