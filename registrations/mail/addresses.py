"""Lets an offer follow the person whose address was corrected while the mail waited."""

from registrations.mail.truth import OFFERS
from registrations.models import Message
from registrations.trace import mail_to_person
from registrations.words import Happening, Status


def follow_person(message: Message) -> None:
    """Send an offer that stands to the present address: without the mail the seat would be lost."""
    participant, registration = message.participant, message.registration
    if message.kind not in OFFERS or participant is None or registration is None:
        return
    if participant.status != Status.OFFERED:
        return
    participant.registration = registration
    address = mail_to_person(Happening(message.kind), participant).to
    if address in {"", message.to}:
        return
    if Message.objects.filter(pk=message.pk, sent_at=None).update(to=address):
        message.to = address
