"""What invoicing refuses, each with a sentence for the bookkeeper."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from registrations.errors import DomainError


class NothingToInvoice(DomainError):
    message = _(
        "Nothing is left to invoice: the registration is cancelled or invoiced already. Discard"
        " the draft."
    )


class SellerMissing(DomainError):
    message = _(
        "The seller’s details that hold today are missing. Fill them in under “Seller’s details”."
    )


class BuyersDiffer(DomainError):
    message = _("One invoice goes to one buyer: these registrations have different ones.")


class NothingToCredit(DomainError):
    message = _("There is nothing left to credit: it may have been credited a moment ago.")


class TooMuchToCredit(DomainError):
    message = _("The sum is larger than what is left to credit.")


class NothingToWriteOff(DomainError):
    message = _("There is nothing left to write off: it may have been paid a moment ago.")


class NothingToRecover(DomainError):
    message = _("Nothing that was written off is left to put the money on.")


class NotToBeReminded(DomainError):
    message = _("No reminder is due: it may have been paid or reminded of a moment ago.")


class NoAddress(DomainError):
    message = _("There is no e-mail address left to send it to. Send it by post, and note that.")


class ToldMeanwhile(DomainError):
    message = _(
        "It was mailed, or something else happened to it, a moment ago: see the log."
        " Nothing is mailed now."
    )


class InvoiceIncomplete(DomainError):
    """Something that the law or the buyer's system asks for is missing or wrong."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = list(problems)

    def __str__(self) -> str:
        return " ".join(self.problems)
