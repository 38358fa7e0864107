"""VAT by rule and day, proposed for buyers abroad, and changed on what is not yet invoiced."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from registrations.actors import SYSTEM
from registrations.invoicing import vat
from registrations.invoicing.margin import Margin, margin_of
from registrations.invoicing.vat_rules import VatRules, treatment_of, vat_warnings
from registrations.models import BoughtIn, Charge, LogEntry, Offering, Payer, VatRule
from registrations.signup_sheet import PayerDetails
from registrations.words import ChargeKind, Happening, PayerKind, Supply, VatKind
from tests.factories.billing import ESLOV, invoice, payer_of, sign_up_invoiced
from tests.factories.payments import make_seller
from tests.factories.registrations import make_extra, make_offering
from tests.invariants import assert_always_true

pytestmark = [pytest.mark.django_db]
BERLIN = {"country": "DE", "vat_number": "DE136695976"}
NORWAY = {"country": "NO"}


def payer_abroad(
    offering: Offering, kind: PayerKind = PayerKind.ORGANISATION, **fields: Any
) -> Payer:
    details = PayerDetails(kind=kind, name="Stadt Berlin", org_number="DE136695976", **fields)
    return payer_of(sign_up_invoiced(offering, payer=details))


@pytest.mark.parametrize(
    ("day", "rate"),
    [
        (date(2026, 3, 31), 12),
        (date(2026, 4, 1), 6),
        (date(2027, 12, 31), 6),
        (date(2028, 1, 1), 12),
    ],
)
def test_food_as_goods_has_the_rate_of_its_day(day: date, rate: int) -> None:
    rule = VatRules().rule_on("food", day)

    assert rule is not None
    assert rule.vat_rate == rate


def test_a_rule_that_ended_and_was_not_followed_holds_no_more() -> None:
    VatRule.objects.create(
        component="ferry",
        name_sv="Färja",
        vat_rate=6,
        from_on=date(2026, 1, 1),
        until_on=date(2026, 6, 30),
    )

    rules = VatRules()

    assert rules.rule_on("ferry", date(2026, 6, 30)) is not None
    assert rules.rule_on("ferry", date(2026, 7, 1)) is None


def test_a_conference_is_one_service_and_a_dinner_beside_it_another() -> None:
    rules = {rule.component: treatment_of(rule) for rule in VatRules().on(date(2027, 5, 24))}

    assert rules["conference"].vat_rate == 25
    assert rules["dinner"].vat_rate == 12
    assert rules["trip"].vat_kind == VatKind.MARGIN


@pytest.mark.parametrize(
    ("supply", "kind", "abroad", "expected"),
    [
        (Supply.ADMISSION, PayerKind.ORGANISATION, {}, VatKind.TAXED),
        (Supply.ADMISSION, PayerKind.ORGANISATION, BERLIN, VatKind.TAXED),
        (Supply.TRAINING, PayerKind.ORGANISATION, BERLIN, VatKind.REVERSE),
        (Supply.ONLINE, PayerKind.ORGANISATION, BERLIN, VatKind.REVERSE),
        (Supply.TRAINING, PayerKind.ORGANISATION, {"country": "DE"}, VatKind.TAXED),
        (Supply.TRAINING, PayerKind.ORGANISATION, NORWAY, VatKind.OUTSIDE),
        (Supply.TRAINING, PayerKind.ORGANISATION, BERLIN | {"country": "FR"}, VatKind.TAXED),
        (Supply.TRAINING, PayerKind.PERSON, {"country": "DE"}, VatKind.TAXED),
        (Supply.TRIP, PayerKind.ORGANISATION, BERLIN, VatKind.TAXED),
    ],
)
def test_what_is_sold_and_to_whom_decide_the_proposal(
    supply: Supply, kind: PayerKind, abroad: dict[str, str], expected: VatKind
) -> None:
    make_seller()
    offering = make_offering(fee=100_000, supply=supply)

    proposal = vat.propose(offering, payer_abroad(offering, kind, **abroad))

    assert proposal.vat_kind == expected
    assert proposal.why


def test_an_online_event_for_a_person_abroad_is_warned_of() -> None:
    make_seller()
    offering = make_offering(fee=100_000, supply=Supply.ONLINE)

    proposal = vat.propose(offering, payer_abroad(offering, PayerKind.PERSON, country="DK"))

    assert proposal.vat_kind == VatKind.TAXED
    assert proposal.warning


def test_a_seller_without_a_vat_number_sells_outside_vat() -> None:
    make_seller(vat_number="")
    offering = make_offering(fee=100_000)

    assert vat.propose(offering, payer_abroad(offering)).vat_kind == VatKind.OUTSIDE


def test_another_treatment_keeps_the_net_and_is_logged_with_its_reason() -> None:
    make_seller()
    offering = make_offering(fee=100_000, supply=Supply.TRAINING)
    payer = payer_abroad(offering, **BERLIN)

    written = vat.apply(
        payer_id=payer.pk, vat_kind=VatKind.REVERSE, reason="EU-företag", actor=SYSTEM
    )

    charge = written[0]
    assert (charge.net_ore, charge.vat_ore, charge.vat_rate) == (100_000, 0, 0)
    assert charge.vat_kind == VatKind.REVERSE
    entry = LogEntry.objects.get(happening=Happening.VAT_CHANGED)
    assert entry.reason == "EU-företag"
    assert_always_true()


def test_a_change_and_back_leaves_what_the_fee_says() -> None:
    make_seller()
    offering = make_offering(fee=99_999, supply=Supply.TRAINING)
    offering.fees.update(includes_vat=True)
    payer = payer_abroad(offering, **BERLIN)
    before = payer.charges.get()

    for kind in (VatKind.REVERSE, VatKind.TAXED):
        vat.apply(payer_id=payer.pk, vat_kind=kind, reason="rättat", actor=SYSTEM)

    after = Charge.objects.filter(payer=payer, reverses=None).latest("pk")
    assert (after.net_ore, after.vat_ore) == (before.net_ore, before.vat_ore)
    assert_always_true()


def test_a_dinner_here_keeps_its_vat() -> None:
    make_seller()
    offering = make_offering(fee=100_000, supply=Supply.TRAINING)
    dinner = make_extra(offering, amount_ore=40_000, vat_component="dinner")
    payer = payer_of(
        sign_up_invoiced(
            offering,
            payer=PayerDetails(kind=PayerKind.ORGANISATION, name="Berlin", **BERLIN),
            extras=(dinner,),
        )
    )

    written = vat.apply(payer_id=payer.pk, vat_kind=VatKind.REVERSE, reason="EU", actor=SYSTEM)

    assert [one.kind for one in written] == [ChargeKind.FEE]
    assert payer.charges.get(extra=dinner).vat_rate == 12


def test_what_is_invoiced_stays_as_it_is() -> None:
    make_seller()
    registration = sign_up_invoiced(make_offering(fee=100_000), payer=ESLOV)
    invoice(registration)

    with pytest.raises(vat.NoVatToChange):
        vat.apply(
            payer_id=payer_of(registration).pk,
            vat_kind=VatKind.REVERSE,
            reason="för sent",
            actor=SYSTEM,
        )


def test_a_change_without_a_reason_is_refused() -> None:
    make_seller()
    payer = payer_abroad(make_offering(fee=100_000), **BERLIN)

    with pytest.raises(vat.NoVatReason):
        vat.apply(payer_id=payer.pk, vat_kind=VatKind.REVERSE, reason="  ", actor=SYSTEM)


def test_a_rule_that_changes_before_the_event_is_warned_of() -> None:
    make_seller()
    offering = make_offering(fee=100_000, days=60)
    offering.fees.update(vat_component="conference")
    VatRule.objects.create(
        component="conference",
        name_sv="Konferens",
        vat_rate=Decimal(20),
        from_on=timezone.localdate() + timedelta(days=30),
    )

    warnings = vat_warnings(offering)

    assert len(warnings) == 2


def test_a_price_as_ruled_or_with_a_reason_gives_no_warning() -> None:
    make_seller()
    offering = make_offering(fee=100_000)
    offering.fees.update(vat_component="conference")
    make_extra(
        offering, amount_ore=1_000, vat_component="conference", vat_reason="Ställningstagande"
    )

    assert vat_warnings(offering) == []


def test_the_margin_is_what_was_sold_less_what_was_bought() -> None:
    margin = Margin(1_000_000, 800_000, 200_000, Decimal(25))

    assert margin.margin_ore == 200_000
    assert margin.untaxed_ore == 50_000
    assert margin.taxed_ore == 150_000
    assert margin.vat_ore == 30_000
    assert margin.base_ore == 120_000


def test_a_trip_at_a_loss_has_no_vat() -> None:
    margin = Margin(100, 200, 0, Decimal(25))

    assert (margin.margin_ore, margin.vat_ore, margin.base_ore) == (-100, 0, 0)


def test_the_margin_of_a_trip_follows_its_charges_and_purchases() -> None:
    offering = make_offering(fee=500_000, supply=Supply.TRIP)
    offering.fees.update(vat_kind=VatKind.MARGIN, vat_rate=0)
    sign_up_invoiced(offering)
    BoughtIn.objects.create(offering=offering, text="Tåg", amount_ore=375_000)

    margin = margin_of(offering, timezone.localdate())

    assert (margin.sales_ore, margin.bought_ore) == (500_000, 375_000)
    assert margin.vat_ore == 25_000
