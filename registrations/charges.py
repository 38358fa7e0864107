"""Charges: written when a seat is confirmed, undone by reversals, never edited."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils import translation

from registrations.languages import in_language
from registrations.models import Charge, Choice, Extra, Fee, Participant, Payer
from registrations.pricing import Money, price_of
from registrations.words import ChargeKind


def fee_charge(
    payer: Payer, participant: Participant, fee: Fee, *, language: str, now: datetime
) -> Charge | None:
    """Return the unsaved charge of a place, or None where nothing is due."""
    if not fee.amount_ore:
        return None
    charge = _charge(payer, participant, ChargeKind.FEE, price_of(fee), now)
    charge.fee = fee
    charge.text = in_language(fee, "name", language)
    return charge


def extra_charge(
    payer: Payer, participant: Participant, extra: Extra, *, language: str, now: datetime
) -> Charge | None:
    """Return the unsaved charge of an extra, or None where nothing is due."""
    if not extra.amount_ore:
        return None
    charge = _charge(payer, participant, ChargeKind.EXTRA, price_of(extra), now)
    charge.extra = extra
    charge.text = in_language(extra, "name", language)
    return charge


def charge_seat(
    participant: Participant, choices: Sequence[Choice], *, now: datetime
) -> list[Charge]:
    """Write the charges of a seat just confirmed, with the extras taken with it."""
    payer = payer_of(participant)
    language = participant.registration.language
    found = [fee_charge(payer, participant, participant.fee, language=language, now=now)]
    found += [
        extra_charge(payer, participant, choice.extra, language=language, now=now)
        for choice in choices
    ]
    return Charge.objects.bulk_create([charge for charge in found if charge is not None])


def charge_extra(participant: Participant, choice: Choice, *, now: datetime) -> None:
    """Write the charge of one extra taken later."""
    charge = extra_charge(
        payer_of(participant),
        participant,
        choice.extra,
        language=participant.registration.language,
        now=now,
    )
    if charge is not None:
        charge.save(force_insert=True)


def standing_charges(participant: Participant) -> QuerySet[Charge]:
    """Return the participant's charges that have not been reversed."""
    return Charge.objects.filter(
        participant=participant, reverses__isnull=True, reversals__isnull=True
    )


def reverse_charges(charges: Iterable[Charge], *, now: datetime) -> list[Charge]:
    """Undo whole charges by negative ones that name them."""
    return Charge.objects.bulk_create(
        [
            Charge(
                payer_id=charge.payer_id,
                participant_id=charge.participant_id,
                kind=ChargeKind.REVERSAL,
                fee_id=charge.fee_id,
                extra_id=charge.extra_id,
                text=charge.text,
                net_ore=-charge.net_ore,
                vat_rate=charge.vat_rate,
                vat_ore=-charge.vat_ore,
                reverses=charge,
                created_at=now,
            )
            for charge in charges
        ]
    )


def charge_cancellation(participant: Participant, fees: Iterable[Money], *, now: datetime) -> None:
    """Write the cancellation fee, one charge for each VAT rate."""
    payer = payer_of(participant)
    with translation.override(participant.registration.language):
        text = str(ChargeKind.CANCELLATION.label)
    charges = []
    for money in fees:
        charge = _charge(payer, participant, ChargeKind.CANCELLATION, money, now)
        charge.text = text
        charges.append(charge)
    Charge.objects.bulk_create(charges)


def reverse_cancellation(participant: Participant, *, now: datetime) -> None:
    """Take the cancellation fee away from someone who is let back."""
    fees = standing_charges(participant).filter(kind=ChargeKind.CANCELLATION)
    reverse_charges(list(fees), now=now)


def payer_of(participant: Participant) -> Payer:
    """Return who pays for the participant: the registration's first payer."""
    return Payer.objects.filter(registration_id=participant.registration_id).order_by("pk")[0]


def _charge(
    payer: Payer, participant: Participant, kind: ChargeKind, money: Money, now: datetime
) -> Charge:
    return Charge(
        payer=payer,
        participant=participant,
        kind=kind,
        net_ore=money.net_ore,
        vat_rate=money.vat_rate,
        vat_ore=money.vat_ore,
        created_at=now,
    )
