"""Columns of what organisers mark people with: tags, and that they have come."""

from collections import defaultdict
from collections.abc import Sequence
from functools import partial

from django.db.models import F, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext, pgettext

from registrations.columns import (
    GIVEN,
    MISSING,
    CellValue,
    Column,
    Filter,
    People,
    Person,
    Source,
    Values,
    keys_of,
)
from registrations.models import CheckIn, Occasion, ParticipantTag, Tag
from registrations.sorting import SwedishOrder, sort_key
from registrations.workspace.attendees.conditions import has
from registrations.workspace.wording import near_moment

# Before a tag's key in an address: those who lack it.
WITHOUT = "-"


def tag_column(tags: Sequence[Tag]) -> Column:
    """Return the column of all tags on each person."""
    heading = pgettext("column", "Tags")
    lacking = gettext("without %(tag)s")
    options = (
        *((str(tag.pk), tag.name) for tag in tags),
        *((f"{WITHOUT}{tag.pk}", lacking % {"tag": tag.name}) for tag in tags),
        (GIVEN, pgettext("tags", "Any tag")),
        (MISSING, pgettext("tags", "No tag")),
    )
    filters = (Filter("tag", heading, _keep_tagged, options),) if tags else ()
    order = (SwedishOrder(F("first_tag")),)
    return Column("tags", heading, Source(_tags), filters, order, _with_first_tag)


def _keep_tagged(people: People, value: str) -> People:
    rows = ParticipantTag.objects.all()
    if value in {GIVEN, MISSING}:
        return people.filter(has(rows) if value == GIVEN else ~has(rows))
    tagged = has(rows, tag=int(value.removeprefix(WITHOUT)))
    return people.filter(~tagged if value.startswith(WITHOUT) else tagged)


def _with_first_tag(people: People) -> People:
    rows = ParticipantTag.objects.filter(participant=OuterRef("pk"))
    first = rows.order_by(SwedishOrder(F("tag__name"))).values("tag__name")[:1]
    return people.alias(first_tag=Subquery(first))


def _tags(people: Sequence[Person], keys: Sequence[str]) -> Values:
    found: dict[int, list[str]] = defaultdict(list)
    rows = ParticipantTag.objects.filter(participant__in=keys_of(people))
    for person, name in rows.values_list("participant", "tag__name"):
        found[person].append(name)
    words = {person: ", ".join(sorted(names, key=sort_key)) for person, names in found.items()}
    return dict.fromkeys(keys, words)


def check_in_columns(occasions: Sequence[Occasion]) -> list[Column]:
    """Return a column for each occasion, all read in one statement."""
    by_key = {f"checkin-{occasion.pk}": occasion for occasion in occasions}
    source = Source(partial(_check_ins, by_key))
    plain = pgettext("column", "Checked in")
    return [
        Column(
            key,
            f"{plain} {near_moment(occasion.starts_at)}" if len(by_key) > 1 else plain,
            source,
            (_by_check_in(key, occasion, plain, is_alone=len(by_key) == 1),),
            (F(_alias(key)),),
            partial(_with_check_in, key, occasion.pk),
            has_time=True,
        )
        for key, occasion in by_key.items()
    ]


def _alias(key: str) -> str:
    return f"came_{key.removeprefix('checkin-')}"


def _with_check_in(key: str, occasion: int, people: People) -> People:
    rows = CheckIn.objects.standing().filter(participant=OuterRef("pk"), occasion=occasion)
    first = rows.order_by("happened_at").values("happened_at")[:1]
    return people.alias(**{_alias(key): Subquery(first)})


def _by_check_in(key: str, occasion: Occasion, plain: str, *, is_alone: bool) -> Filter:
    def keep(people: People, value: str) -> People:
        came = has(CheckIn.objects.standing(), occasion=occasion)
        return people.filter(came if value == GIVEN else ~came)

    options = (
        (GIVEN, pgettext("check-in", "Here")),
        (MISSING, pgettext("check-in", "Not here")),
    )
    label = plain if is_alone else f"{plain} {near_moment(occasion.starts_at)}"
    return Filter(key, label, keep, options)


def _check_ins(
    occasions: dict[str, Occasion], people: Sequence[Person], keys: Sequence[str]
) -> Values:
    by_pk = {occasions[key].pk: key for key in keys}
    rows = CheckIn.objects.standing().filter(participant__in=keys_of(people), occasion__in=by_pk)
    found: dict[str, dict[int, CellValue]] = {key: {} for key in keys}
    for person, occasion, moment in rows.order_by("-happened_at").values_list(
        "participant", "occasion", "happened_at"
    ):
        found[by_pk[occasion]][person] = timezone.localtime(moment).replace(tzinfo=None)
    return found
