"""How often an address may be asked about, and one visitor may ask, within an hour."""

import hashlib

from django.core.cache import caches
from django.http import HttpRequest

HOUR = 3600
PER_ADDRESS = 3
PER_VISITOR = 100


def may_ask(request: HttpRequest, email: str) -> bool:
    """Count a question; tell whether it is within the limits. Nothing readable is kept."""
    visitor = request.META.get("REMOTE_ADDR", "")
    by_address = _count(f"address:{email.casefold()}") <= PER_ADDRESS
    by_visitor = _count(f"visitor:{visitor}") <= PER_VISITOR
    return by_address and by_visitor


def _count(what: str) -> int:
    key = f"lost-link:{hashlib.sha256(what.encode()).hexdigest()}"
    counts = caches["shared"]
    counts.add(key, 0, HOUR)
    try:
        return int(counts.incr(key))
    except ValueError:
        return 1
