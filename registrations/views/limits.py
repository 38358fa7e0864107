"""How often an address may be asked about, one visitor may ask, and try codes, within an hour."""

import hashlib
from ipaddress import ip_address

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest

HOUR = 3600
PER_ADDRESS = 3
PER_VISITOR = 100
# Many sign up from one municipality's address, and few of them misspell a code often.
WRONG_CODES = 30


def may_ask(request: HttpRequest, email: str) -> bool:
    """Count a question; tell whether it is within the limits. Nothing readable is kept."""
    by_address = _count(f"address:{email.casefold()}") <= PER_ADDRESS
    by_visitor = _count(f"visitor:{visitor_of(request)}") <= PER_VISITOR
    return by_address and by_visitor


def may_try_code(request: HttpRequest) -> bool:
    """Tell whether the visitor has not yet guessed too often at discount codes."""
    return int(caches["shared"].get(_key(f"code:{visitor_of(request)}"), 0)) < WRONG_CODES


def count_wrong_code(request: HttpRequest) -> None:
    _count(f"code:{visitor_of(request)}")


def visitor_of(request: HttpRequest) -> str:
    """Return the visitor's address past as many proxies as are trusted; what stands before is not.

    Fewer addresses than proxies mean that the proxy was passed by: then the sender's own counts.
    """
    sender: str = request.META.get("REMOTE_ADDR", "")
    trusted: int = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")
    if not trusted or len(forwarded) < trusted:
        return sender
    try:
        return str(ip_address(forwarded[-trusted].strip()))
    except ValueError:
        return sender


def _key(what: str) -> str:
    return f"lost-link:{hashlib.sha256(what.encode()).hexdigest()}"


def _count(what: str) -> int:
    key = _key(what)
    counts = caches["shared"]
    counts.add(key, 0, HOUR)
    try:
        return int(counts.incr(key))
    except ValueError:
        return 1
