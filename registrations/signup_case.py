"""Opens one sign-up under the Offering's lock: what it may choose, and the room there is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from registrations.actors import Actor
from registrations.discounts import find_code
from registrations.dues import ways_to_pay
from registrations.errors import (
    ExtraClosed,
    FeeClosed,
    GroupTooLarge,
    OfferingIsCancelled,
    OnlyOneExtra,
    PaymentNotSetUp,
    SignupClosed,
)
from registrations.models import DiscountCode, Extra, Fee, Offering
from registrations.pricing import discount_on, price_of
from registrations.seats import Room
from registrations.signup_sheet import Person, Signup
from registrations.statements import MARK, Compiled
from registrations.words import ActorKind, PaymentMethod

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
    discounts: Sequence[DiscountCode | None]

    @property
    def is_due(self) -> bool:
        """Tell whether anything of what was chosen has a price."""
        return any(row.amount_ore for row in (*self.fees.values(), *self.extras.values()))

    def must_pay(self, person: Person, discount: DiscountCode | None) -> bool:
        """Tell whether the person's seat is taken by paying for it online."""
        fee = self.fees[person.fee_id]
        due = price_of(fee).gross_ore - (discount_on(fee, discount).gross_ore if discount else 0)
        due += sum(self.extras[extra_id].amount_ore for extra_id in person.extra_ids)
        return self.signup.payer.pays_online and due > 0


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
    fees = _fees(signup, offering, now, is_staff)
    case = Case(
        signup=signup,
        offering=offering,
        actor=actor,
        now=now,
        uncounted_reason=uncounted_reason.strip(),
        room=Room(offering),
        fees=fees,
        extras=_extras(signup, offering, is_staff),
        discounts=_discounts(signup, offering, now),
    )
    _check_way_to_pay(case, is_staff)
    return case


def _discounts(signup: Signup, offering: Offering, now: datetime) -> list[DiscountCode | None]:
    if not signup.discount_code.strip():
        return [None] * len(signup.people)
    fee_ids = [person.fee_id for person in signup.people]
    code, gets = find_code(offering, signup.discount_code, fee_ids, now=now)
    return [code if one_gets else None for one_gets in gets]


def _check_way_to_pay(case: Case, is_staff: bool) -> None:
    """Refuse a way of paying that the Offering does not accept, where there is a price."""
    way = PaymentMethod.ONLINE if case.signup.payer.pays_online else PaymentMethod.INVOICE
    is_wrong = way not in ways_to_pay(case.offering)
    if case.is_due and is_wrong and (way == PaymentMethod.ONLINE or not is_staff):
        raise PaymentNotSetUp


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
