"""What is refused about money from the bank, each with a sentence for the bookkeeper."""

from django.utils.translation import gettext_lazy as _

from registrations.errors import DomainError


class NothingFree(DomainError):
    message = _("All of the payment is already placed: somebody may just have done it.")


class TooMuchForInvoice(DomainError):
    """More than is left to pay of an invoice."""

    def __init__(self, number: str) -> None:
        self.number = number

    def __str__(self) -> str:
        return str(
            _("Invoice %(number)s has less left to pay than that.") % {"number": self.number}
        )


class TooMuchForPayment(DomainError):
    message = _("The parts are more than what is free of the payment.")


class ChangedMeanwhile(DomainError):
    message = _("Somebody has changed it meanwhile. Here is how it stands now.")


class NothingChosen(DomainError):
    message = _("Choose an invoice and how much of the payment goes to it.")


class NotAPayment(DomainError):
    message = _("This movement cannot be taken in as a payment in kronor.")


class AlreadySettled(DomainError):
    message = _("Somebody else has already settled it. Here is how it stands now.")
