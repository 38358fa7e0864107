"""A payer's attempt to pay online: what it covers, and the provider's page to pay it on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from registrations import dues, ledger
from registrations.actors import CONTACT
from registrations.charges import (
    charge_seat,
    discount_charge,
    extra_charge,
    fee_charge,
    standing_charges,
)
from registrations.errors import (
    NothingToPay,
    PaymentNotSetUp,
    PaymentsUnreachable,
    PaymentUnderway,
    SumTooSmall,
)
from registrations.models import (
    Charge,
    Checkout,
    CheckoutLine,
    Offering,
    Participant,
    Payer,
)
from registrations.payments.backends import (
    CURRENCY,
    ProviderRefused,
    ProviderUnreachable,
    current_backend,
)
from registrations.payments.sessions import close_session, open_session
from registrations.payments.sync import sync
from registrations.pricing import VatTotal, vat_totals
from registrations.seats import Room, locked_offering, take_wished_extras
from registrations.waitlist import confirm_seat
from registrations.words import (
    LIVE_CHECKOUT,
    PROVISIONAL,
    ChargeKind,
    CheckoutState,
    PaymentMethod,
    Status,
)

# The provider wants at least 30 minutes and at most a day; the rest is for the way there.
SHORTEST = timedelta(minutes=31)
LONGEST = timedelta(hours=23, minutes=55)
# The provider takes no smaller sum in Swedish kronor.
SMALLEST_ORE = 300
# A page about to close is not worth sending anybody to.
WORTH_REUSING = timedelta(minutes=2)


@dataclass(frozen=True)
class PayLine:
    """One thing that is paid: what, for whom, and how much of it, VAT included."""

    text: str
    name: str
    gross_ore: int


@dataclass(frozen=True)
class PaySheet:
    """What a payer is asked to pay now."""

    lines: tuple[PayLine, ...]
    vat: tuple[VatTotal, ...]
    held_until: datetime | None
    participants: tuple[Participant, ...]

    @property
    def gross_ore(self) -> int:
        return sum(line.gross_ore for line in self.lines)


def payable(payer: Payer, now: datetime | None = None) -> PaySheet:
    """Return what the payer can pay now, offers not yet charged included."""
    now = now or timezone.now()
    offering = payer.registration.offering
    people = dues.live_participants(payer)
    found = [
        (charge, ore, charge.participant.name if charge.participant else "")
        for charge, ore in ledger.open_charges(payer)
    ]
    discounts = _discounts_on([charge for charge, _ore, _name in found])
    if payer.method == PaymentMethod.ONLINE and not _has_ended(offering, now):
        room = Room(offering)
        for participant in people:
            if participant.status == Status.OFFERED and not standing_charges(participant):
                found += [
                    (charge, charge.gross_ore, participant.name)
                    for charge in _offered(payer, participant, room, now)
                ]
    return PaySheet(
        lines=tuple(
            line for part in found for line in _lines(*part, discounts.get(part[0].pk, []))
        ),
        vat=tuple(vat_totals([_open_part(charge, ore) for charge, ore, _name in found])),
        held_until=min((one.seat_until for one in people if one.seat_until), default=None),
        participants=tuple(people),
    )


def _offered(payer: Payer, participant: Participant, room: Room, now: datetime) -> list[Charge]:
    """Return, unsaved, what an offered seat will cost with the extras there is room for."""
    language = payer.registration.language
    fee = fee_charge(payer, participant, participant.fee, language=language, now=now)
    charges = [fee, fee and discount_charge(participant, fee, language=language, now=now)]
    for choice in participant.choices.select_related("extra"):
        uses = room.uses_of_extra(choice.extra_id)
        if not participant.counted or room.fits(uses):
            room.count(uses, sign=1)
            charges.append(
                extra_charge(payer, participant, choice.extra, language=language, now=now)
            )
    return [charge for charge in charges if charge is not None]


def _discounts_on(charges: Sequence[Charge]) -> dict[int, list[Charge]]:
    """Return the discounts on charges, by the charge that each lowers."""
    found: dict[int, list[Charge]] = {}
    lowering = Charge.objects.filter(reverses__in=charges, kind=ChargeKind.DISCOUNT)
    for discount in lowering.order_by("pk"):
        found.setdefault(discount.reverses_id or 0, []).append(discount)
    return found


def _lines(charge: Charge, ore: int, name: str, discounts: Sequence[Charge]) -> list[PayLine]:
    """Return a charge with its discounts as lines of their own, where it is paid whole."""
    lowered = charge.gross_ore + sum(discount.gross_ore for discount in discounts)
    if not discounts or lowered != ore:
        return [PayLine(charge.text, name, ore)]
    return [
        PayLine(charge.text, name, charge.gross_ore),
        *(PayLine(discount.text, name, discount.gross_ore) for discount in discounts),
    ]


def _open_part(charge: Charge, ore: int) -> Charge:
    """Return an unsaved charge for what is left to pay of one, its VAT in proportion."""
    gross = charge.gross_ore
    vat = round(charge.vat_ore * ore / gross) if gross else 0
    return Charge(net_ore=ore - vat, vat_ore=vat, vat_rate=charge.vat_rate)


def start_checkout(*, payer_id: int, now: datetime | None = None) -> Checkout:
    """Return an open Checkout over all that the payer owes, the one under way if it still fits.

    The row is written before the provider is asked. Raises NothingToPay, PaymentNotSetUp,
    SumTooSmall, PaymentUnderway, and PaymentsUnreachable: row and seat then stay, and the next try
    is the same.
    """
    now = now or timezone.now()
    if not dues.online_is_set_up():
        raise PaymentNotSetUp
    try:
        for _attempt in range(3):
            checkout, fits = _find_or_write(payer_id, now)
            if checkout is None:
                raise NothingToPay
            if not fits:
                close_session(checkout, now=now)
                sync(checkout.pk, now=now)
                continue
            try:
                return open_session(checkout, now=now)
            except ProviderRefused:
                continue
    except ProviderUnreachable as problem:
        raise PaymentsUnreachable from problem
    raise PaymentsUnreachable


def _find_or_write(payer_id: int, now: datetime) -> tuple[Checkout | None, bool]:
    """Return the payer's live Checkout and whether it fits, or a new one that does."""
    offering_id = Payer.objects.values_list("registration__offering_id", flat=True).get(pk=payer_id)
    with locked_offering(offering_id) as offering:
        payer = Payer.objects.select_related("registration__offering").get(pk=payer_id)
        if payer.method != PaymentMethod.ONLINE or _has_ended(offering, now):
            return None, True
        _charge_offers(payer, Room(offering), now)
        found = ledger.open_charges(payer)
        live = Checkout.objects.filter(payer=payer, state__in=LIVE_CHECKOUT).first()
        if live is not None and live.state == CheckoutState.PROCESSING:
            raise PaymentUnderway
        if live is not None:
            return live, bool(found) and fits(live, found) and _has_time(live, now)
        if not found:
            return None, True
        if sum(ore for _charge, ore in found) < SMALLEST_ORE:
            raise SumTooSmall
        return _write(payer, found, now), True


def _has_ended(offering: Offering, now: datetime) -> bool:
    return offering.is_cancelled or offering.is_over(now)


def _has_time(checkout: Checkout, now: datetime) -> bool:
    return checkout.expires_at > now + WORTH_REUSING


def fits(checkout: Checkout, found: Sequence[tuple[Charge, int]]) -> bool:
    """Tell whether a Checkout is over exactly what is owed."""
    lines = {line.charge_id: line.amount_ore for line in checkout.lines.all()}
    return lines == {charge.pk: ore for charge, ore in found}


def _charge_offers(payer: Payer, room: Room, now: datetime) -> None:
    """Charge the offered seats that are about to be paid, with the extras there is room for."""
    if payer.method != PaymentMethod.ONLINE:
        return
    for participant in dues.live_participants(payer):
        if participant.status != Status.OFFERED:
            continue
        if not dues.must_pay_first(participant):
            confirm_seat(participant, room=room, actor=CONTACT, now=now)
            continue
        charge_seat(participant, take_wished_extras(participant, room=room), now=now)
        if not dues.must_pay_first(participant):
            confirm_seat(participant, room=room, actor=CONTACT, now=now)


def _write(payer: Payer, found: Sequence[tuple[Charge, int]], now: datetime) -> Checkout:
    backend = current_backend()
    deadlines = Participant.objects.filter(
        registration_id=payer.registration_id, status__in=PROVISIONAL
    ).values_list("seat_until", flat=True)
    latest = max((until for until in deadlines if until is not None), default=now + LONGEST)
    checkout = Checkout(
        payer=payer,
        backend=backend.name,
        is_live=backend.is_live,
        currency=CURRENCY,
        amount_ore=sum(ore for _charge, ore in found),
        expires_at=min(max(latest, now + SHORTEST), now + LONGEST).replace(microsecond=0),
        created_at=now,
        ask_at=now + timedelta(minutes=1),
    )
    with translation.override(payer.registration.language):
        lines = [(charge.text, ore, 1) for charge, ore in found]
        checkout.request = backend.request_for(checkout, lines)
    checkout.save(force_insert=True)
    CheckoutLine.objects.bulk_create(
        CheckoutLine(checkout=checkout, charge=charge, amount_ore=ore) for charge, ore in found
    )
    return checkout


def return_address(checkout: Checkout) -> str:
    """Return the absolute address to which the provider sends the payer back."""
    with translation.override(checkout.payer.registration.language):
        path = reverse("registrations:payment_return", args=[checkout.uuid])
    return f"{settings.BASE_URL}{path}"
