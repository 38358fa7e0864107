"""What is owed, as a participant or contact person reads it."""

from dataclasses import dataclass

from registrations.models import Charge, Payer
from registrations.pricing import VatTotal, vat_totals
from registrations.views.links import Link


@dataclass(frozen=True)
class Account:
    """Charges of one page with their VAT by rate; `payer` gets the invoice."""

    charges: tuple[Charge, ...]
    vat: tuple[VatTotal, ...]
    payer: Payer | None

    @property
    def net_ore(self) -> int:
        return sum(charge.net_ore for charge in self.charges)

    @property
    def gross_ore(self) -> int:
        return sum(charge.gross_ore for charge in self.charges)


def account_of(link: Link) -> Account:
    """Return the charges that the link may show: all to the contact, one's own to a participant."""
    payer = link.registration.payers.order_by("pk").first()
    charges = Charge.objects.filter(payer__registration=link.registration)
    if link.own is not None:
        charges = charges.filter(participant=link.own)
    found = tuple(charges.select_related("participant").order_by("pk"))
    return Account(found, tuple(vat_totals(found)), payer)
