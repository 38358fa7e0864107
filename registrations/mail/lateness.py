"""How late a mail leaves: an offer's seat is kept for as much longer; some news is useless then."""

from datetime import datetime, timedelta

from registrations import waitlist
from registrations.models import Message
from registrations.words import Happening

# A mail is normally on its way within seconds; less than this is not late.
PUNCTUAL = timedelta(minutes=2)
# News about seats and extras of an event that is over would only mislead.
USELESS_AFTER_THE_EVENT = (
    Happening.APPLIED,
    Happening.WAITLISTED,
    Happening.OFFERED,
    Happening.OFFER_EXTENDED,
    Happening.LAPSED,
    Happening.EXTRA_GRANTED,
    Happening.HELD,
)


def is_useless(message: Message, now: datetime) -> bool:
    """Tell whether the mail, sent now, would be worse than none."""
    return message.kind in USELESS_AFTER_THE_EVENT and message.offering.is_over(now)


def delay_of(message: Message, now: datetime) -> timedelta:
    """Return how much later than its cause an offer's mail leaves, or nothing."""
    if message.kind != Happening.OFFERED or message.participant is None:
        return timedelta(0)
    delay = now - message.cause.created_at
    return delay if delay > PUNCTUAL else timedelta(0)


def extend_offer(message: Message, delay: timedelta) -> None:
    """Move the deadline as the mail said; the Offering is locked first, before the message."""
    if message.participant_id is not None:
        queued_at = message.cause.created_at
        waitlist.delay_deadline(
            participant_id=message.participant_id, sent_at=queued_at + delay, queued_at=queued_at
        )
