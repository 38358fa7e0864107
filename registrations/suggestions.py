"""What is suggested to whoever types a buyer's name: municipalities, and confirmed buyers.

Never a reference, an e-mail address or a person: those come only by the registration's own link.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from registrations.models import Buyer
from registrations.municipalities import municipality_names
from registrations.sorting import sort_key

# More would make the page heavy; whoever is not among them types the number.
MOST_CONFIRMED = 500


@dataclass(frozen=True)
class KnownBuyer:
    """A confirmed buyer: nothing but what anyone may know of an organisation."""

    name: str
    org_number: str
    endpoint: str


def known_buyer(name: str) -> KnownBuyer | None:
    """Return the confirmed buyer of a name, however its letters are cased."""
    found = Buyer.objects.filter(sort_key=sort_key(name)).values_list(
        "name", "org_number", "endpoint"
    )
    row = found.first() if name else None
    return KnownBuyer(*row) if row else None


def buyer_options() -> SafeString:
    """Return the options of the list of suggestions, written directly: there are hundreds."""
    rows = Buyer.objects.values_list("name", "org_number", "endpoint")[:MOST_CONFIRMED]
    confirmed = [KnownBuyer(*row) for row in rows]
    names = {buyer.name for buyer in confirmed}
    parts = [_confirmed_option(buyer) for buyer in confirmed]
    parts += [option for name, option in _municipality_options() if name not in names]
    return _joined(parts)


def _joined(parts: Sequence[SafeString]) -> SafeString:
    return mark_safe("".join(parts))


def _confirmed_option(buyer: KnownBuyer) -> SafeString:
    return format_html(
        '<option value="{}" data-number="{}" data-endpoint="{}">',
        buyer.name,
        buyer.org_number,
        buyer.endpoint,
    )


@cache
def _municipality_options() -> tuple[tuple[str, SafeString], ...]:
    names = sorted(municipality_names(), key=sort_key)
    return tuple((name, format_html('<option value="{}">', name)) for name in names)
