"""Charges: written when a seat is taken, lowered by others that name them, never edited."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext

from registrations import documents, ledger
from registrations.actors import SYSTEM, Actor
from registrations.credit_vat import even_out
from registrations.languages import in_language
from registrations.leftovers import leftovers
from registrations.models import Charge, Choice, Extra, Fee, Participant, Payer
from registrations.pricing import Money, discount_on, price_of
from registrations.statements import insert
from registrations.words import ChargeKind, VatKind


def fee_charge(
    payer: Payer, participant: Participant, fee: Fee, *, language: str, now: datetime
) -> Charge | None:
    """Return the unsaved charge of a place, or None where nothing is due."""
    if not fee.amount_ore:
        return None
    charge = _charge(payer, participant, ChargeKind.FEE, price_of(fee), now)
    charge.fee = fee
    charge.vat_kind = fee.vat_kind
    charge.text = in_language(fee, "name", language)
    return charge


def discount_charge(
    participant: Participant, charge: Charge, *, language: str, now: datetime
) -> Charge | None:
    """Return the unsaved discount on a fee's charge by the code that the participant uses."""
    code = participant.discount
    if code is None or charge.fee is None:
        return None
    lowered = discount_on(charge.fee, code)
    money = Money(-lowered.net_ore, -lowered.vat_ore, lowered.vat_rate)
    lowering = _charge(charge.payer, participant, ChargeKind.DISCOUNT, money, now)
    lowering.fee = charge.fee
    lowering.vat_kind = charge.vat_kind
    lowering.reverses = charge
    with translation.override(language):
        lowering.text = gettext("Discount %(code)s") % {"code": code.code}
    return lowering


def extra_charge(
    payer: Payer, participant: Participant, extra: Extra, *, language: str, now: datetime
) -> Charge | None:
    """Return the unsaved charge of an extra, or None where nothing is due."""
    if not extra.amount_ore:
        return None
    charge = _charge(payer, participant, ChargeKind.EXTRA, price_of(extra), now)
    charge.extra = extra
    charge.vat_kind = extra.vat_kind
    charge.text = in_language(extra, "name", language)
    return charge


def write_charges(
    payer: Payer,
    participants: Iterable[Participant],
    choices: Iterable[Choice],
    *,
    language: str,
    now: datetime,
) -> list[Charge]:
    """Write the charges of seats and extras just taken, with the discounts on them."""
    found = [
        fee_charge(payer, participant, participant.fee, language=language, now=now)
        for participant in participants
    ]
    found += [
        extra_charge(payer, choice.participant, choice.extra, language=language, now=now)
        for choice in choices
    ]
    charges = [charge for charge in found if charge is not None]
    insert(charges)
    discounts = [
        discount_charge(charge.participant, charge, language=language, now=now)
        for charge in charges
        if charge.participant is not None and charge.kind == ChargeKind.FEE
    ]
    insert([discount for discount in discounts if discount is not None])
    return charges


def charge_seat(
    participant: Participant, choices: Sequence[Choice], *, now: datetime
) -> list[Charge]:
    """Write the charges of one seat with the extras taken with it; a fee charged stays charged."""
    payer = payer_of(participant)
    has_fee = any(charge.kind == ChargeKind.FEE for charge in standing_charges(participant))
    for choice in choices:
        choice.participant = participant
    return write_charges(
        payer,
        [] if has_fee else [participant],
        choices,
        language=participant.registration.language,
        now=now,
    )


def charge_extra(participant: Participant, choice: Choice, *, now: datetime) -> None:
    """Write the charge of one extra taken later."""
    choice.participant = participant
    write_charges(
        payer_of(participant),
        [],
        [choice],
        language=participant.registration.language,
        now=now,
    )


class StandingCharge:
    """A charge and what is left of it: net and VAT in öre, after reversals and discounts."""

    def __init__(self, charge: Charge, net_ore: int, vat_ore: int) -> None:
        self.charge = charge
        self.net_ore = net_ore
        self.vat_ore = vat_ore

    @property
    def kind(self) -> str:
        return self.charge.kind

    @property
    def vat_rate(self) -> Decimal:
        return self.charge.vat_rate

    @property
    def vat_kind(self) -> str:
        return self.charge.vat_kind

    @property
    def gross_ore(self) -> int:
        return self.net_ore + self.vat_ore


def standing_charges(participant: Participant) -> list[StandingCharge]:
    """Return the participant's charges that have not been reversed whole.

    One that a discount lowered to nothing stands: the fee was charged.
    """
    charges = list(
        Charge.objects.filter(participant=participant, reverses__isnull=True)
        .select_related("fee")
        .order_by("pk")
    )
    lowered = ledger.lowered_ore(charges)
    reversed_pks = set(
        Charge.objects.filter(reverses__in=charges, kind=ChargeKind.REVERSAL).values_list(
            "reverses_id", flat=True
        )
    )
    return [
        StandingCharge(charge, *lowered[charge.pk])
        for charge in charges
        if any(lowered[charge.pk]) or charge.pk not in reversed_pks
    ]


def reverse_charges(
    charges: Iterable[StandingCharge], *, now: datetime, actor: Actor = SYSTEM, reason: str = ""
) -> list[Charge]:
    """Undo what is left of charges by negative ones that name them.

    Money that was on them is released, and each document they stand on gets its credit. With the
    last of an invoice goes what is not paid of fees for reminding of it.
    """
    standing = list(charges)
    reversals = [
        lowering(one.charge, Money(one.net_ore, one.vat_ore, one.vat_rate), now) for one in standing
    ]
    lowered = [one.charge for one in standing]
    return _lower(lowered, reversals, now=now, actor=actor, reason=reason)


def what_stands(charges: Iterable[Charge]) -> list[StandingCharge]:
    """Return what is left of charges, without those that nothing is left of."""
    charges = list(charges)
    lowered = ledger.lowered_ore(charges)
    return [
        StandingCharge(charge, *lowered[charge.pk]) for charge in charges if any(lowered[charge.pk])
    ]


def reverse_parts(
    parts: Mapping[Charge, int], *, now: datetime, actor: Actor = SYSTEM, reason: str = ""
) -> list[Charge]:
    """Lower charges by parts of them in öre, VAT included; the VAT follows in proportion.

    Each document they stand on gets one credit.
    """
    lowered = ledger.lowered_ore(parts)
    reversals = [
        lowering(charge, part_of(charge, gross_ore, *lowered[charge.pk]), now)
        for charge, gross_ore in parts.items()
    ]
    return _lower(list(parts), reversals, now=now, actor=actor, reason=reason)


def part_of(charge: Charge, gross_ore: int, net_ore: int, vat_ore: int) -> Money:
    """Return a part of what is left of a charge, given as net and VAT; its VAT in proportion."""
    left = net_ore + vat_ore
    part_vat = vat_ore if gross_ore == left else round(gross_ore * vat_ore / left)
    return Money(gross_ore - part_vat, part_vat, charge.vat_rate)


def _lower(
    charges: Sequence[Charge],
    reversals: Sequence[Charge],
    *,
    now: datetime,
    actor: Actor,
    reason: str = "",
) -> list[Charge]:
    # Which document a reversal belongs to shows only once it has its own row.
    written = Charge.objects.bulk_create(reversals)
    left = leftovers(charges)
    written += Charge.objects.bulk_create(lowering(charge, money, now) for charge, money in left)
    written += even_out(written, now=now)
    ledger.release([*charges, *(charge for charge, _money in left)], now=now)
    documents.issue_credits(
        [reversal for reversal in written if reversal.gross_ore],
        now=now,
        actor=actor,
        reason=reason,
    )
    return written


def lowering(
    charge: Charge, money: Money, now: datetime, kind: ChargeKind = ChargeKind.REVERSAL
) -> Charge:
    """Return the unsaved row that lowers a charge by some money."""
    return Charge(
        payer_id=charge.payer_id,
        participant_id=charge.participant_id,
        kind=kind,
        fee_id=charge.fee_id,
        extra_id=charge.extra_id,
        text=charge.text,
        net_ore=-money.net_ore,
        vat_rate=charge.vat_rate,
        vat_ore=-money.vat_ore,
        vat_kind=charge.vat_kind,
        reverses=charge,
        created_at=now,
    )


def charge_cancellation(
    participant: Participant, fees: Iterable[tuple[Money, str]], *, now: datetime
) -> None:
    """Write the cancellation fee, one charge for each VAT rate and kind."""
    payer = payer_of(participant)
    with translation.override(participant.registration.language):
        text = str(ChargeKind.CANCELLATION.label)
    charges = []
    for money, vat_kind in fees:
        charge = _charge(payer, participant, ChargeKind.CANCELLATION, money, now)
        charge.text = text
        charge.vat_kind = VatKind(vat_kind)
        charges.append(charge)
    Charge.objects.bulk_create(charges)


def reverse_cancellation(participant: Participant, *, now: datetime) -> None:
    """Take the cancellation fee away from someone who is let back."""
    fees = [
        charge for charge in standing_charges(participant) if charge.kind == ChargeKind.CANCELLATION
    ]
    reverse_charges(fees, now=now)


def undo_charges(participant: Participant, *, actor: Actor, now: datetime) -> None:
    """Reverse all that a seat not yet confirmed would have cost."""
    standing = standing_charges(participant)
    if standing:
        reverse_charges(standing, now=now, actor=actor)
        settle(participant, actor=actor, reason="", now=now)


def settle(participant: Participant, *, actor: Actor, reason: str, now: datetime) -> None:
    """Let money that a change released find what is owed, or be given back."""
    ledger.settle(payer_of(participant), now=now, actor=actor, reason=reason)


def payer_of(participant: Participant) -> Payer:
    """Return who pays for the participant: the registration's first payer."""
    payers = Payer.objects.filter(registration_id=participant.registration_id)
    return payers.select_related("registration").order_by("pk")[0]


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
