"""Someone who comes without having signed up: registered and checked in at once."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext

from registrations import signup
from registrations.actors import Actor
from registrations.check_in import Press, Result, record_presses
from registrations.errors import FeeClosed, NotEnoughSeats, NoWaitlist
from registrations.models import Fee, Occasion, Registration
from registrations.seats import locked_offering
from registrations.signup_sheet import IfFull, PayerDetails, Person, Signup
from registrations.words import PayerKind


def walk_in(
    *,
    key: UUID,
    name: str,
    organisation: str,
    occasion: Occasion,
    actor: Actor,
    device: str = "",
    happened_at: datetime | None = None,
    now: datetime | None = None,
) -> Result:
    """Register someone at the door and check them in; with the same key twice is once.

    Takes a seat where one is free, and otherwise stands outside the count, with the reason.
    Raises FeeClosed where the event has no fee that can be chosen, and OfferingIsCancelled.
    """
    now = now or timezone.now()
    with locked_offering(occasion.offering_id):
        registration = _register(key, name, organisation, occasion, actor, now)
        participant = registration.participants.get()
        press = Press(key, happened_at or now, participant_id=participant.pk)
        return record_presses([press], occasion=occasion, actor=actor, device=device, now=now)[0]


def _register(
    key: UUID, name: str, organisation: str, occasion: Occasion, actor: Actor, now: datetime
) -> Registration:
    sheet = _sheet(key, name, organisation, _fee_of(occasion))
    try:
        return signup.register(sheet, actor=actor, now=now)
    except (NotEnoughSeats, NoWaitlist):
        reason = gettext("Came without having signed up, when it was full")
        return signup.register(sheet, actor=actor, now=now, uncounted_reason=reason)


def _fee_of(occasion: Occasion) -> Fee:
    """Return the fee that the form of the event begins with."""
    fee = Fee.objects.filter(offering=occasion.offering_id, is_offered=True).first()
    if fee is None:
        raise FeeClosed
    return fee


def _sheet(key: UUID, name: str, organisation: str, fee: Fee) -> Signup:
    kind = PayerKind(fee.payer_kind)
    by_organisation = kind == PayerKind.ORGANISATION and organisation
    return Signup(
        offering_id=fee.offering_id,
        form_key=key,
        contact_name=name,
        # No address is asked for at the door, so nothing is mailed.
        contact_email="",
        people=(Person(fee_id=fee.pk, name=name, organisation=organisation),),
        payer=PayerDetails(kind=kind, name=organisation if by_organisation else name),
        if_full=IfFull.ASK,
    )
