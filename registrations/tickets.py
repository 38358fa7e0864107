"""The ticket's code: made from the row each time, so that no list of valid codes can leak."""

import hashlib
import hmac
import re

from django.conf import settings

from registrations.codes import ALPHABET

LETTERS = 9
# The part of a ticket's address that holds the code.
CODE = "kod"


def ticket_code(pk: int, link_version: int) -> str:
    """Return a code such as K7H-4QX-WR9; a seat given to somebody else gets another."""
    letters = _letters(settings.SECRET_KEY, pk, link_version)
    return "-".join(letters[start : start + 3] for start in range(0, LETTERS, 3))


def _letters(key: str, pk: int, link_version: int) -> str:
    text = f"{pk}:{link_version}".encode()
    digest = hmac.new(f"ticket:{key}".encode(), text, hashlib.sha256).digest()
    number, letters = int.from_bytes(digest[:16]), ""
    for _ in range(LETTERS):
        number, rest = divmod(number, len(ALPHABET))
        letters += ALPHABET[rest]
    return letters


def read_code(text: str) -> str:
    """Return the letters of a code as typed, or as a ticket's address holds it; else nothing."""
    if "://" in text:
        held = re.search(rf"[?&]{CODE}=([^&#]*)", text)
        text = held[1] if held else ""
    letters = re.sub(r"[\s-]", "", text).upper()
    is_code = len(letters) == LETTERS and all(letter in ALPHABET for letter in letters)
    return letters if is_code else ""


def finds_ticket(code: str, pk: int, link_version: int) -> bool:
    """Tell whether the letters are of this place's ticket, made with a key still in use."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return any(hmac.compare_digest(code, _letters(key, pk, link_version)) for key in keys)


def mark_of_ticket(offering_id: int, pk: int, link_version: int) -> str:
    """Return what a device keeps of a code: enough to know the ticket, too little to make one."""
    letters = _letters(settings.SECRET_KEY, pk, link_version)
    return hashlib.sha256(f"{offering_id}:{letters}".encode()).hexdigest()[:20]
