"""References people can read aloud, and the signed links in mails."""

import base64
import hashlib
import hmac
import secrets

from django.conf import settings

# Without I, l, O, 0 and 1, which look alike in print.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def new_reference() -> str:
    """Return a random reference such as K7H-4QX-WR9; the database refuses a second of it."""
    letters = [secrets.choice(ALPHABET) for _ in range(9)]
    return "-".join("".join(letters[start : start + 3]) for start in (0, 3, 6))


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
    return digits or "0"


def _signature(key: str, kind: str, pk: int, version: int) -> str:
    digest = hmac.new(f"link:{key}".encode(), f"{kind}:{pk}:{version}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest.digest()[:18]).decode()


def link_token(*, kind: str, pk: int, version: int) -> str:
    """Return the token that opens one row's page; a higher `version` ends the former tokens.

    Nothing is stored, so a stolen backup opens nobody's page.
    """
    return f"{kind}{_base36(pk)}-{_signature(settings.SECRET_KEY, kind, pk, version)}"


def read_token(token: str) -> tuple[str, int] | None:
    """Return the kind and key that a token claims, still to be checked with `is_genuine`."""
    head, dash, _ = token.partition("-")
    if not dash or not head[1:].isascii() or len(head) > 14 or not head[1:].isalnum():
        return None
    return head[0], int(head[1:].lower(), 36)


def is_genuine(token: str, *, kind: str, pk: int, version: int) -> bool:
    """Tell whether a token was made for this row and version with a key still in use."""
    signature = token.partition("-")[2]
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(
        hmac.compare_digest(signature.encode(), _signature(key, kind, pk, version).encode())
        for key in keys
    )
