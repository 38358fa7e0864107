"""Opens one sign-up under the Offering's lock: what it may choose, and the room there is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from registrations.actors import Actor
from registrations.errors import (
    ExtraClosed,
    FeeClosed,
    GroupTooLarge,
    OfferingIsCancelled,
    OnlyOneExtra,
    SignupClosed,
)
from registrations.models import Extra, Fee, Offering
from registrations.seats import Room
from registrations.signup_sheet import Signup
from registrations.statements import MARK, Compiled
from registrations.words import ActorKind

STAFF_GROUP = 100

_FEES = Compiled(lambda offering_id: Fee.objects.filter(offering_id=offering_id), MARK)


@dataclass
class Case:
    """What one sign-up works with, read under the Offering's lock."""

    signup: Signup
    offering: Offering
    actor: Actor
    now: datetime
    uncounted_reason: str
    room: Room
    fees: Mapping[int, Fee]
    extras: Mapping[int, Extra]


def open_case(
    signup: Signup, offering: Offering, actor: Actor, now: datetime, uncounted_reason: str
) -> Case:
    is_staff = actor.kind == ActorKind.STAFF
    if offering.state == Offering.State.CANCELLED:
        raise OfferingIsCancelled
    if not is_staff and not offering.is_open(now):
        raise SignupClosed
    largest = STAFF_GROUP if is_staff else offering.largest_group
    if not 1 <= len(signup.people) <= largest:
        raise GroupTooLarge(largest)
    return Case(
        signup=signup,
        offering=offering,
        actor=actor,
        now=now,
        uncounted_reason=uncounted_reason.strip(),
        room=Room(offering),
        fees=_fees(signup, offering, now, is_staff),
        extras=_extras(signup, offering, is_staff),
    )


def _fees(signup: Signup, offering: Offering, now: datetime, is_staff: bool) -> dict[int, Fee]:
    wanted = {person.fee_id for person in signup.people}
    fees = {fee.pk: fee for fee in _FEES.instances(Fee, offering.pk) if fee.pk in wanted}
    if set(fees) != wanted or not all(is_staff or fee.is_open(now) for fee in fees.values()):
        raise FeeClosed
    return fees


def check_exclusive(extras: Iterable[Extra]) -> None:
    """Refuse extras that exclude each other. Raises OnlyOneExtra."""
    seen: dict[str, Extra] = {}
    for extra in extras:
        if extra.one_of and extra.one_of in seen:
            raise OnlyOneExtra((seen[extra.one_of].name, extra.name))
        seen[extra.one_of] = extra


def _extras(signup: Signup, offering: Offering, is_staff: bool) -> dict[int, Extra]:
    wanted = {extra_id for person in signup.people for extra_id in person.extra_ids}
    if not wanted:
        return {}
    extras = {extra.pk: extra for extra in Extra.objects.filter(offering=offering, pk__in=wanted)}
    if set(extras) != wanted or not all(is_staff or e.is_offered for e in extras.values()):
        raise ExtraClosed
    for person in signup.people:
        check_exclusive(extras[extra_id] for extra_id in person.extra_ids)
    return extras
