"""The book of buyers, a payer's VAT, VAT rules and texts, prices by rule, and a trip's margin."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from registrations.models import BoughtIn, Buyer, Extra, Fee, Offering, VatRule, VatText
from registrations.signup_sheet import PayerDetails
from registrations.words import PayerKind, Supply, VatKind
from tests.factories.billing import payer_of, sign_up_invoiced
from tests.factories.payments import make_seller
from tests.factories.registrations import make_offering
from tests.registrations.workspace.conftest import text, view

pytestmark = [pytest.mark.web, pytest.mark.django_db]
SOON = (date(2030, 1, 1)).isoformat()


# The book of buyers.


def test_a_buyer_is_confirmed_from_a_payer_in_one_click(bookkeeper: Client) -> None:
    payer = payer_of(sign_up_invoiced(make_offering(fee=1_000)))

    page = bookkeeper.get(view("confirm_buyer", payer.pk))
    bookkeeper.post(
        view("confirm_buyer", payer.pk),
        {"name": payer.name, "org_number": payer.org_number, "endpoint": "0007:2120001173"},
    )

    buyer = Buyer.objects.get()
    assert 'value="0007:2120001173"' in text(page)
    assert (buyer.name, buyer.org_number) == ("Eslövs kommun", "212000-1173")
    assert buyer.confirmed_by is not None


def test_what_differs_from_the_book_is_shown_before_it_is_changed(bookkeeper: Client) -> None:
    Buyer.objects.create(name="Eslöv", org_number="212000-1173", sort_key="eslöv")
    payer = payer_of(sign_up_invoiced(make_offering(fee=1_000)))

    page = text(bookkeeper.get(view("confirm_buyer", payer.pk)))

    assert "Eslöv → Eslövs kommun" in page


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("org_number", "212000-1174", "Organisationsnumret stämmer inte: kontrollera siffrorna"),
        ("org_number", "811218-9876", "Det är en persons nummer."),
        ("endpoint", "7350000000000", "Någon siffra i GLN-numret är fel"),
        ("name", "", "Namn:"),
    ],
)
def test_a_wrong_buyer_is_refused(bookkeeper: Client, field: str, value: str, words: str) -> None:
    data = {"name": "Eslövs kommun", "org_number": "212000-1173", "endpoint": "", field: value}

    response = bookkeeper.post(view("add_buyer"), data)

    assert response.status_code == 422
    assert words in text(response)
    assert not Buyer.objects.exists()


def test_a_buyer_is_changed_and_removed(bookkeeper: Client) -> None:
    buyer = Buyer.objects.create(name="Eslöv", org_number="212000-1173", sort_key="eslöv")
    data = {"name": "Eslövs kommun", "org_number": "212000-1173", "endpoint": ""}

    bookkeeper.post(view("buyer", buyer.pk), data)
    assert Buyer.objects.get().name == "Eslövs kommun"
    bookkeeper.post(view("remove_buyer", buyer.pk))

    assert not Buyer.objects.exists()


def test_more_buyers_cost_no_more_statements(bookkeeper: Client) -> None:
    Buyer.objects.create(name="A", org_number="1", sort_key="a")
    bookkeeper.get(view("buyers"))
    with CaptureQueriesContext(connection) as one:
        bookkeeper.get(view("buyers"))
    for number in range(2, 5):
        Buyer.objects.create(name=f"B{number}", org_number=str(number), sort_key="b")

    with CaptureQueriesContext(connection) as many:
        bookkeeper.get(view("buyers"))

    assert len(many) == len(one)


def test_a_bookkeeper_corrects_a_payer(bookkeeper: Client) -> None:
    registration = sign_up_invoiced(make_offering(fee=1_000))
    payer = payer_of(registration)
    data = {"kind": "organisation", "name": "Eslövs kommun", "org_number": "212000-1173"}

    bookkeeper.post(
        view("change_payer", registration.pk, payer.pk),
        data | {"order_number": "O-9", "endpoint": "7350000000009", "delivery": "peppol"},
    )

    payer.refresh_from_db()
    assert (payer.order_number, payer.endpoint) == ("O-9", "0088:7350000000009")


# A payer's VAT.


def test_the_proposal_is_shown_and_taken_with_its_reason(bookkeeper: Client) -> None:
    make_seller()
    offering = make_offering(fee=100_000, supply=Supply.TRAINING)
    details = PayerDetails(
        kind=PayerKind.ORGANISATION, name="Berlin", country="DE", vat_number="DE136695976"
    )
    payer = payer_of(sign_up_invoiced(offering, payer=details))

    page = text(bookkeeper.get(view("payer_vat", payer.pk)))
    refused = bookkeeper.post(view("payer_vat", payer.pk), {"vat_kind": "reverse", "reason": ""})
    bookkeeper.post(view("payer_vat", payer.pk), {"vat_kind": "reverse", "reason": "EU"})

    assert "Förslag: Omvänd betalningsskyldighet" in page
    assert refused.status_code == 422
    assert payer.charges.latest("pk").vat_kind == VatKind.REVERSE


# The VAT of a price.


def fee_data(**fields: str) -> dict[str, str]:
    values = {
        "name_sv": "Ny avgift",
        "amount_ore": "1000",
        "payer_kind": "organisation",
        "is_offered": "on",
        "sort_order": "0",
        "vat_component": "",
        "vat_kind": "",
        "vat_rate": "",
        "vat_reason": "",
    }
    return values | fields


def add_fee(client: Client, offering: Offering, **fields: str) -> Any:
    return client.post(view("add_part", offering.pk, "fees"), fee_data(**fields))


def test_a_kind_of_sale_decides_the_vat_of_the_events_day(organiser: Client) -> None:
    make_seller()
    day = timezone.make_aware(timezone.datetime(2028, 1, 1, 9))
    offering = make_offering(starts_at=day)

    add_fee(organiser, offering, vat_component="food")

    fee = Fee.objects.get(name_sv="Ny avgift")
    assert (fee.vat_kind, fee.vat_rate, fee.vat_component) == (VatKind.TAXED, 12, "food")


def test_another_vat_than_the_rule_needs_a_reason(organiser: Client) -> None:
    make_seller()
    offering = make_offering()
    other = {"vat_component": "conference", "vat_kind": "taxed", "vat_rate": "12"}

    refused = add_fee(organiser, offering, **other)
    add_fee(organiser, offering, **other, vat_reason="Bara servering")

    assert "Regeln anger 25" in text(refused)
    fee = Fee.objects.get(name_sv="Ny avgift")
    assert (fee.vat_rate, fee.vat_reason) == (12, "Bara servering")


def test_a_seller_outside_vat_sells_everything_outside(organiser: Client) -> None:
    make_seller(vat_number="")
    offering = make_offering()

    add_fee(organiser, offering, vat_component="conference")

    fee = Fee.objects.get(name_sv="Ny avgift")
    assert (fee.vat_kind, fee.vat_rate) == (VatKind.OUTSIDE, 0)


def test_no_kind_of_sale_asks_for_the_rate(organiser: Client) -> None:
    make_seller()

    response = add_fee(organiser, make_offering())

    assert response.status_code == 422
    assert "Välj momssatsen" in text(response) or "momssats" in text(response)
    assert not Fee.objects.filter(name_sv="Ny avgift").exists()


def test_a_fee_in_use_keeps_its_vat(organiser: Client) -> None:
    make_seller()
    offering = make_offering(fee=100_000)
    sign_up_invoiced(offering)
    fee = offering.fees.get()

    data = fee_data(name_sv="Deltagare", vat_component="dinner")
    organiser.post(view("part", offering.pk, "fees", fee.pk), data)

    fee.refresh_from_db()
    assert (fee.vat_rate, fee.vat_component) == (25, "")


def test_a_conference_and_a_dinner_beside_it_have_their_own_rates(organiser: Client) -> None:
    make_seller()
    offering = make_offering()
    extra = fee_data(name_sv="Middag", vat_component="dinner")

    add_fee(organiser, offering, vat_component="conference")
    organiser.post(view("add_part", offering.pk, "extras"), extra)

    assert Fee.objects.get(name_sv="Ny avgift").vat_rate == 25
    assert Extra.objects.get().vat_rate == 12


def test_an_edited_price_follows_the_rule_it_is_of(organiser: Client) -> None:
    make_seller()
    offering = make_offering()
    add_fee(organiser, offering, vat_component="conference")
    fee = Fee.objects.get(name_sv="Ny avgift")

    organiser.post(view("part", offering.pk, "fees", fee.pk), fee_data(vat_component="lodging"))

    fee.refresh_from_db()
    assert (fee.vat_component, fee.vat_rate) == ("lodging", 12)


def test_what_an_event_sells_and_its_project_are_set(organiser: Client) -> None:
    offering = make_offering()

    organiser.post(
        view("section", offering.pk, "books"), {"supply": "training", "project_code": "P7"}
    )

    offering.refresh_from_db()
    assert (offering.supply, offering.project_code) == (Supply.TRAINING, "P7")


# VAT rules and texts.


def rule_data(**fields: str) -> dict[str, str]:
    values = {
        "component": "dinner",
        "name_sv": "Middag",
        "vat_kind": "taxed",
        "vat_rate": "25",
        "from_on": SOON,
    }
    return values | fields


def test_a_new_rule_takes_over_on_its_day(bookkeeper: Client) -> None:
    bookkeeper.post(view("add_vat_rule"), rule_data())

    assert VatRule.objects.filter(component="dinner").count() == 2
    assert "Middag" in text(bookkeeper.get(view("vat_rules")))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"from_on": "2020-01-01"}, "Välj en kommande dag"),
        ({"vat_rate": "0"}, "Skriv momssatsen"),
        ({"vat_kind": "exempt"}, "bara en försäljning med moms har en momssats"),
        ({"until_on": "2029-01-01"}, "Den slutar innan den börjar."),
        ({"vat_rate": "tolv"}, "Skriv"),
    ],
)
def test_a_wrong_rule_is_refused(bookkeeper: Client, fields: dict[str, str], words: str) -> None:
    before = VatRule.objects.count()

    response = bookkeeper.post(view("add_vat_rule"), rule_data(**fields))

    assert response.status_code == 422
    assert words in text(response) or fields.get("vat_rate") == "tolv"
    assert VatRule.objects.count() == before


def test_a_rule_in_force_is_not_rewritten(bookkeeper: Client) -> None:
    rule = VatRule.objects.get(component="dinner")

    bookkeeper.post(view("vat_rule", rule.pk), rule_data(vat_rate="6", basis="Ny källa"))
    response = bookkeeper.post(view("remove_vat_rule", rule.pk))

    rule.refresh_from_db()
    assert (rule.vat_rate, rule.basis) == (12, "Ny källa")
    assert rule.from_on < timezone.localdate()
    assert response.status_code == 404


def test_a_rule_to_come_is_changed_and_removed(bookkeeper: Client) -> None:
    bookkeeper.post(view("add_vat_rule"), rule_data())
    rule = VatRule.objects.get(component="dinner", from_on=date(2030, 1, 1))

    bookkeeper.post(view("vat_rule", rule.pk), rule_data(vat_rate="6"))
    rule.refresh_from_db()
    assert rule.vat_rate == Decimal(6)
    bookkeeper.post(view("remove_vat_rule", rule.pk))

    assert not VatRule.objects.filter(pk=rule.pk).exists()


def test_a_text_is_added_for_a_day_to_come_and_one_in_force_stays(bookkeeper: Client) -> None:
    former = VatText.objects.get(vat_kind=VatKind.REVERSE)
    data = {
        "vat_kind": "reverse",
        "from_on": SOON,
        "code": "vatex-eu-ae",
        "text_sv": "Ny text",
        "text_en": "New text",
    }

    bookkeeper.post(view("add_vat_text"), data)
    changed = bookkeeper.post(view("vat_text", former.pk), data)

    assert changed.status_code == 404
    assert VatText.objects.get(from_on=date(2030, 1, 1)).code == "VATEX-EU-AE"
    assert "Ny text" in text(bookkeeper.get(view("vat_texts")))


# The margin of a trip.


def test_what_was_bought_in_is_added_changed_and_summed(bookkeeper: Client) -> None:
    offering = make_offering(fee=500_000, supply=Supply.TRIP)
    offering.fees.update(vat_kind=VatKind.MARGIN, vat_rate=0)
    sign_up_invoiced(offering)
    data = {"text": "Tåg", "amount_ore": "3 750", "bought_on": "2026-11-01"}

    bookkeeper.post(view("add_bought_in", offering.pk), data)
    page = text(bookkeeper.get(view("margin", offering.pk))).replace("\u00a0", " ")

    assert BoughtIn.objects.get().amount_ore == 375_000
    assert "25/125 av 1 250 kr" in page
    assert "1 000 kr" in page


@pytest.mark.parametrize("fields", [{"text": ""}, {"amount_ore": "0"}, {"amount_ore": "mycket"}])
def test_a_wrong_purchase_is_refused(bookkeeper: Client, fields: dict[str, str]) -> None:
    offering = make_offering(supply=Supply.TRIP)
    data = {"text": "Tåg", "amount_ore": "100", "bought_on": "2026-11-01"}

    response = bookkeeper.post(view("add_bought_in", offering.pk), data | fields)

    assert response.status_code == 422
    assert not BoughtIn.objects.exists()


def test_more_purchases_cost_no_more_statements(bookkeeper: Client) -> None:
    offering = make_offering(supply=Supply.TRIP)
    BoughtIn.objects.create(offering=offering, text="Tåg", amount_ore=1)
    bookkeeper.get(view("margin", offering.pk))
    with CaptureQueriesContext(connection) as one:
        bookkeeper.get(view("margin", offering.pk))
    BoughtIn.objects.create(
        offering=offering,
        text="Buss",
        amount_ore=1,
        bought_on=timezone.localdate() - timedelta(days=1),
    )

    with CaptureQueriesContext(connection) as many:
        bookkeeper.get(view("margin", offering.pk))

    assert len(many) == len(one)


def test_what_is_left_out_of_a_rule_is_named_in_plain_words(bookkeeper: Client) -> None:
    wrong = {"component": "Påsk fest", "vat_rate": "1234", "vat_kind": "taxed"}

    page = text(bookkeeper.post(view("add_vat_rule"), wrong))

    assert "Skriv koden med små bokstäver" in page
    assert "Skriv momssatsen, högst 99,99." in page
    assert "Skriv: namn på svenska." in page
    assert "obligatoriskt" not in page
    assert "slug" not in page
    assert "- Kretslopp</title>" in page
