"""An event as schema.org data, which search engines read; a block of data, never run as script."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString, mark_safe

from registrations.facts import OfferingFacts

if TYPE_CHECKING:
    from events.models import EventPage

_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def structured_data(
    page: "EventPage", offerings: Sequence[OfferingFacts], url: str
) -> SafeString | str:
    """Return the events of a page as JSON-LD, or nothing while they have no date."""
    events = [_event(page, facts, url) for facts in offerings if facts.starts_at and facts.ends_at]
    if not events:
        return ""
    data = {"@context": "https://schema.org", "@graph": events}
    text = json.dumps(data, ensure_ascii=False).translate(_ESCAPES)
    return mark_safe(text)


def _event(page: "EventPage", facts: OfferingFacts, url: str) -> dict[str, Any]:
    is_online = all(occasion.is_online for occasion in facts.occasions)
    cancelled = facts.seats.kind == "cancelled"
    first = facts.occasions[0]
    event: dict[str, Any] = {
        "@type": "Event",
        "name": facts.title,
        "description": page.summary,
        "url": url,
        "startDate": facts.starts_at.isoformat() if facts.starts_at else "",
        "endDate": facts.ends_at.isoformat() if facts.ends_at else "",
        "eventStatus": f"https://schema.org/Event{'Cancelled' if cancelled else 'Scheduled'}",
        "eventAttendanceMode": "https://schema.org/"
        f"{'Online' if is_online else 'Offline'}EventAttendanceMode",
        "location": {"@type": "VirtualLocation", "url": url}
        if is_online
        else {
            "@type": "Place",
            "name": first.place_name or first.town,
            "address": ", ".join(part for part in (first.address, first.town) if part),
        },
        "offers": [
            {
                "@type": "Offer",
                "name": price.name,
                "price": f"{price.gross_ore / 100:.2f}",
                "priceCurrency": "SEK",
                "url": url,
            }
            for price in facts.prices
        ],
    }
    return event
