"""Search in lists: every word must be found, whatever its case, å ä ö included."""

from collections.abc import Sequence
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from registrations.models import Offering, Participant, Registration
from registrations.sorting import sort_key

_OWN = ("email", "organisation")
_OF_THE_REGISTRATION = ("reference", "contact_name", "contact_email")
MOST_WORDS = 8


def _spellings(word: str) -> set[str]:
    """Return the ways a word may stand: without a locale a database folds only a-z by itself."""
    if word.isascii():
        return {word}
    return {word, word.lower(), word.upper(), word.capitalize(), word.title()}


def contains(fields: Sequence[str], word: str) -> Q:
    """Match a word within any of the fields, whatever its case, å ä ö included."""
    return reduce(
        or_,
        (Q(**{f"{field}__icontains": text}) for field in fields for text in _spellings(word)),
    )


def search_participants(
    participants: QuerySet[Participant], words: str, offering: Offering
) -> QuerySet[Participant]:
    """Keep those whose own or whose registration's fields hold every word."""
    for word in words.replace("\0", "").split()[:MOST_WORDS]:
        registrations = Registration.objects.filter(
            contains(_OF_THE_REGISTRATION, word), offering=offering
        )
        found = contains(_OWN, word) | Q(registration_id__in=registrations.values("pk"))
        if key := sort_key(word):
            found |= Q(sort_key__contains=key)
        participants = participants.filter(found)
    return participants
