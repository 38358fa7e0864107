"""Money that has come: it takes the seat it was for, or goes back, once."""

from datetime import datetime

from registrations import discounts, ledger
from registrations.actors import SYSTEM, Actor
from registrations.charges import charge_seat
from registrations.models import Checkout, Offering, Participant, Payer, Payment, Registration
from registrations.paid_seats import confirm_paid
from registrations.seats import Move, Room, move, take_wished_extras
from registrations.trace import Mail, Trace, mail_to_person, record
from registrations.waitlist import fees_in_line_that_fit, hand_on
from registrations.words import (
    DecisionKind,
    Happening,
    LateMoney,
    Status,
)


def bring_in(payment: Payment, checkout: Checkout, *, now: datetime) -> None:
    """Confirm the seats that a payment is for, and give back what it is not needed for.

    The Offering is locked. Who lapsed meanwhile gets a seat if one is free for them.
    """
    registration = checkout.payer.registration
    offering = registration.offering
    room = Room(offering)
    paid_for = _paid_for(checkout)
    let_back = [one for one in paid_for if _let_back(one, registration, room, now)]
    settle_and_confirm(checkout.payer, payment, now=now, room=room, has_confirmed=bool(let_back))
    has_no_place = [one for one in paid_for if not one.has_seat]
    remains = payment.refunds.exists() or ledger.free_ore(payment) > 0
    if has_no_place or remains:
        _tell(registration, payment, now)
    hand_on(offering, now, room=room)


def settle_and_confirm(
    payer: Payer,
    payment: Payment,
    *,
    now: datetime,
    room: Room,
    is_asked: bool = False,
    has_confirmed: bool = False,
    actor: Actor = SYSTEM,
) -> None:
    """Put money on what is owed and confirm each seat that is then paid."""
    registration = payer.registration
    offering = registration.offering
    late_money = LateMoney.DECIDE if is_asked else LateMoney(offering.late_money)
    ledger.settle(payer, now=now, actor=actor, late_money=late_money, first=payment)
    confirmed = confirm_paid(payer, room=room, now=now, mails=_own_mail)
    trace = Trace(
        happening=Happening.PAID,
        offering_id=offering.pk,
        registration=registration,
        fields=[f"payment:{payment.pk}"],
        mails=(
            [Mail(Happening.REGISTERED, registration.contact_email, registration)]
            if confirmed or has_confirmed
            else []
        ),
    )
    record([trace], actor=actor, now=now)


def put_aside(payment: Payment, detail: str, *, now: datetime) -> None:
    """Keep money that does not match what was asked for, until a person has decided."""
    ledger.ask(DecisionKind.WRONG_MONEY, payment, detail=detail, now=now)


def _paid_for(checkout: Checkout) -> list[Participant]:
    lines = checkout.lines.values_list("charge__participant_id", flat=True)
    return list(
        Participant.objects.filter(pk__in=list(lines))
        .select_related("fee", "discount")
        .order_by("number")
    )


def _let_back(
    participant: Participant, registration: Registration, room: Room, now: datetime
) -> bool:
    """Give one who lapsed a seat again, if it is free and nobody in line would have it."""
    participant.registration = registration
    offering = registration.offering
    if participant.status != Status.LAPSED or not _is_on(offering, now):
        return False
    ahead = fees_in_line_that_fit(offering, now, room=room)
    uses = room.uses_of_fee(participant.fee_id)
    is_behind = any(participant.fee_id == fee_id or uses.keys() & used for fee_id, used in ahead)
    fits = not participant.counted or (room.fits(uses) and not is_behind)
    if not fits or not discounts.is_left(participant):
        return False
    step = Move(participant, Status.CONFIRMED, Happening.CONFIRMED, mails=_own_mail(participant))
    move([step], room=room, actor=SYSTEM, now=now)
    charge_seat(participant, take_wished_extras(participant, room=room), now=now)
    return True


def _is_on(offering: Offering, now: datetime) -> bool:
    return not offering.is_cancelled and not offering.is_over(now)


def _own_mail(participant: Participant) -> list[Mail]:
    """Return a mail to one with an own address; the contact hears of all at once."""
    registration = participant.registration
    if not participant.email or participant.email == registration.contact_email:
        return []
    return [mail_to_person(Happening.CONFIRMED, participant)]


def _tell(registration: Registration, payment: Payment, now: datetime) -> None:
    trace = Trace(
        happening=Happening.SEAT_GONE,
        offering_id=registration.offering_id,
        registration=registration,
        fields=[f"payment:{payment.pk}"],
        mails=[Mail(Happening.SEAT_GONE, registration.contact_email, registration)],
    )
    record([trace], actor=SYSTEM, now=now)
