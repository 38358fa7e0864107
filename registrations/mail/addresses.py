"""Lets an offer, and mail about money, follow the person whose address was corrected meanwhile."""

from registrations.mail.papers import MailPapers
from registrations.mail.truth import OFFERS
from registrations.mail.truth_of_money import MONEY
from registrations.models import Message, Payer
from registrations.trace import mail_to_person
from registrations.words import Happening, Status


def follow_person(message: Message) -> None:
    """Send an offer that stands to the present address: without the mail the seat would be lost."""
    participant, registration = message.participant, message.registration
    if message.kind in MONEY:
        _follow_payer(message)
        return
    if message.kind not in OFFERS or participant is None or registration is None:
        return
    if participant.status != Status.OFFERED:
        return
    participant.registration = registration
    address = mail_to_person(Happening(message.kind), participant).to
    if address in {"", message.to}:
        return
    _readdress(message, address)


def _follow_payer(message: Message) -> None:
    """Send what was meant for a former address to the payer's present one, else the contact's."""
    registration = message.registration
    if registration is None:
        return
    payers = Payer.objects.filter(registration=registration).values_list("email", flat=True)
    if message.to in {registration.contact_email, *payers}:
        return
    document = MailPapers(message).first
    own = document.payer.email if document is not None else ""
    if own or registration.erased_at is None:
        _readdress(message, own or registration.contact_email)


def _readdress(message: Message, address: str) -> None:
    if Message.objects.filter(pk=message.pk, sent_at=None).update(to=address):
        message.to = address
