"""Builds offerings and sign-ups for tests, through the domain where the domain has a say."""

from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import uuid4

from django.utils import timezone

from registrations.actors import CONTACT, Actor
from registrations.models import (
    Extra,
    ExtraQuota,
    Fee,
    FeeQuota,
    Occasion,
    Offering,
    Participant,
    Quota,
    Registration,
)
from registrations.offerings import read_dates
from registrations.signup import register
from registrations.signup_sheet import IfFull, PayerDetails, Person, Signup
from registrations.words import PayerKind

_numbers = count(1)


def make_offering(
    *,
    size: int | None = 10,
    fee: int = 0,
    days: int = 60,
    starts_at: datetime | None = None,
    **fields: Any,
) -> Offering:
    """Return an open Offering with one occasion, one quota of `size` and one fee in öre."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "slug": f"offering-{number}",
        "title_sv": f"Tillfälle {number}",
        "title_en": f"Offering {number}",
        "state": Offering.State.OPEN,
        "contact_name": "Karin Berg",
        "contact_email": "karin@example.org",
    } | fields
    offering = Offering.objects.create(**values)
    start = starts_at or (timezone.now() + timedelta(days=days)).replace(
        minute=0, second=0, microsecond=0
    )
    Occasion.objects.create(
        offering=offering,
        starts_at=start,
        ends_at=start + timedelta(hours=7),
        place_name="Stadshallen",
        address="Stortorget 9",
        town="Lund",
    )
    read_dates(offering)
    quota = make_quota(offering, size=size, name="Platser")
    make_fee(offering, quotas=[quota], amount_ore=fee)
    return offering


def make_quota(offering: Offering, *, size: int | None, name: str = "Kvot") -> Quota:
    return Quota.objects.create(offering=offering, name_sv=name, name_en=name, size=size)


def make_fee(
    offering: Offering,
    *,
    quotas: list[Quota],
    amount_ore: int = 0,
    units: int = 1,
    name: str = "Deltagare",
    **fields: Any,
) -> Fee:
    values = {"vat_rate": Decimal(25), "name_sv": name, "name_en": name} | fields
    fee = Fee.objects.create(offering=offering, amount_ore=amount_ore, **values)
    for quota in quotas:
        FeeQuota.objects.create(fee=fee, quota=quota, units=units)
    return fee


def make_extra(
    offering: Offering,
    *,
    quotas: list[Quota] | None = None,
    amount_ore: int = 0,
    units: int = 1,
    name: str = "Middag",
    **fields: Any,
) -> Extra:
    values = {"vat_rate": Decimal(12), "name_sv": name, "name_en": name} | fields
    extra = Extra.objects.create(offering=offering, amount_ore=amount_ore, **values)
    for quota in quotas or []:
        ExtraQuota.objects.create(extra=extra, quota=quota, units=units)
    return extra


def make_signup(
    offering: Offering,
    *,
    number: int = 1,
    fee: Fee | None = None,
    extras: tuple[Extra, ...] = (),
    if_full: IfFull = IfFull.SPLIT,
    email: str = "",
    unnamed: int = 0,
    **fields: Any,
) -> Signup:
    """Return a valid form for `number` people, the last `unnamed` of them without a name."""
    serial = next(_numbers)
    fee = fee or offering.fees.order_by("pk").first()
    assert fee is not None
    people = tuple(
        Person(
            fee_id=fee.pk,
            name="" if index >= number - unnamed else f"Person {serial}-{index}",
            email=(
                ""
                if index >= number - unnamed
                else (email if email and index == 0 else f"person-{serial}-{index}@example.org")
            ),
            organisation="Eslövs kommun",
            extra_ids=tuple(extra.pk for extra in extras),
        )
        for index in range(number)
    )
    values: dict[str, Any] = {
        "form_key": uuid4(),
        "contact_name": people[0].name or "Anna Öberg",
        "contact_email": people[0].email or f"contact-{serial}@example.org",
        "payer": PayerDetails(kind=PayerKind.ORGANISATION, name="Eslövs kommun"),
        "if_full": if_full,
        "people": people,
    } | fields
    return Signup(offering_id=offering.pk, **values)


def sign_up(
    offering: Offering,
    *,
    actor: Actor = CONTACT,
    now: datetime | None = None,
    uncounted_reason: str = "",
    **fields: Any,
) -> Registration:
    """Register people through the domain, as the form would."""
    return register(
        make_signup(offering, **fields), actor=actor, now=now, uncounted_reason=uncounted_reason
    )


def sign_up_one(offering: Offering, **fields: Any) -> Participant:
    """Register one person and return the participant."""
    return sign_up(offering, **fields).participants.get()
