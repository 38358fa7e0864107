"""Whether a queued mail about money still says what is true, and whether another one says it."""

from datetime import datetime

from registrations.mail.money import MailMoney, first_credit_beside, held_until, is_of_cancellation
from registrations.models import Checkout, Document, Message
from registrations.words import CheckoutState, DocumentKind, Happening

# These go to the contact, or to the payer's own address, and are about a registration as a whole.
MONEY = (
    Happening.HELD,
    Happening.RECEIPT,
    Happening.CREDITED,
    Happening.SEAT_GONE,
    Happening.REFUND_ASKED,
)


def why_money_untrue(message: Message, now: datetime) -> str:
    """Return why the mail is not to be sent any more, or nothing."""
    if message.kind == Happening.HELD:
        return _why_not_held(message, now)
    money = MailMoney(message)
    if message.kind in {Happening.RECEIPT, Happening.CREDITED}:
        return _why_not_of_document(money.document)
    if message.kind == Happening.REFUND_ASKED and not money.refund_ore:
        return "the refund was stopped or failed"
    if message.kind == Happening.SEAT_GONE and not money.refund_ore and not money.is_asked:
        return "the money has been put to use since"
    return ""


def _why_not_held(message: Message, now: datetime) -> str:
    """Remind only who can still pay: not one whose bank is at work, nor after the time."""
    registration = message.registration
    if registration is None or registration.erased_at is not None:
        return "personal data erased"
    until = held_until(message)
    if until is None:
        return "no seat is held any more"
    if until <= now:
        return "too late to be of use"
    at_work = Checkout.objects.filter(
        payer__registration=registration, state=CheckoutState.PROCESSING
    )
    return "the bank is at work" if at_work.exists() else ""


def _why_not_of_document(document: Document | None) -> str:
    if document is None:
        return "there is no document"
    is_fee = document.kind == DocumentKind.RECEIPT and is_of_cancellation(document)
    if is_fee and (credit := first_credit_beside(document)) is not None:
        return f"goes with {credit.full_number}"
    return ""
