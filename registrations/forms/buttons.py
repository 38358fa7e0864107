"""What the button of the sign-up form says: what happens, for how many, and at whose cost."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registrations.forms.paying import Paying
from registrations.words import PaymentMethod


@dataclass(frozen=True)
class Button:
    """One wording; `mark` tells the style sheet what has to be chosen for it to show."""

    words: str
    mark: str = ""
    is_hidden: bool = False


def buttons_of(paying: Paying, number: int, *, is_full: bool) -> list[Button]:
    """Return the wordings of the one button; all but one are hidden.

    Who orders at a cost has to read so on the button itself, or on that of the payment's page.
    """
    if paying.menu.offering.approval:
        words = ngettext(
            "Send the application", "Send the application for %(number)d people", number
        )
        return [Button(words % {"number": number})]
    if is_full:
        words = ngettext("Join the waitlist", "Put %(number)d people on the waitlist", number)
        return [Button(words % {"number": number})]
    if not paying.menu.can_cost or paying.is_covered:
        return [Button(_free_words(number))]
    return _by_choice(paying, number)


def _by_choice(paying: Paying, number: int) -> list[Button]:
    shown = _mark_of(paying)
    words = {"free": _free_words(number)}
    if PaymentMethod.INVOICE in paying.menu.ways:
        words["invoice"] = ngettext(
            "Sign up and agree to pay", "Sign up %(number)d people and agree to pay", number
        ) % {"number": number}
    if paying.menu.takes_online:
        words["online"] = _("Go to payment")
    return [Button(text, f"says-{mark}", mark != shown) for mark, text in words.items()]


def _mark_of(paying: Paying) -> str:
    if paying.fees and not paying.is_due:
        return "free"
    # While nothing is chosen the words are those of the heavier duty.
    way = paying.way or paying.menu.ways[-1]
    return "online" if way == PaymentMethod.ONLINE else "invoice"


def _free_words(number: int) -> str:
    return ngettext(
        "Send the registration", "Send the registration for %(number)d people", number
    ) % {"number": number}
