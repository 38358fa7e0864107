"""Addresses for offerings that no other offering has."""

from datetime import date

from django.utils.text import slugify

from registrations.models import Offering

LONGEST = 70


def free_slug(words: str, on: date | None = None) -> str:
    """Return "cirkular-ekonomi-2027", with a number after it where that is taken."""
    stem = slugify(words)[:LONGEST].strip("-") or "tillfalle"
    if on is not None and str(on.year) not in stem:
        stem = f"{stem}-{on.year}"
    taken = set(Offering.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    number, slug = 1, stem
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug
