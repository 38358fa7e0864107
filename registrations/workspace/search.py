"""Search in the attendee list: every word must be found, whatever its case, å ä ö included."""

import re
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from registrations.models import Offering, Participant, Registration

_OWN = ("name", "email", "organisation")
_OF_THE_REGISTRATION = ("reference", "contact_name", "contact_email")
MOST_WORDS = 8


def _pattern(word: str) -> str:
    """Return a regular expression for `word`; without a locale a database folds only a-z."""
    return "".join(
        re.escape(letter) if letter.isascii() else f"[{letter.lower()[:1]}{letter.upper()[:1]}]"
        for letter in word
    )


def _contains(fields: tuple[str, ...], word: str) -> Q:
    lookup, value = ("icontains", word) if word.isascii() else ("iregex", _pattern(word))
    return reduce(or_, (Q(**{f"{field}__{lookup}": value}) for field in fields))


def search_participants(
    participants: QuerySet[Participant], words: str, offering: Offering
) -> QuerySet[Participant]:
    """Keep those whose own or whose registration's fields hold every word."""
    for word in words.replace("\0", "").split()[:MOST_WORDS]:
        registrations = Registration.objects.filter(
            _contains(_OF_THE_REGISTRATION, word), offering=offering
        )
        participants = participants.filter(
            _contains(_OWN, word) | Q(registration_id__in=registrations.values("pk"))
        )
    return participants
