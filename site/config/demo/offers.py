"""Builds the demo's Offerings: dates, quotas, fees, extras and questions."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from config.demo.languages import Both, Twins
from events.models import Venue
from registrations.models import (
    CancellationStep,
    Extra,
    ExtraQuota,
    Fee,
    FeeQuota,
    Occasion,
    Offering,
    Question,
    Quota,
)
from registrations.offerings import read_dates
from registrations.words import PayerKind, QuestionKind, Readers


def _in_both(**fields: Any) -> dict[str, Any]:
    """Return fields of a model that keeps both languages beside each other."""
    flat: dict[str, Any] = {}
    for name, value in fields.items():
        if isinstance(value, Both):
            flat |= {f"{name}_sv": value.sv, f"{name}_en": value.en}
        else:
            flat[name] = value
    return flat


def add_offering(page: Twins | None, slug: str, title: Both, **fields: Any) -> Offering:
    key = page.sv.translation_key if page else None
    values = {"state": Offering.State.OPEN} | _in_both(title=title, **fields)
    return Offering.objects.create(slug=slug, page_key=key, **values)


def add_occasion(
    offering: Offering,
    starts_at: datetime,
    ends_at: datetime,
    venue: Venue | None = None,
    title: Both | None = None,
) -> None:
    """Add a meeting at a venue, or online without one."""
    place = {"is_online": True}
    if venue is not None:
        place = {"place_name": venue.name, "address": venue.address, "town": venue.town}  # type: ignore[dict-item]  # text
    words = _in_both(title=title) if title else {}
    Occasion.objects.create(
        offering=offering, starts_at=starts_at, ends_at=ends_at, **place, **words
    )
    read_dates(offering)


def add_quota(offering: Offering, name: Both, size: int | None) -> Quota:
    order = offering.quotas.count()
    return Quota.objects.create(
        offering=offering, size=size, sort_order=order, **_in_both(name=name)
    )


def add_fee(
    offering: Offering,
    name: Both,
    quotas: Iterable[Quota],
    kronor: int = 0,
    *,
    vat: int = 25,
    payer_kind: PayerKind = PayerKind.ORGANISATION,
    **fields: Any,
) -> Fee:
    """Add a price; a private person's includes the VAT."""
    fee = Fee.objects.create(
        offering=offering,
        amount_ore=kronor * 100,
        vat_rate=Decimal(vat),
        includes_vat=payer_kind == PayerKind.PERSON,
        payer_kind=payer_kind,
        sort_order=offering.fees.count(),
        **_in_both(name=name, **fields),
    )
    FeeQuota.objects.bulk_create([FeeQuota(fee=fee, quota=quota) for quota in quotas])
    return fee


def add_extra(
    offering: Offering,
    name: Both,
    explanation: Both,
    quota: Quota | None = None,
    kronor: int = 0,
    vat: int = 25,
    one_of: str = "",
) -> Extra:
    """Add an add-on; of those that bear the same `one_of` a participant takes one."""
    extra = Extra.objects.create(
        offering=offering,
        amount_ore=kronor * 100,
        vat_rate=Decimal(vat),
        one_of=one_of,
        sort_order=offering.extras.count(),
        **_in_both(name=name, help=explanation),
    )
    if quota is not None:
        ExtraQuota.objects.create(extra=extra, quota=quota)
    return extra


def add_ladder(offering: Offering, *steps: tuple[int, int]) -> None:
    """Say what cancelling costs: from so many days before on, so many per cent."""
    CancellationStep.objects.bulk_create(
        CancellationStep(offering=offering, days_before=days, per_cent=share)
        for days, share in steps
    )


def ask(
    offering: Offering, label: Both, kind: QuestionKind = QuestionKind.TEXT, **fields: Any
) -> Question:
    return Question.objects.create(
        offering=offering,
        kind=kind,
        sort_order=offering.questions.count(),
        **_in_both(label=label, **fields),
    )


def ask_meal(offering: Offering) -> Question:
    """Ask what people eat, a health answer; the vegetarian meal stands first."""
    return ask(
        offering,
        Both("Mat", "Meal"),
        QuestionKind.CHOICE,
        readers=Readers.HEALTH,
        options=Both("Vegetariskt\nVeganskt\nFisk", "Vegetarian\nVegan\nFish"),
        help=Both(
            "Maten är vegetarisk om du inte väljer annat. Inget svar räknas som vegetariskt.",
            "The food is vegetarian unless you choose otherwise. No answer counts as vegetarian.",
        ),
        purpose=Both("Vi frågar för att beställa rätt mat", "We ask to order the right food"),
    )


def ask_needs(offering: Offering) -> Question:
    """Ask about allergies and access: a health answer, encrypted and read by few."""
    return ask(
        offering,
        Both("Allergier och behov", "Allergies and needs"),
        QuestionKind.LONG_TEXT,
        readers=Readers.HEALTH,
        help=Both(
            "Till exempel nötallergi, hörslinga eller plats för rullstol.",
            "For example nut allergy, hearing loop or room for a wheelchair.",
        ),
        purpose=Both(
            "Vi frågar för att du ska kunna äta och delta",
            "We ask so that you can eat and take part",
        ),
    )


def ask_photo(offering: Offering) -> Question:
    return ask(
        offering,
        Both("Jag får vara med på bild", "I may be in photographs"),
        QuestionKind.CONSENT,
        help=Both(
            "Bilderna visas på den här webbplatsen. Du kan ångra dig när du vill.",
            "The pictures are shown on this site. You can change your mind at any time.",
        ),
        purpose=Both(
            "Vi frågar för att kunna berätta om dagen",
            "We ask so that we can tell others about the day",
        ),
    )
