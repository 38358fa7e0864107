"""What a seat must be paid with before it is the participant's: online fees, and nothing else."""

from django.conf import settings
from django.utils import timezone

from registrations.charges import standing_charges
from registrations.ledger import open_charges
from registrations.models import Fee, Offering, Participant, Payer, Seller
from registrations.pricing import discount_on, price_of
from registrations.words import LIVE, PaymentMethod, PaymentPolicy


def online_is_set_up() -> bool:
    """Tell whether online payment works here: a provider, and a seller for today's receipts."""
    if settings.PAYMENTS_BACKEND == "invoice":
        return False
    return Seller.objects.filter(from_on__lte=timezone.localdate()).exists()


def ways_to_pay(offering: Offering) -> tuple[PaymentMethod, ...]:
    """Return the ways of paying that the Offering accepts now, the first being proposed.

    Empty where it accepts only online payment and that is not set up.
    """
    ways = []
    if offering.payment != PaymentPolicy.INVOICE and online_is_set_up():
        ways.append(PaymentMethod.ONLINE)
    if offering.payment != PaymentPolicy.ONLINE:
        ways.append(PaymentMethod.INVOICE)
    return tuple(ways)


def must_pay_first(participant: Participant) -> bool:
    """Tell whether the seat is taken by paying: the payer pays online and something is due."""
    payer = Payer.objects.filter(registration_id=participant.registration_id).order_by("pk")[0]
    return payer.method == PaymentMethod.ONLINE and due_ore(participant, payer) > 0


def due_ore(participant: Participant, payer: Payer) -> int:
    """Return what the participant's place costs and is not yet paid, with the extras asked for."""
    charges = [
        (charge, ore) for charge, ore in open_charges(payer) if charge.participant == participant
    ]
    if charges or standing_charges(participant):
        return sum(ore for _charge, ore in charges)
    extras = participant.choices.select_related("extra")
    return fee_ore(participant.fee, participant) + sum(
        price_of(choice.extra).gross_ore for choice in extras
    )


def fee_ore(fee: Fee, participant: Participant) -> int:
    """Return a fee after the participant's discount, VAT included, in öre."""
    gross = price_of(fee).gross_ore
    code = participant.discount
    return gross - discount_on(fee, code).gross_ore if code is not None else gross


def live_participants(payer: Payer) -> list[Participant]:
    """Return the payer's participants who have or want a seat."""
    return list(
        Participant.objects.filter(registration_id=payer.registration_id, status__in=LIVE)
        .select_related("registration", "fee", "discount")
        .order_by("number")
    )
