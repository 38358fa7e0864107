"""Tags on people: put on and taken off many at once, written in the log of each."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registrations.actors import Actor
from registrations.errors import DomainError
from registrations.models import Offering, Participant, ParticipantTag, Tag
from registrations.sorting import sort_key
from registrations.trace import Trace, record
from registrations.words import Happening

MOST_TAGS = 50
LONGEST = 40
# So many people in one statement, within what SQLite takes.
AT_ONCE = 500
T = TypeVar("T")


class TagHasNoName(DomainError):
    message = _("Write what the tag is called.")


class TooManyTags(DomainError):
    message = _("There are fifty tags already. Remove one that is not used any more.")


def tags_of(offering: Offering) -> list[Tag]:
    """Return the tags in Swedish order."""
    return sorted(Tag.objects.filter(offering=offering), key=lambda tag: sort_key(tag.name))


class NoSuchTag(DomainError):
    message = _("There is no such tag.")


def get_tag(offering: Offering, name: str, *, is_new_allowed: bool = True) -> Tag:
    """Return the tag of that name, whatever its case, or a new one.

    Raises TagHasNoName, NoSuchTag and TooManyTags.
    """
    name = " ".join(name.replace("\0", "").split())[:LONGEST]
    if not name:
        raise TagHasNoName
    tags = list(Tag.objects.filter(offering=offering))
    for tag in tags:
        if tag.name.casefold() == name.casefold():
            return tag
    if not is_new_allowed:
        raise NoSuchTag
    if len(tags) >= MOST_TAGS:
        raise TooManyTags
    return Tag.objects.get_or_create(offering=offering, name=name)[0]


def put_on(
    *, tag: Tag, participant_ids: Iterable[int], actor: Actor, now: datetime | None = None
) -> int:
    """Put the tag on those of its offering's people who lack it; return how many they were."""
    now = now or timezone.now()
    with transaction.atomic():
        lacking = _people(tag, participant_ids, have_it=False)
        # Who gets it from another request meanwhile has it once.
        ParticipantTag.objects.bulk_create(
            (ParticipantTag(participant=one, tag=tag, created_at=now) for one in lacking),
            batch_size=AT_ONCE,
            ignore_conflicts=True,
        )
        _record(tag, lacking, actor, now)
        return len(lacking)


def take_off(
    *, tag: Tag, participant_ids: Iterable[int], actor: Actor, now: datetime | None = None
) -> int:
    """Take the tag off those who have it; return how many they were. A tag on nobody is gone."""
    now = now or timezone.now()
    with transaction.atomic():
        having = _people(tag, participant_ids, have_it=True)
        for chunk in _chunks(having):
            ParticipantTag.objects.filter(tag=tag, participant__in=chunk).delete()
        _record(tag, having, actor, now)
        return len(having)


def remove_tag(*, tag: Tag, actor: Actor, now: datetime | None = None) -> int:
    """Take the tag off everybody and forget it."""
    with transaction.atomic():
        everybody = list(tag.rows.values_list("participant_id", flat=True))
        number = take_off(tag=tag, participant_ids=everybody, actor=actor, now=now)
        tag.delete()
        return number


def _people(tag: Tag, participant_ids: Iterable[int], *, have_it: bool) -> list[Participant]:
    found: list[Participant] = []
    for chunk in _chunks(sorted(set(participant_ids))):
        people = Participant.objects.filter(offering=tag.offering_id, pk__in=chunk)
        tagged = ParticipantTag.objects.filter(tag=tag, participant__in=chunk)
        those = tagged.values("participant")
        people = people.filter(pk__in=those) if have_it else people.exclude(pk__in=those)
        found += people.select_related("registration").order_by("pk")
    return found


def _chunks(whole: Sequence[T]) -> Iterable[Sequence[T]]:
    return (whole[start : start + AT_ONCE] for start in range(0, len(whole), AT_ONCE))


def _record(tag: Tag, people: Sequence[Participant], actor: Actor, now: datetime) -> None:
    """Write which tag changed, not its name: that may say something of the person."""
    for chunk in _chunks(people):
        traces = [
            Trace(
                happening=Happening.DETAILS_CHANGED,
                offering_id=tag.offering_id,
                registration=one.registration,
                participant=one,
                fields=[f"tag:{tag.pk}"],
            )
            for one in chunk
        ]
        record(traces, actor=actor, now=now)
