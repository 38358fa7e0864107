"""Which country's VAT a buyer pays: proposed by the rules, changed by a bookkeeper with a reason.

Charges are never edited: those not yet invoiced are reversed, and equal ones written that stand
otherwise to VAT. The price without VAT stays.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registrations import ledger
from registrations.actors import Actor
from registrations.buyer_numbers import EU_COUNTRIES, has_eu_vat_number
from registrations.charges import StandingCharge, reverse_charges, what_stands
from registrations.errors import DomainError
from registrations.invoicing.vat_rules import is_outside_vat
from registrations.models import Charge, Extra, Fee, Offering, Payer
from registrations.pricing import price_of, round_ore
from registrations.seats import locked_offering
from registrations.trace import Trace, record
from registrations.words import ChargeKind, Happening, PayerKind, Supply, VatKind

HOME = "SE"
# Taxed where they are used, whoever buys them: what a rule of these codes prices is not changed.
BOUND_TO_PLACE = ("dinner", "alcohol", "food", "lodging", "transport")
# What a buyer's charges can be made into; TAXED is as the fees say.
CHANGES = (VatKind.TAXED, VatKind.REVERSE, VatKind.OUTSIDE)


class NoVatReason(DomainError):
    message = gettext_lazy("Write why the VAT is to be another: it is kept with the change.")


class NoVatToChange(DomainError):
    message = gettext_lazy("There is nothing left to change: it is invoiced, or stands so already.")


@dataclass(frozen=True)
class Proposal:
    """How the rules would have a buyer's charges stand to VAT; TAXED is as the fees say."""

    vat_kind: VatKind
    why: str
    warning: str = ""


def propose(offering: Offering, payer: Payer) -> Proposal:
    """Return what the buyer's country and VAT number make of what the Offering sells."""
    if is_outside_vat():
        return Proposal(VatKind.OUTSIDE, _("The seller has no VAT number, so nothing has VAT."))
    if payer.country == HOME:
        return Proposal(VatKind.TAXED, _("The buyer is in Sweden: as the fees say."))
    if offering.supply == Supply.TRIP:
        return Proposal(
            VatKind.TAXED,
            _("A trip under the margin scheme is taxed in Sweden wherever the buyer is."),
        )
    if payer.kind == PayerKind.PERSON:
        return _for_person_abroad(offering)
    if offering.supply == Supply.ADMISSION:
        why = _("Admission is taxed where the event takes place, whoever buys it: as the fees say.")
        return Proposal(VatKind.TAXED, why, _check_place())
    return _for_business_abroad(payer)


def _check_place() -> str:
    return _("Check that the event takes place in Sweden; abroad that country's VAT may be due.")


def _for_person_abroad(offering: Offering) -> Proposal:
    why = _("A private person pays Swedish VAT: as the fees say.")
    if offering.supply != Supply.ONLINE:
        return Proposal(VatKind.TAXED, why)
    warning = _(
        "An online event for a private person abroad is taxed in that person's country since 2025:"
        " ask your accountant before you invoice."
    )
    return Proposal(VatKind.TAXED, why, warning)


def _for_business_abroad(payer: Payer) -> Proposal:
    if payer.country not in EU_COUNTRIES:
        why = _("The buyer is a business outside the EU: the sale is outside Swedish VAT.")
        return Proposal(VatKind.OUTSIDE, why)
    if has_eu_vat_number(payer.country, payer.vat_number):
        why = _(
            "The buyer is a business in another EU country with a VAT number: the buyer accounts"
            " for the VAT (reverse charge)."
        )
        warning = _("Check the number in VIES before you issue the invoice.")
        return Proposal(VatKind.REVERSE, why, warning)
    why = _("The buyer in another EU country has given no valid VAT number: Swedish VAT.")
    return Proposal(VatKind.TAXED, why)


def changeable(payer: Payer) -> list[StandingCharge]:
    """Return the payer's fees and extras that stand on no document and that VAT can be changed on.

    Those priced outside VAT, exempt or under the margin scheme stay, as does what is used here.
    """
    charges = Charge.objects.filter(
        payer=payer,
        reverses__isnull=True,
        document_line__isnull=True,
        kind__in=(ChargeKind.FEE, ChargeKind.EXTRA),
    ).select_related("fee", "extra")
    return [one for one in what_stands(charges.order_by("pk")) if _can_change(one.charge)]


def _can_change(charge: Charge) -> bool:
    priced = _priced(charge)
    return (
        priced is not None
        and priced.vat_kind == VatKind.TAXED
        and priced.vat_component not in BOUND_TO_PLACE
    )


def _priced(charge: Charge) -> Fee | Extra | None:
    return charge.fee or charge.extra


def apply(
    *,
    payer_id: int,
    vat_kind: VatKind,
    reason: str,
    actor: Actor,
    now: datetime | None = None,
) -> list[Charge]:
    """Let the payer's charges that are not yet invoiced stand otherwise to VAT, at the same net.

    Raises NoVatReason and NoVatToChange.
    """
    now = now or timezone.now()
    if not reason.strip() or vat_kind not in CHANGES:
        raise NoVatReason
    offering_id = Payer.objects.values_list("registration__offering", flat=True).get(pk=payer_id)
    with locked_offering(offering_id):
        payer = Payer.objects.select_related("registration").get(pk=payer_id)
        former = [one for one in changeable(payer) if one.vat_kind != vat_kind]
        if not former:
            raise NoVatToChange
        discounts = _discounts_on(former)
        reverse_charges(former, now=now, actor=actor, reason=reason)
        written = [_write(one, discounts, vat_kind, now) for one in former]
        ledger.settle(payer, now=now, actor=actor, reason=reason)
        trace = Trace(
            Happening.VAT_CHANGED,
            offering_id,
            registration=payer.registration,
            reason=reason,
            fields=[f"vat:{vat_kind}"],
        )
        record([trace], actor=actor, now=now)
    return written


def _discounts_on(standing: Sequence[StandingCharge]) -> dict[int, list[Charge]]:
    found: dict[int, list[Charge]] = {}
    rows = Charge.objects.filter(
        reverses__in=[one.charge for one in standing], kind=ChargeKind.DISCOUNT
    )
    for row in rows.order_by("pk"):
        found.setdefault(row.reverses_id or 0, []).append(row)
    return found


def _write(
    former: StandingCharge,
    discounts: dict[int, list[Charge]],
    vat_kind: VatKind,
    now: datetime,
) -> Charge:
    """Write what stood again, with its discounts, under another treatment."""
    mine = discounts.get(former.charge.pk, [])
    net_ore = former.net_ore - sum(one.net_ore for one in mine)
    fresh = _like(former.charge, net_ore, vat_kind, now)
    fresh.save(force_insert=True)
    for one in mine:
        copy = _like(one, one.net_ore, vat_kind, now)
        copy.fee, copy.extra, copy.reverses = fresh.fee, fresh.extra, fresh
        _set_vat(copy, vat_kind, fresh.fee or fresh.extra)
        copy.save(force_insert=True)
    return fresh


def _like(charge: Charge, net_ore: int, vat_kind: VatKind, now: datetime) -> Charge:
    fresh = Charge(
        payer_id=charge.payer_id,
        participant_id=charge.participant_id,
        kind=charge.kind,
        fee=charge.fee,
        extra=charge.extra,
        text=charge.text,
        net_ore=net_ore,
        due_on=charge.due_on,
        created_at=now,
    )
    _set_vat(fresh, vat_kind, _priced(charge))
    return fresh


def _set_vat(charge: Charge, vat_kind: VatKind, priced: Fee | Extra | None) -> None:
    """Set VAT at the fee's rate, to the öre that was quoted where the whole price is charged."""
    charge.vat_kind = vat_kind
    charge.vat_rate, charge.vat_ore = Decimal(0), 0
    if vat_kind != VatKind.TAXED or priced is None:
        return
    charge.vat_rate = Decimal(priced.vat_rate)
    quoted = price_of(priced)
    if charge.net_ore == quoted.net_ore:
        charge.vat_ore = quoted.vat_ore
    else:
        charge.vat_ore = round_ore(Decimal(charge.net_ore) * charge.vat_rate / 100)
