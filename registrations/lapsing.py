"""What becomes of seats whose time is over: let go, unless somebody could still be paying."""

from datetime import datetime

from django.utils import timezone

from registrations.actors import SYSTEM
from registrations.charges import payer_of, undo_charges
from registrations.models import Checkout, Message, Participant
from registrations.paid_seats import confirm_paid
from registrations.seats import Move, Room, locked_participant, move
from registrations.trace import mail_to_contact, mail_to_person
from registrations.waitlist import hand_on
from registrations.words import LIVE_CHECKOUT, PROVISIONAL, Happening, Status


def lapse_due(now: datetime | None = None, *, registration_id: int | None = None) -> int:
    """Let holds and offers past their time lapse, and hand their seats on; return how many.

    Where the payer has a live Checkout the seat is kept: only the provider's word that nothing
    can be paid any more frees it (`payments.expiry`).
    """
    now = now or timezone.now()
    due = Participant.objects.filter(status__in=PROVISIONAL, seat_until__lte=now).exclude(
        registration__payers__checkouts__state__in=LIVE_CHECKOUT
    )
    if registration_id is not None:
        due = due.filter(registration_id=registration_id)
    return sum(_lapse(pk, now) for pk in due.order_by("seat_until").values_list("pk", flat=True))


def _lapse(participant_id: int, now: datetime) -> bool:
    with locked_participant(participant_id) as participant:
        is_due = participant.status in PROVISIONAL and (participant.seat_until or now) <= now
        if not is_due or not _was_told(participant) or is_being_paid(participant):
            return False
        room = Room(participant.offering)
        payer = payer_of(participant)
        payer.registration = participant.registration
        if participant in confirm_paid(payer, room=room, now=now):
            return False
        undo_charges(participant, actor=SYSTEM, now=now)
        # Of a seat that is being paid for only the contact, who pays, has heard.
        addressed = mail_to_contact if participant.status == Status.HELD else mail_to_person
        step = Move(
            participant,
            Status.LAPSED,
            Happening.LAPSED,
            mails=[addressed(Happening.LAPSED, participant)],
        )
        move([step], room=room, actor=SYSTEM, now=now)
        hand_on(participant.offering, now, room=room)
        return True


def is_being_paid(participant: Participant) -> bool:
    """Tell whether the participant's payer could still pay at the provider."""
    return Checkout.objects.filter(
        payer__registration_id=participant.registration_id, state__in=LIVE_CHECKOUT
    ).exists()


def _was_told(participant: Participant) -> bool:
    """Tell whether the mail of the current offer has left; a hold needs none."""
    if participant.status != Status.OFFERED:
        return True
    latest = (
        Message.objects.filter(participant=participant, kind=Happening.OFFERED)
        .order_by("-pk")
        .first()
    )
    return latest is None or latest.sent_at is not None
