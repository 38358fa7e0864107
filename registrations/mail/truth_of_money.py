"""Whether a queued mail about money still says what is true, and whether another one says it."""

from datetime import datetime

from registrations.mail import bills, papers
from registrations.mail.money import MailMoney, held_until
from registrations.models import Checkout, Message
from registrations.words import CheckoutState, Happening

# These go to the contact, or to the payer's own address, and are about a registration as a whole.
MONEY = (
    Happening.HELD,
    Happening.RECEIPT,
    Happening.CREDITED,
    Happening.SEAT_GONE,
    Happening.REFUND_ASKED,
    Happening.INVOICED,
    Happening.INVOICE_CREDITED,
    Happening.REMINDED,
)
WITH_DOCUMENT = (
    Happening.RECEIPT,
    Happening.CREDITED,
    Happening.INVOICED,
    Happening.INVOICE_CREDITED,
)


def why_money_untrue(message: Message, now: datetime) -> str:
    """Return why the mail is not to be sent any more, or nothing."""
    if message.kind == Happening.HELD:
        return _why_not_held(message, now)
    if message.kind == Happening.REMINDED:
        return bills.why_not_reminded(message)
    if message.kind in WITH_DOCUMENT:
        return papers.why_not_sent(message)
    money = MailMoney(message)
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
