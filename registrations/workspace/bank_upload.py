"""A file of the bank between its preview and its reading: it travels signed in the page itself.

So nothing of a file that nobody reads in is kept, and what is read is what was shown.
"""

import base64
import zlib

from django.core import signing
from django.utils.translation import gettext_lazy as _

from registrations.errors import DomainError

SALT = "bank file"
# What a form's fields may hold together, less what the rest of the page sends.
MOST_SIGNS = 1_500_000
LASTS_SECONDS = 12 * 60 * 60


class UploadGone(DomainError):
    message = _("The preview is too old. Choose the file again.")


def seal(body: bytes, name: str, mapping: int | None) -> str:
    """Return a file as a signed text; empty where it is too large for that."""
    packed = base64.b64encode(zlib.compress(body, 9)).decode()
    if len(packed) > MOST_SIGNS:
        return ""
    return signing.TimestampSigner(salt=SALT).sign(f"{mapping or 0}|{packed}|{name}")


def unseal(sealed: str) -> tuple[bytes, str, int | None]:
    """Return the body, the name and the mapping's key; raises UploadGone."""
    try:
        text = signing.TimestampSigner(salt=SALT).unsign(sealed, max_age=LASTS_SECONDS)
    except signing.BadSignature as error:
        raise UploadGone from error
    mapping, packed, name = text.split("|", 2)
    return zlib.decompress(base64.b64decode(packed)), name, int(mapping) or None
