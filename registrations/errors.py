"""What the domain refuses, each with a sentence for the reader."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


class DomainError(Exception):
    """Something that the rules refuse; `str()` is a translated sentence."""

    message = _("That is not possible now.")

    def __str__(self) -> str:
        return str(self.message)


class SignupClosed(DomainError):
    message = _("Sign-up is closed.")


class OfferingIsCancelled(DomainError):
    message = _("The event is cancelled.")


class FeeClosed(DomainError):
    message = _("That fee can no longer be chosen. Choose another one.")


class ExtraClosed(DomainError):
    message = _("That extra can no longer be chosen.")


class OnlyOneExtra(DomainError):
    """Two extras chosen that exclude each other."""

    def __init__(self, names: tuple[str, str]) -> None:
        self.names = names

    def __str__(self) -> str:
        return str(
            _("Choose either %(first)s or %(second)s: they are at the same time.")
            % {"first": self.names[0], "second": self.names[1]}
        )


class NoWaitlist(DomainError):
    message = _("It is full, and there is no waitlist.")


class GroupTooLarge(DomainError):
    def __init__(self, largest: int) -> None:
        self.largest = largest

    def __str__(self) -> str:
        return ngettext(
            "At most %(number)d person can be registered at once.",
            "At most %(number)d people can be registered at once.",
            self.largest,
        ) % {"number": self.largest}


class NotEnoughSeats(DomainError):
    """Fewer people fit than asked for; `fits` of them do."""

    def __init__(self, *, fits: int, asked: int) -> None:
        self.fits = fits
        self.asked = asked

    def __str__(self) -> str:
        if self.fits == 0:
            return str(_("It is full. You can join the waitlist."))
        return ngettext(
            "Only %(number)d seat is left.", "Only %(number)d seats are left.", self.fits
        ) % {"number": self.fits}


class FeeIsFull(DomainError):
    message = _("There is no free seat at that fee.")


class QuotaTooSmall(DomainError):
    def __init__(self, *, name: str, taken: int) -> None:
        self.name = name
        self.taken = taken

    def __str__(self) -> str:
        return str(
            _("%(name)s cannot be smaller than the %(taken)d already taken.")
            % {"name": self.name, "taken": self.taken}
        )


class WrongStatus(DomainError):
    message = _("It has already been changed. Here is how it stands now.")


class OfferHasPassed(DomainError):
    message = _("The seat went on to the next person. You can join the waitlist again.")


class NoMoreTime(DomainError):
    message = _("The time cannot be extended again.")


class ChangesClosed(DomainError):
    message = _("Changes are no longer possible here. Write to the organiser instead.")


class AddressIsTheirs(DomainError):
    message = _(
        "This person has answered questions, so only they can change the address, on their own"
        " page. To send someone else, give the seat to a colleague."
    )


class ReasonNeeded(DomainError):
    message = _("Write why.")


class PriceInUse(DomainError):
    message = _("A price in use cannot be changed. Make a new one and close this one.")


class PaymentNeeded(DomainError):
    message = _("The seat is yours once it is paid.")


class NothingToPay(DomainError):
    message = _("There is nothing to pay.")


class SumTooSmall(DomainError):
    message = _(
        "The sum is too small for card and Swish. You need not pay it now: the organiser settles it"
        " with you."
    )


class PaymentUnderway(DomainError):
    message = _("A payment is under way. Wait until your bank has answered.")


class PaymentNotSetUp(DomainError):
    message = _("Payment by card or Swish is not set up. Choose an invoice or write to us.")


class PaymentsUnreachable(DomainError):
    message = _("The payment service cannot be reached now. Try again in a few minutes.")


class CodeUnknown(DomainError):
    message = _("There is no such discount code here. Check how it is spelt.")


class CodeClosed(DomainError):
    message = _("The discount code does not hold today.")


class CodeUsedUp(DomainError):
    message = _("The discount code has been used as often as it can be.")


class CodeNotForFee(DomainError):
    message = _("The discount code does not hold for the fee you chose.")


class TooMuchToRefund(DomainError):
    message = _("The sum is larger than what is left of the payment.")


class RefundNotPossible(DomainError):
    message = _("The payment is disputed, so the bank decides. It cannot be refunded here.")


class BatchHasStarted(DomainError):
    message = _("It has already started.")


class PayerIsInvoiced(DomainError):
    message = _(
        "The invoice is already issued with these details. Ask the organiser to correct it."
    )
