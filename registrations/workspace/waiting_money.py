"""Money that waits to be placed, said before somebody is reminded who may have paid."""

from collections.abc import Iterable

from django.utils.translation import gettext, ngettext

from registrations.models import BankMovement
from registrations.words import DecisionKind


def waiting_warning(buyers: Iterable[str]) -> str:
    """Return how many payments wait to be placed, and which of the buyers they bear the name of."""
    rows = BankMovement.objects.filter(
        payment__decisions__kind=DecisionKind.STRAY_MONEY,
        payment__decisions__settled_at__isnull=True,
    )
    payers = list(rows.distinct().values_list("pk", "payer_name"))
    if not payers:
        return ""
    number = len(payers)
    words = ngettext(
        "%(number)d payment from the bank waits to be placed.",
        "%(number)d payments from the bank wait to be placed.",
        number,
    ) % {"number": number}
    known = {_folded(name) for _pk, name in payers}
    theirs = sorted({buyer for buyer in buyers if buyer and _folded(buyer) in known})
    if theirs:
        named = gettext("Among them is money from %(names)s.") % {"names": ", ".join(theirs)}
        words = f"{words} {named}"
    return words


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
