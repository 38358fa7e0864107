"""Why a movement of a bank file is put aside for a person to look at."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class Aside(TextChoices):
    """The reason is kept as its code, and shown as its words."""

    ACCOUNT = "bank:account", pgettext_lazy("put aside", "The account is not known as ours")
    CURRENCY = "bank:currency", pgettext_lazy("put aside", "Another currency than kronor")
    SIGN = (
        "bank:sign",
        pgettext_lazy("put aside", "The file does not say if money came or went"),
    )
    AMOUNT = "bank:amount", pgettext_lazy("put aside", "The sum cannot be read")
    DAY = "bank:day", pgettext_lazy("put aside", "The day of booking is missing or cannot be right")
    STATUS = "bank:status", pgettext_lazy("put aside", "The file does not say whether it is booked")
    SUM = "bank:sum", pgettext_lazy("put aside", "The parts do not add up to the entry’s sum")
    NO_DETAILS = (
        "bank:no_details",
        pgettext_lazy("put aside", "Several payments in one sum, whose details have not come"),
    )
    IN_SUM = (
        "bank:in_sum",
        pgettext_lazy("put aside", "It may be a part of a sum that is already taken in"),
    )
    SAME_NUMBER = (
        "bank:same_number",
        pgettext_lazy("put aside", "Another movement has the same number at the bank"),
    )
    MAYBE_SAME = (
        "bank:maybe_same",
        pgettext_lazy("put aside", "It may be the same payment as one that has already come"),
    )
    ORIGINAL = (
        "bank:original",
        pgettext_lazy("put aside", "The bank takes a payment back that is not found here"),
    )
    MAYBE_BACK = (
        "bank:maybe_back",
        pgettext_lazy("put aside", "It may be a payment to us that goes back"),
    )
    RETURNED = (
        "bank:returned",
        pgettext_lazy("put aside", "Money that was paid out has come back"),
    )
    PAYOUT = (
        "bank:payout",
        pgettext_lazy(
            "put aside", "It looks like a payout from Stripe, but no such payout is known"
        ),
    )
    ROW = "bank:row", pgettext_lazy("put aside", "The row has too few columns")
