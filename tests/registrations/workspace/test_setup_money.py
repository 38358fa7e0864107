"""Setting up money: VAT kinds, least sums, discount codes, and what the set-up says is missing."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from registrations.models import DiscountCode, Extra, Fee, Offering
from registrations.words import VatKind
from registrations.workspace.setup_summary import readiness
from tests.factories.payments import make_seller, use_local_payments
from tests.factories.registrations import make_extra, make_fee, make_offering, sign_up_one
from tests.registrations.workspace.conftest import SignIn
from tests.registrations.workspace.test_setup import FEE, errors_of, post

pytestmark = [pytest.mark.web, pytest.mark.django_db]
CODE = {
    "code": "vår 27",
    "kind": "per_cent",
    "per_cent": "50",
    "amount_ore": "",
    "per": "person",
    "size": "10",
    "is_offered": "on",
    "reason": "Samarbetspartner",
}
PAYMENT = {"payment": "online", "hold_minutes": "45", "late_money": "decide"}


def change_payment(client: Client, offering: Offering, **fields: str) -> Any:
    address = reverse("workspace:section", args=[offering.pk, "payment"])
    return client.post(address, {**PAYMENT, "withdrawal_days": "14", **fields})


def test_the_payment_section_is_kept(organiser: Client) -> None:
    offering = make_offering(fee=100_000)

    change_payment(organiser, offering)

    offering.refresh_from_db()
    assert (offering.payment, offering.hold_minutes) == ("online", 45)
    assert (offering.late_money, offering.withdrawal_days) == ("decide", 14)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("hold_minutes", "9", "Skriv minst 10 minuter."),
        ("hold_minutes", "1441", "Skriv ett heltal, högst 1440."),
        ("withdrawal_days", "61", "Skriv ett heltal, högst 60."),
    ],
)
def test_numbers_of_the_payment_section_have_bounds(
    organiser: Client, field: str, value: str, words: str
) -> None:
    offering = make_offering()

    response = change_payment(organiser, offering, **{field: value})

    assert errors_of(response)[field] == [words]


@pytest.mark.parametrize("kind", ["outside", "exempt", "margin", "reverse"])
def test_a_fee_without_vat_has_no_rate_whatever_is_chosen(organiser: Client, kind: str) -> None:
    offering = make_offering()

    post(organiser, offering, "fees", {**FEE, "vat_kind": kind, "vat_rate": "25"})

    fee = Fee.objects.get(name_sv="Student")
    assert (fee.vat_kind, fee.vat_rate) == (kind, Decimal(0))


def test_changing_the_kind_of_vat_takes_the_rate_away(organiser: Client) -> None:
    offering = make_offering(fee=100_000)
    fee = offering.fees.get()

    post(organiser, offering, "fees", {**FEE, "vat_kind": "exempt"}, fee.pk)

    fee.refresh_from_db()
    assert (fee.vat_kind, fee.vat_rate) == (VatKind.EXEMPT, Decimal(0))


@pytest.mark.parametrize("rate", ["0", ""])
def test_a_price_with_vat_of_no_rate_is_explained(organiser: Client, rate: str) -> None:
    offering = make_offering()

    response = post(organiser, offering, "fees", {**FEE, "vat_rate": rate})

    assert errors_of(response)["vat_rate"] == [
        "Välj momssats, eller säg ovan varför det inte är någon moms."
    ]


@pytest.mark.parametrize(
    ("typed", "kind", "refused"),
    [
        ("0", "outside", False),
        ("2,99", "outside", True),
        ("3", "outside", False),
        ("2,39", "taxed", True),
        ("2,40", "taxed", False),
    ],
)
def test_what_cannot_be_paid_online_is_refused_with_a_sentence(
    organiser: Client, typed: str, kind: str, refused: bool
) -> None:
    offering = make_offering()

    response = post(organiser, offering, "fees", {**FEE, "amount_ore": typed, "vat_kind": kind})

    assert Fee.objects.filter(name_sv="Student").exists() != refused
    assert not refused or "minst 3 kr" in errors_of(response)["amount_ore"][0]


def test_a_small_price_is_fine_where_everyone_is_invoiced(organiser: Client) -> None:
    offering = make_offering(payment="invoice")

    post(organiser, offering, "fees", {**FEE, "amount_ore": "2"})

    assert Fee.objects.filter(name_sv="Student").exists()


def test_online_payment_is_refused_beside_prices_that_are_too_small(organiser: Client) -> None:
    offering = make_offering(fee=100, payment="invoice")

    response = change_payment(organiser, offering)

    assert errors_of(response)["payment"] == [
        "Kort och Swish tar minst 3 kr, och Deltagare kostar mindre."
    ]


def test_online_payment_is_refused_beside_codes_that_leave_too_little(organiser: Client) -> None:
    offering = make_offering(fee=10_000, payment="invoice")
    DiscountCode.objects.create(offering=offering, code="VÅR", per_cent=99)

    response = change_payment(organiser, offering)

    assert errors_of(response)["payment"] == [
        "Kort och Swish tar minst 3 kr, och Deltagare (VÅR) kostar mindre."
    ]


def test_an_extra_has_its_kind_of_vat(organiser: Client) -> None:
    offering = make_offering()
    data = {"name_sv": "Bok", "amount_ore": "100", "vat_kind": "taxed", "vat_rate": "6"}

    post(organiser, offering, "extras", {**data, "is_offered": "on", "sort_order": "0"})

    assert Extra.objects.get().vat_rate == Decimal(6)


def test_a_fee_to_check_says_what_to_show(organiser: Client) -> None:
    offering = make_offering()
    data = {**FEE, "needs_check": "on"}

    refused = post(organiser, offering, "fees", data)
    post(organiser, offering, "fees", {**data, "check_sv": "Visa ditt studentkort."})

    assert errors_of(refused)["check_sv"] == ["Skriv vad man ska visa och för vem."]
    assert Fee.objects.get(name_sv="Student").check_words == "Visa ditt studentkort."


def test_a_discount_code_is_kept_in_capitals(organiser: Client) -> None:
    offering = make_offering(fee=100_000)

    post(organiser, offering, "codes", {**CODE, "fees": [str(offering.fees.get().pk)]})

    code = DiscountCode.objects.get()
    assert (code.code, code.per_cent, code.amount_ore, code.size) == ("VÅR27", 50, 0, 10)
    assert list(code.fees.all()) == list(offering.fees.all())


def test_a_sum_of_a_code_is_kept_in_ore(organiser: Client) -> None:
    offering = make_offering(fee=100_000)

    post(organiser, offering, "codes", {**CODE, "kind": "fixed", "amount_ore": "250"})

    code = DiscountCode.objects.get()
    assert (code.per_cent, code.amount_ore) == (0, 25_000)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"per_cent": "0"}, "per_cent"),
        ({"per_cent": "101"}, "per_cent"),
        ({"kind": "fixed", "amount_ore": "0"}, "amount_ore"),
        ({"code": "VÅR-27"}, "code"),
        ({"opens_at": "2027-02-01T10:00", "closes_at": "2027-02-01T09:00"}, "closes_at"),
        ({"kind": "fixed", "amount_ore": "998", "per_cent": ""}, "amount_ore"),
    ],
)
def test_what_is_no_discount_is_refused(
    organiser: Client, fields: dict[str, str], field: str
) -> None:
    offering = make_offering(fee=100_000)
    offering.fees.update(vat_kind=VatKind.OUTSIDE, vat_rate=0)

    response = post(organiser, offering, "codes", {**CODE, **fields})

    assert list(errors_of(response)) == [field]
    assert not DiscountCode.objects.exists()


def test_two_codes_cannot_be_the_same(organiser: Client) -> None:
    offering = make_offering(fee=100_000)
    post(organiser, offering, "codes", CODE)

    response = post(organiser, offering, "codes", {**CODE, "code": "Vår27"})

    assert list(errors_of(response)) == ["code"]


def test_a_code_in_use_keeps_what_it_gives_and_says_so(organiser: Client) -> None:
    offering = make_offering(fee=100_000)
    code = DiscountCode.objects.create(offering=offering, code="VÅR", per_cent=50, size=5)
    sign_up_one(offering, discount_code="VÅR")

    page = organiser.get(reverse("workspace:part", args=[offering.pk, "codes", code.pk]))
    post(organiser, offering, "codes", {**CODE, "per_cent": "10", "size": "7"}, code.pk)

    code.refresh_from_db()
    assert (code.code, code.per_cent, code.size, code.used) == ("VÅR", 50, 7, 1)
    assert code.reason == "Samarbetspartner"
    assert "1 av 5 använda, 4 kvar" in page.content.decode()
    assert "det den ger är låst" in page.content.decode()


def test_a_code_cannot_be_used_less_often_than_it_has_been(organiser: Client) -> None:
    offering = make_offering(fee=100_000)
    code = DiscountCode.objects.create(offering=offering, code="VÅR", per_cent=50, size=5)
    for _ in range(2):
        sign_up_one(offering, discount_code="VÅR")

    response = post(organiser, offering, "codes", {**CODE, "size": "1"}, code.pk)

    assert errors_of(response)["size"] == ["Det kan inte vara mindre än de 2 som redan är använda."]


def test_a_used_code_cannot_be_removed_and_another_can(organiser: Client) -> None:
    offering = make_offering(fee=100_000)
    used = DiscountCode.objects.create(offering=offering, code="VÅR", per_cent=50)
    unused = DiscountCode.objects.create(offering=offering, code="HÖST", per_cent=50)
    sign_up_one(offering, discount_code="VÅR")

    for code in (used, unused):
        organiser.post(reverse("workspace:remove_part", args=[offering.pk, "codes", code.pk]))

    assert list(DiscountCode.objects.all()) == [used]


def test_a_new_code_can_start_from_a_used_one(organiser: Client) -> None:
    offering = make_offering(fee=100_000)
    code = DiscountCode.objects.create(offering=offering, code="VÅR", per_cent=50)
    code.fees.add(offering.fees.get())
    sign_up_one(offering, discount_code="VÅR")
    address = reverse("workspace:add_part", args=[offering.pk, "codes"])

    page = organiser.get(f"{address}?like={code.pk}")

    assert page.status_code == 200
    assert page.context["form"]["per_cent"].value() == 50


def test_online_payment_alone_without_a_provider_is_told(organiser: Client) -> None:
    offering = make_offering(fee=100_000, payment="online")

    page = organiser.get(reverse("workspace:setup", args=[offering.pk])).content.decode()

    assert "driften har inte ställt in dem" in page


def test_a_missing_seller_is_told_where_there_is_a_provider(settings: Any) -> None:
    settings.PAYMENTS_BACKEND = "local"
    priced, free = make_offering(fee=100_000), make_offering()

    assert any("Säljarens uppgifter saknas" in words for words in readiness(priced))
    assert not any("Säljarens" in words for words in readiness(free))


def test_vat_without_a_vat_number_is_told(organiser: Client) -> None:
    make_seller(vat_number="")
    offering = make_offering(fee=100_000)

    form = organiser.get(reverse("workspace:add_part", args=[offering.pk, "fees"]))

    assert any("momsregistreringsnummer" in words for words in readiness(offering))
    assert "priset är knappast med moms" in form.content.decode()
    assert form.context["form"]["vat_kind"].value() == VatKind.OUTSIDE
    offering.fees.update(vat_kind=VatKind.OUTSIDE, vat_rate=0)
    assert not readiness(offering)


def test_nothing_is_missing_where_all_is_set_up(settings: Any) -> None:
    use_local_payments(settings)
    offering = make_offering(fee=100_000, payment="online")

    assert readiness(offering) == []


def test_the_setup_costs_as_many_queries_for_many_codes_as_for_one(
    organiser: Client, django_assert_max_num_queries: Any
) -> None:
    offering = make_offering(fee=100_000)
    make_extra(offering)
    for number in range(5):
        fee = make_fee(offering, quotas=[], name=f"Avgift {number}")
        code = DiscountCode.objects.create(offering=offering, code=f"K{number}", per_cent=50)
        code.fees.add(fee)

    with django_assert_max_num_queries(40):
        organiser.get(reverse("workspace:setup", args=[offering.pk]))


def test_bookkeepers_write_the_sellers_details_and_editors_do_not_see_them(
    sign_in: SignIn,
) -> None:
    bookkeeper, editor = sign_in("Bookkeepers"), sign_in("Editors")

    assert bookkeeper.get(reverse("workspace:add_seller")).status_code == 200
    assert editor.get(reverse("workspace:sellers")).status_code in {302, 403}
