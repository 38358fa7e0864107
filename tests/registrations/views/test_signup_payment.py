"""Paying in the sign-up form: the way, the discount code, what is asked of whom, and the button."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from registrations.models import DiscountCode, Offering, Participant, Payer, Registration, Seller
from registrations.views import limits
from registrations.words import DiscountKind, DiscountPer, PayerKind, PaymentMethod, Status
from tests.factories.registrations import make_fee, make_offering
from tests.registrations.views.test_signup import INVOICE, address, form_data, text

pytestmark = [pytest.mark.web, pytest.mark.django_db]
SPACE = "\N{NO-BREAK SPACE}"
PERSON: dict[str, Any] = {"payer_kind": PayerKind.PERSON, "includes_vat": True}


@pytest.fixture
def online(settings: Any) -> None:
    """Let online payment work, as with the local test bank."""
    settings.PAYMENTS_BACKEND = "local"
    settings.DEBUG = True
    Seller.objects.create(
        name="Föreningen",
        org_number="802000-1234",
        street="Gatan 1",
        postcode="222 22",
        town="Lund",
        from_on="2020-01-01",
    )


def offering_for_people(fee: int = 50_000, **fields: Any) -> Offering:
    """Return an Offering whose one fee private people pay, VAT included."""
    offering = make_offering(fee=fee, **fields)
    offering.fees.update(**PERSON)
    return offering


def make_code(offering: Offering, code: str = "VÅR", **fields: Any) -> DiscountCode:
    values: dict[str, Any] = {"kind": DiscountKind.PER_CENT, "per_cent": 50} | fields
    return DiscountCode.objects.create(offering=offering, code=code, **values)


def test_a_person_is_proposed_to_pay_online(client: Client, online: None) -> None:
    offering = offering_for_people()

    page = text(client.get(address(offering)))

    assert 'value="online" id="id_pay-way" class="way-online" checked' in page
    assert '<span class="says-online">Till betalningen</span>' in page


def test_an_organisation_is_proposed_an_invoice(client: Client, online: None) -> None:
    offering = make_offering(fee=195_000)

    page = text(client.get(address(offering)))

    assert 'value="invoice" id="id_pay-way_invoice" class="way-invoice" checked' in page
    assert '<span class="says-invoice">Anmäl med betalningsskyldighet</span>' in page


def test_nothing_is_proposed_before_a_fee_is_chosen_of_two_kinds(
    client: Client, online: None
) -> None:
    offering = make_offering(fee=195_000)
    make_fee(offering, quotas=[], amount_ore=50_000, name="Student", **PERSON)

    page = text(client.get(address(offering)))
    sent = text(client.post(address(offering), form_data(offering, **INVOICE)))

    assert "checked" not in page
    assert "Välj hur du vill betala." in sent
    assert not Registration.objects.exists()


def test_who_pays_online_gets_a_held_seat_and_is_led_to_the_payment(
    client: Client, online: None
) -> None:
    offering = offering_for_people()

    response = client.post(address(offering), form_data(offering, pay__way="online"))

    registration = Registration.objects.get()
    assert response.url == f"/r/{registration.token}/betala/"
    assert registration.participants.get().status == Status.HELD
    assert registration.payers.get().method == PaymentMethod.ONLINE


def test_who_chooses_an_invoice_has_the_seat_at_once(client: Client, online: None) -> None:
    offering = offering_for_people()

    response = client.post(address(offering), form_data(offering, pay__way="invoice"))

    registration = Registration.objects.get()
    assert response.url == f"/r/{registration.token}/tack/"
    assert registration.participants.get().status == Status.CONFIRMED
    assert registration.payers.get().method == PaymentMethod.INVOICE


def test_an_organisation_that_pays_online_needs_a_name_and_a_number_alone(
    client: Client, online: None
) -> None:
    offering = make_offering(fee=195_000)
    payer = {"payer__name": "Eslövs kommun", "payer__org_number": "2120001173"}

    client.post(address(offering), form_data(offering, pay__way="online", **payer))

    assert Payer.objects.get().org_number == "212000-1173"


def test_an_organisation_above_the_limit_needs_its_address(client: Client, online: None) -> None:
    offering = make_offering(fee=400_000)
    payer = {"payer__name": "Eslövs kommun", "payer__org_number": "2120001173"}

    page = text(client.post(address(offering), form_data(offering, pay__way="online", **payer)))

    assert 'href="#id_payer-street"' in page
    assert 'href="#id_payer-reference"' not in page


@pytest.mark.parametrize(("fee", "asked"), [(400_000, False), (400_001, True)])
def test_a_person_is_asked_for_an_address_above_the_limit_alone(
    client: Client, online: None, fee: int, asked: bool
) -> None:
    offering = offering_for_people(fee)

    page = text(client.post(address(offering), form_data(offering, pay__way="online")))

    assert ('href="#id_buyer-street"' in page) == asked
    assert Registration.objects.exists() != asked


def test_the_address_of_a_person_is_kept(client: Client, online: None) -> None:
    offering = offering_for_people(500_000)
    buyer = {"buyer__street": "Gatan 2", "buyer__postcode": "22222", "buyer__town": "Lund"}

    client.post(address(offering), form_data(offering, pay__way="online", **buyer))

    payer = Payer.objects.get()
    assert (payer.name, payer.street, payer.postcode) == ("Anna 1", "Gatan 2", "222 22")


def test_a_person_who_is_invoiced_is_not_asked_for_an_address(client: Client, online: None) -> None:
    offering = offering_for_people(500_000)

    client.post(address(offering), form_data(offering, pay__way="invoice"))

    assert Registration.objects.count() == 1


def test_without_a_provider_one_is_invoiced_and_asked_nothing(client: Client) -> None:
    offering = offering_for_people()

    page = text(client.get(address(offering)))

    assert 'name="pay-way"' not in page
    assert "Du betalar mot faktura." in page


def test_an_event_that_wants_online_payment_without_it_takes_nobody(client: Client) -> None:
    offering = offering_for_people(payment="online")

    page = text(client.get(address(offering)))
    sent = client.post(address(offering), form_data(offering))

    assert "Betalningen är inte inställd än" in page
    assert "karin@example.org" in page
    assert 'name="p1-name"' not in page
    assert 'value="Anna 1"' in text(sent)
    assert not Registration.objects.exists()


def test_a_free_event_is_not_stopped_by_missing_payment(client: Client) -> None:
    offering = make_offering(payment="online")

    client.post(address(offering), form_data(offering))

    assert Registration.objects.count() == 1


@pytest.mark.parametrize(
    ("days", "words"),
    [(14, "får ångra sig inom 14 dagar"), (0, "Någon ångerrätt utöver avbokningsvillkoren")],
)
def test_the_right_of_withdrawal_is_told(client: Client, days: int, words: str) -> None:
    offering = offering_for_people(withdrawal_days=days)

    page = text(client.get(address(offering)))

    assert words in page


def test_no_right_of_withdrawal_is_told_to_organisations(client: Client) -> None:
    offering = make_offering(fee=100_000, withdrawal_days=14)

    page = text(client.get(address(offering)))

    assert "ångra sig" not in page


def test_no_code_is_asked_for_where_there_is_none(client: Client) -> None:
    offering = offering_for_people()
    make_code(offering, is_offered=False)

    page = text(client.get(address(offering)))

    assert 'name="pay-code"' not in page


def test_using_a_code_shows_the_sum_and_signs_nobody_up(client: Client) -> None:
    offering = offering_for_people()
    make_code(offering)

    page = text(client.post(address(offering), form_data(offering, pay__code="vår", action="code")))

    assert "Rabatt VÅR" in page
    assert f"250{SPACE}kr" in page
    assert 'value="vår"' in page
    assert 'value="Anna 1"' in page
    assert not Registration.objects.exists()


def test_the_sum_with_a_code_is_what_is_charged(client: Client) -> None:
    offering = make_offering(fee=33_333)
    make_code(offering, per_cent=33)
    data = form_data(offering, people=3, pay__code="VÅR", **INVOICE)

    counted = client.post(address(offering), data | {"action": "count"})
    client.post(address(offering), data)

    payer = Payer.objects.get()
    charged = sum(charge.gross_ore for charge in payer.charges.all())
    assert charged == counted.context["form"].paying.bill.gross_ore
    assert DiscountCode.objects.get().used == 3


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"code": "ANNAN"}, "Den rabattkoden finns inte här."),
        ({"closes_at": timezone.now() - timedelta(days=1)}, "Rabattkoden gäller inte i dag."),
        ({"size": 1, "used": 1}, "Rabattkoden har använts så många gånger som den får."),
    ],
)
def test_a_code_that_does_not_hold_is_told_beside_it_when_used_and_when_sent(
    client: Client, fields: dict[str, Any], words: str
) -> None:
    offering = offering_for_people()
    make_code(offering, **fields)
    data = form_data(offering, pay__code="VÅR")

    used = text(client.post(address(offering), data | {"action": "code"}))
    sent = text(client.post(address(offering), data))

    for page in (used, sent):
        assert page.count(words) == 2
        assert 'href="#id_pay-code"' in page
    assert not Registration.objects.exists()


def test_a_code_for_another_fee_is_told(client: Client) -> None:
    offering = offering_for_people()
    other = make_fee(offering, quotas=[], amount_ore=10_000, name="Student")
    make_code(offering).fees.add(other)

    page = text(client.post(address(offering), form_data(offering, pay__code="VÅR")))

    assert "Rabattkoden gäller inte för avgiften du valde." in page


def test_a_code_that_takes_the_whole_price_confirms_at_once(client: Client, online: None) -> None:
    offering = make_offering(fee=195_000)
    make_code(offering, per_cent=100)

    response = client.post(address(offering), form_data(offering, pay__code="VÅR"))

    registration = Registration.objects.get()
    assert response.url == f"/r/{registration.token}/tack/"
    assert registration.participants.get().status == Status.CONFIRMED


def test_a_code_per_registration_lowers_one_fee_alone(client: Client) -> None:
    offering = offering_for_people()
    make_code(offering, per=DiscountPer.REGISTRATION)
    data = form_data(offering, people=2, pay__code="VÅR", action="count")

    page = client.post(address(offering), data)

    assert page.context["form"].paying.bill.gross_ore == 75_000


def test_guessing_at_codes_is_limited(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "WRONG_CODES", 2)
    offering = offering_for_people()
    make_code(offering)
    wrong = form_data(offering, pay__code="FEL", action="code")
    for _ in range(2):
        client.post(address(offering), wrong)

    page = text(client.post(address(offering), wrong | {"pay-code": "VÅR"}))
    client.post(address(offering), form_data(offering, pay__code=""))

    assert "För många koder har prövats." in page
    assert "Rabatt VÅR" not in page
    assert Participant.objects.count() == 1


def test_the_form_with_payment_costs_few_queries(
    client: Client,
    online: None,
    django_assert_max_num_queries: Callable[[int], Any],
) -> None:
    offering = offering_for_people()
    make_code(offering)

    with django_assert_max_num_queries(15):
        client.get(address(offering))


def test_the_payment_in_english(client: Client, online: None) -> None:
    offering = offering_for_people()
    make_code(offering)

    page = text(client.get(f"/en{address(offering)}"))

    assert "Card or Swish now" in page
    assert "Use the code" in page
    assert "Go to payment" in page


def test_early_bird_gives_way_to_the_ordinary_fee(
    client: Client, clock: time_machine.Traveller
) -> None:
    offering = offering_for_people(40_000)
    change = timezone.now() + timedelta(days=10)
    offering.fees.update(closes_at=change, name_sv="Tidig")
    make_fee(offering, quotas=[], amount_ore=50_000, name="Ordinarie", opens_at=change, **PERSON)

    early = client.get(address(offering))
    clock.shift(timedelta(days=10))
    late = client.get(address(offering))

    assert [fee.name for fee in early.context["menu"].fees] == ["Tidig"]
    assert "Till och med fredag 12 februari 2027" in text(early)
    assert [fee.name for fee in late.context["menu"].fees] == ["Ordinarie"]


def test_what_to_show_for_a_checked_fee_stands_beside_it(client: Client) -> None:
    offering = offering_for_people()
    make_fee(
        offering,
        quotas=[],
        amount_ore=10_000,
        name="Student",
        needs_check=True,
        check_sv="Ta med ditt studentkort.",
        **PERSON,
    )

    page = text(client.get(address(offering)))

    assert "Ta med ditt studentkort. En arrangör kontrollerar det." in page


def test_a_window_that_closes_at_midnight_ends_the_day_before(client: Client) -> None:
    offering = offering_for_people()
    midnight = datetime(2030, 5, 2, tzinfo=ZoneInfo("Europe/Stockholm"))
    offering.fees.update(closes_at=midnight)
    Offering.objects.filter(pk=offering.pk).update(last_ends_at=midnight + timedelta(days=9))

    page = text(client.get(address(offering)))

    assert "Till och med onsdag 1 maj 2030" in page
