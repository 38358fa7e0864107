"""Words for the codes that programs leave beside what people write, such as "lost"."""

import re

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy

from registrations import formats
from registrations.invoicing.bank.reasons import Aside

_WORDS: dict[str, Promise] = {
    "refunded": pgettext_lazy("outcome", "Refunded"),
    "allocated": pgettext_lazy("outcome", "Put on what was owed"),
    "dispute lost": pgettext_lazy("outcome", "Dispute lost"),
    "lost": pgettext_lazy("outcome", "Lost"),
    "won": pgettext_lazy("outcome", "Won"),
    "warning_closed": pgettext_lazy("outcome", "Closed without a dispute"),
    "prevented": pgettext_lazy("outcome", "Prevented"),
    "bank:taken_in": pgettext_lazy("outcome", "Taken in"),
    "bank:taken_back": pgettext_lazy("outcome", "The bank took it back"),
    "bank:itemised": pgettext_lazy("outcome", "Its details have come"),
    **{reason.value: reason.label for reason in Aside},
    "currency": pgettext_lazy("difference", "another currency"),
    "livemode": pgettext_lazy("difference", "test money where it should be real, or the reverse"),
    "site": pgettext_lazy("difference", "another installation"),
    "checkout": pgettext_lazy("difference", "another payment"),
}
_AMOUNT = re.compile(r"amount (\d+) instead of (\d+)")


def in_words(text: str) -> str:
    """Return a program's code in words; what a person wrote stays as it is."""
    if found := _AMOUNT.fullmatch(text):
        came, asked = (formats.money(int(ore)) for ore in found.groups())
        return gettext("%(came)s came where %(asked)s was asked for") % {
            "came": came,
            "asked": asked,
        }
    parts = text.split(", ")
    if all(part in _WORDS for part in parts):
        words = ", ".join(str(_WORDS[part]) for part in parts)
        return words[:1].upper() + words[1:]
    return text
