"""Which occasion a door is about, and which doors there are to open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone

from registrations.models import Occasion, Offering
from registrations.workspace import access
from registrations.workspace.listing import is_key

# The part of the address that names the occasion.
OCCASION = "traff"
# Doors are shown from the day before, so that one can try them, and for the days to come.
BEFORE, AHEAD = timedelta(days=1), timedelta(days=14)


@dataclass(frozen=True)
class Doorway:
    """The occasion of a page, among those of its offering."""

    offering: Offering
    occasion: Occasion
    occasions: Sequence[Occasion]


def doorway(request: HttpRequest, pk: int) -> Doorway:
    """Return the occasion asked for, or today's, or the next, or the last there was."""
    offering = access.get_offering(request, pk)
    occasions = list(offering.occasions.all())
    if not occasions:
        raise Http404
    asked = (request.POST.get(OCCASION) or request.GET.get(OCCASION) or "").strip()
    if not asked:
        return Doorway(offering, _nearest(occasions), occasions)
    for occasion in occasions:
        if is_key(asked) and occasion.pk == int(asked):
            occasion.offering = offering
            return Doorway(offering, occasion, occasions)
    raise Http404


def _nearest(occasions: Sequence[Occasion]) -> Occasion:
    today = timezone.localdate()
    for occasion in occasions:
        if timezone.localtime(occasion.ends_at).date() >= today:
            return occasion
    return occasions[-1]


def doors_to_open(request: HttpRequest) -> QuerySet[Occasion]:
    """Return the occasions of these days, the nearest first."""
    now = timezone.now()
    return (
        Occasion.objects.filter(
            offering__in=access.visible_offerings(request),
            ends_at__gte=now - BEFORE,
            starts_at__lte=now + AHEAD,
        )
        .exclude(offering__state=Offering.State.CANCELLED)
        .select_related("offering")
        .order_by("starts_at", "pk")
    )
