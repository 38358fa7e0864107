"""Cancelling: frees the seat, reverses the charges and, by the terms agreed to, adds a fee."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from registrations.actors import Actor
from registrations.charges import (
    StandingCharge,
    charge_cancellation,
    payer_of,
    reverse_cancellation,
    reverse_charges,
    settle,
    standing_charges,
)
from registrations.errors import ChangesClosed, OfferingIsCancelled, ReasonNeeded, WrongStatus
from registrations.models import Message, Offering, Participant
from registrations.paid_seats import confirm_others_paid
from registrations.pricing import Money, share_of
from registrations.seats import Move, Room, locked_participant, move, next_places
from registrations.trace import Mail, mail_to_contact, mail_to_person
from registrations.waitlist import confirm_seat, fees_in_line_that_fit, hand_on
from registrations.words import LIVE, PROVISIONAL, ActorKind, Happening, PayerKind, Status


@dataclass(frozen=True)
class CancellationQuote:
    """What cancelling today means: sums in öre, VAT included unless said."""

    per_cent: int
    owed_ore: int
    fees: tuple[Money, ...]
    is_withdrawal: bool = False

    @property
    def fee_ore(self) -> int:
        return sum(money.net_ore for money in self.fees)

    @property
    def fee_vat_ore(self) -> int:
        return sum(money.vat_ore for money in self.fees)

    @property
    def fee_gross_ore(self) -> int:
        return self.fee_ore + self.fee_vat_ore

    @property
    def reversed_ore(self) -> int:
        return self.owed_ore - self.fee_gross_ore


def quote_cancellation(participant: Participant, now: datetime | None = None) -> CancellationQuote:
    """Return what the participant owes today and what of it remains after cancelling."""
    now = now or timezone.now()
    charges = standing_charges(participant)
    per_cent = _per_cent_today(participant, now)
    return CancellationQuote(
        per_cent=per_cent,
        owed_ore=sum(charge.gross_ore for charge in charges),
        fees=tuple(money for money, _kind in _fees(charges, per_cent)),
        is_withdrawal=may_withdraw(participant, now),
    )


def may_withdraw(participant: Participant, now: datetime) -> bool:
    """Tell whether a private person may still withdraw at no cost, by the terms agreed to."""
    registration = participant.registration
    days = registration.terms.get("withdrawal_days", 0)
    last_day = timezone.localtime(registration.created_at).date() + timedelta(days=days)
    return (
        bool(days)
        and timezone.localtime(now).date() <= last_day
        and payer_of(participant).kind == PayerKind.PERSON
    )


def _per_cent_today(participant: Participant, now: datetime) -> int:
    """Return the ladder's step by the terms frozen at sign-up and the days left to the start."""
    if participant.status in PROVISIONAL or may_withdraw(participant, now):
        return 0
    starts_at = participant.offering.first_starts_at
    steps = participant.registration.terms.get("steps", [])
    if starts_at is None or not steps:
        return 0
    days_left = (timezone.localtime(starts_at).date() - timezone.localtime(now).date()).days
    reached = [per_cent for days_before, per_cent in steps if days_left <= days_before]
    return max(reached, default=0)


def _fees(charges: Iterable[StandingCharge], per_cent: int) -> list[tuple[Money, str]]:
    if not per_cent:
        return []
    sums: dict[tuple[Decimal, str], Money] = {}
    for charge in charges:
        key = (charge.vat_rate, charge.vat_kind)
        former = sums.get(key, Money(0, 0, charge.vat_rate))
        sums[key] = Money(
            former.net_ore + charge.net_ore, former.vat_ore + charge.vat_ore, charge.vat_rate
        )
    shares = [(share_of(money, per_cent), vat_kind) for (_, vat_kind), money in sums.items()]
    return [(money, vat_kind) for money, vat_kind in shares if money.net_ore]


def cancel(
    *,
    participant_id: int,
    actor: Actor,
    reason: str = "",
    charges_fee: bool | None = None,
    now: datetime | None = None,
    happening: Happening = Happening.CANCELLED,
    batch_id: int | None = None,
) -> Participant:
    """Cancel one place; the freed seat goes to the line. Cancelling twice is cancelling once.

    `charges_fee` None follows the frozen terms; True and False are an organiser's choice.
    Raises WrongStatus for one who lapsed or was declined, and, unless an organiser acts,
    ChangesClosed once the event is over: what it cost then stands.
    """
    now = now or timezone.now()
    with locked_participant(participant_id) as participant:
        if participant.status == Status.CANCELLED:
            return participant
        if participant.status not in LIVE:
            raise WrongStatus
        is_own = actor.kind in {ActorKind.PARTICIPANT, ActorKind.CONTACT}
        if is_own and participant.offering.is_over(now):
            raise ChangesClosed
        _settle_charges(participant, charges_fee, actor, reason, now)
        room = Room(participant.offering)
        step = Move(
            participant,
            Status.CANCELLED,
            happening,
            reason=reason,
            mails=_mails(participant, happening, batch_id),
            batch_id=batch_id,
        )
        move([step], room=room, actor=actor, now=now)
        confirm_others_paid(participant, room=room, now=now)
        hand_on(participant.offering, now, room=room)
        return participant


def _mails(participant: Participant, happening: Happening, batch_id: int | None) -> list[Mail]:
    """Tell the person and the contact; of a cancelled event each address hears once."""
    mails = [mail_to_person(happening, participant), mail_to_contact(happening, participant)]
    if happening != Happening.OFFERING_CANCELLED or batch_id is None:
        return mails
    told = set(
        Message.objects.filter(
            registration_id=participant.registration_id, kind=happening, cause__batch_id=batch_id
        ).values_list("to", flat=True)
    )
    return [mail for mail in mails if mail.to not in told]


def _settle_charges(
    participant: Participant,
    charges_fee: bool | None,
    actor: Actor,
    reason: str,
    now: datetime,
) -> None:
    """Reverse what was owed, write the fee, and give back what was paid beyond it."""
    charges = standing_charges(participant)
    if not charges:
        return
    per_cent = 0 if charges_fee is False else _per_cent_today(participant, now)
    fees = _fees(charges, per_cent)
    reverse_charges(charges, now=now, actor=actor)
    charge_cancellation(participant, fees, now=now)
    settle(participant, actor=actor, reason=reason, now=now)


def reinstate(
    *, participant_id: int, actor: Actor, reason: str, now: datetime | None = None
) -> Participant:
    """Let a cancelled person back: to a free seat that nobody in line fits, or to the line's end.

    Raises ReasonNeeded, WrongStatus and OfferingIsCancelled.
    """
    now = now or timezone.now()
    if not reason.strip():
        raise ReasonNeeded
    with locked_participant(participant_id) as participant:
        is_erased = participant.registration.erased_at is not None
        if participant.status != Status.CANCELLED or actor.kind != ActorKind.STAFF or is_erased:
            raise WrongStatus
        if participant.offering.state == Offering.State.CANCELLED:
            raise OfferingIsCancelled
        _reinstate(participant, actor, reason, now)
        return participant


def _reinstate(participant: Participant, actor: Actor, reason: str, now: datetime) -> None:
    offering = participant.offering
    room = Room(offering)
    ahead = fees_in_line_that_fit(offering, now, room=room)
    uses = room.uses_of_fee(participant.fee_id)
    is_behind = any(participant.fee_id == fee_id or uses.keys() & used for fee_id, used in ahead)
    reverse_cancellation(participant, now=now)
    if not participant.counted or (room.fits(uses) and not is_behind):
        confirm_seat(
            participant,
            room=room,
            actor=actor,
            now=now,
            reason=reason,
            happening=Happening.REINSTATED,
        )
        return
    step = Move(
        participant,
        Status.WAITING,
        Happening.WAITLISTED,
        place=next_places(offering, 1)[0],
        reason=reason,
        mails=[mail_to_person(Happening.WAITLISTED, participant)],
    )
    move([step], room=room, actor=actor, now=now)
