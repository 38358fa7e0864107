"""The checks at start: each wrong setting of payments is told, by its id, before anybody pays."""

from typing import Any

import pytest
from django.core.checks import Tags, run_checks
from django.db import connection
from django.test import Client
from pytest_django import Settings

from registrations.checks import check_payments, check_sellers
from registrations.models import Offering, Seller
from registrations.payments.keys import kind_of, plays_in_public
from registrations.words import PaymentPolicy, VatKind
from tests.factories.payments import make_seller
from tests.factories.registrations import make_offering

RIGHT = {
    "DEBUG": False,
    "PAYMENTS_BACKEND": "stripe",
    "STRIPE_API_KEY": "rk_live_1",
    "STRIPE_WEBHOOK_SECRETS": ["whsec_1"],
    "STRIPE_API_BASE": "",
}
NOTHING = {"PAYMENTS_BACKEND": "invoice", "STRIPE_API_KEY": "", "STRIPE_WEBHOOK_SECRETS": []}
WRONG: list[tuple[str, dict[str, Any]]] = [
    ("payments.E001", NOTHING | {"PAYMENTS_BACKEND": "local"}),
    ("payments.E002", NOTHING | {"PAYMENTS_BACKEND": "swish"}),
    ("payments.E003", {"STRIPE_API_KEY": ""}),
    ("payments.E004", {"STRIPE_API_KEY": "pk_live_1"}),
    ("payments.E005", {"DEBUG": True}),
    ("payments.E006", {"STRIPE_WEBHOOK_SECRETS": []}),
    ("payments.E007", {"STRIPE_API_BASE": "http://127.0.0.1:12111"}),
    (
        "payments.E008",
        {
            "DEBUG": True,
            "STRIPE_API_KEY": "rk_test_1",
            "STRIPE_API_BASE": "https://stripe.example.org",
        },
    ),
    ("payments.E009", {"STRIPE_WEBHOOK_SECRETS": ["whsec_1", "we_1"]}),
    ("payments.E010", {"STRIPE_API_KEY": "whsec_1"}),
    ("payments.W001", {"STRIPE_API_KEY": "rk_test_1"}),
    ("payments.W002", {"STRIPE_API_KEY": "sk_live_1"}),
    ("payments.W003", {"PAYMENTS_BACKEND": "invoice"}),
]
FINE: list[dict[str, Any]] = [
    RIGHT,
    NOTHING,
    NOTHING | {"DEBUG": True, "PAYMENTS_BACKEND": "local"},
    RIGHT
    | {"DEBUG": True, "STRIPE_API_KEY": "rk_test_1", "STRIPE_API_BASE": "http://127.0.0.1:12111"},
]


def set_all(settings: Settings, values: dict[str, Any]) -> None:
    for name, value in (RIGHT | values).items():
        setattr(settings, name, value)


@pytest.mark.parametrize(("expected", "values"), WRONG, ids=[one for one, _values in WRONG])
def test_wrong_setting_is_told_with_a_hint(
    settings: Settings, expected: str, values: dict[str, Any]
) -> None:
    set_all(settings, values)

    found = check_payments()

    assert [message.id for message in found] == [expected]
    assert found[0].hint
    assert found[0].msg.endswith(".")


@pytest.mark.parametrize("values", FINE)
def test_right_settings_raise_no_complaint(settings: Settings, values: dict[str, Any]) -> None:
    set_all(settings, values)

    assert check_payments() == []


def test_checks_are_run_at_start(settings: Settings) -> None:
    set_all(settings, NOTHING | {"PAYMENTS_BACKEND": "local"})

    found = run_checks(tags=[Tags.security])

    assert "payments.E001" in [message.id for message in found]


@pytest.mark.parametrize("key", ["", "rk", "rk_", "rk_live", "xx_live_1", "whsec_1", "rk-live_1"])
def test_what_is_no_key_has_no_kind(key: str) -> None:
    assert kind_of(key) == ""


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"STRIPE_API_KEY": "rk_test_1"}, True),
        ({"STRIPE_API_KEY": "rk_test_1", "DEBUG": True}, False),
        ({"STRIPE_API_KEY": "rk_live_1"}, False),
        (NOTHING, False),
    ],
)
def test_visitors_are_told_of_test_mode_only_where_the_site_is_public(
    settings: Settings, values: dict[str, Any], expected: bool
) -> None:
    set_all(settings, values)

    assert plays_in_public() == expected


@pytest.mark.django_db
def test_online_fee_without_a_seller_is_told(settings: Settings) -> None:
    set_all(settings, {})
    make_offering(fee=10_000)

    assert [message.id for message in check_sellers(databases=["default"])] == ["payments.W004"]


@pytest.mark.django_db
def test_fee_with_vat_beside_a_seller_without_vat_number_is_told(settings: Settings) -> None:
    set_all(settings, {})
    make_seller(vat_number="")
    make_offering(fee=10_000)

    assert [message.id for message in check_sellers(databases=["default"])] == ["payments.W005"]


@pytest.mark.django_db
def test_event_that_takes_only_cards_without_a_provider_is_told(settings: Settings) -> None:
    set_all(settings, NOTHING)
    make_seller()
    make_offering(fee=10_000, payment=PaymentPolicy.ONLINE)

    assert [message.id for message in check_sellers(databases=["default"])] == ["payments.W006"]


@pytest.mark.django_db
def test_fees_that_can_be_sold_raise_no_complaint(settings: Settings) -> None:
    set_all(settings, {})
    make_seller(vat_number="")
    make_offering(fee=10_000).fees.update(vat_kind=VatKind.OUTSIDE, vat_rate=0)
    make_offering(fee=0)
    make_offering(fee=10_000, state=Offering.State.CLOSED)

    assert check_sellers(databases=["default"]) == []


@pytest.mark.django_db(transaction=True)
def test_database_without_our_tables_raises_no_complaint(settings: Settings) -> None:
    set_all(settings, {})
    tables = connection.introspection.table_names()
    with connection.schema_editor() as editor:
        editor.alter_db_table(Seller, "registrations_seller", "away")
    try:
        found = check_sellers(databases=["default"])
    finally:
        with connection.schema_editor() as editor:
            editor.alter_db_table(Seller, "away", "registrations_seller")

    assert found == []
    assert connection.introspection.table_names() == tables


def test_database_is_asked_only_when_it_may_be() -> None:
    assert check_sellers(databases=None) == []


@pytest.mark.web
@pytest.mark.django_db
@pytest.mark.parametrize(("key", "number"), [("rk_test_1", 1), ("rk_live_1", 0)])
def test_every_page_says_when_no_money_moves(
    settings: Settings, client: Client, key: str, number: int
) -> None:
    set_all(settings, {"STRIPE_API_KEY": key})

    page = client.get("/ny-lank/").content.decode()

    assert page.count("Testläge: inga pengar flyttas.") == number
