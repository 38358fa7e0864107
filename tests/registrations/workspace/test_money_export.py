"""The bookkeeper's export: every movement once, sums that add up, and nobody else's."""

import csv
import io
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from registrations.actors import SYSTEM
from registrations.models import BalanceLine, Charge, Checkout, LogEntry, Offering, Payment, Refund
from registrations.payments import refunds
from registrations.words import Happening, RefundState
from tests.factories.money import bring_money
from tests.factories.payments import pay_locally, sign_up_online, use_local_payments
from tests.factories.registrations import make_extra, make_offering, sign_up_one

pytestmark = pytest.mark.web

HEADING = [
    "Tid",
    "Slag",
    "Referens",
    "Underlag",
    "Tillfälle",
    "Summa, kr",
    "Netto, kr",
    "Netto med 25\u00a0% moms, kr",
    "Moms 25\u00a0%, kr",
    "Netto med 12\u00a0% moms, kr",
    "Moms 12\u00a0%, kr",
    "Netto med 6\u00a0% moms, kr",
    "Moms 6\u00a0%, kr",
    "Netto med 0\u00a0% moms, kr",
    "Betaltjänstens avgift, kr",
    "Efter avgift, kr",
    "Session hos betaltjänsten",
    "Betalning hos betaltjänsten",
    "Återbetalning hos betaltjänsten",
    "Rad i betaltjänstens konto",
    "Utbetalning",
    "Utbetalningsdag",
    "Pengar",
]


@pytest.fixture
def offering(settings: Any, db: None, clock: Any) -> Offering:
    use_local_payments(settings)
    return make_offering(title_sv="Återbruk", fee=80_000)


@pytest.fixture
def bookkeeper(sign_in: Any) -> Client:
    client: Client = sign_in("Bookkeepers")
    return client


def address(**query: object) -> str:
    days = {"first": "2027-02-01", "last": "2027-02-28"} | query
    parts = "&".join(f"{key}={value}" for key, value in days.items())
    return f"{reverse('workspace:money_export')}?{parts}"


def table_of(client: Client, **query: object) -> list[list[str]]:
    response = client.get(address(export="csv", **query))
    assert response.status_code == 200
    text = b"".join(response.streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:]), delimiter=";"))


def movements_of(table: list[list[str]]) -> list[dict[str, str]]:
    """Return the rows before the control totals."""
    end = table.index([])
    return [dict(zip(table[0], row, strict=True)) for row in table[1:end]]


def totals_of(table: list[list[str]], mode: str) -> dict[str, dict[str, str]]:
    rows = [dict(zip(table[0], row, strict=True)) for row in table[table.index([]) + 1 :]]
    return {row["Slag"]: row for row in rows if row["Pengar"] == mode}


def pay(offering: Offering, **fields: Any) -> Payment:
    """Return real money that paid a registration whole."""
    participant = sign_up_one(offering, **fields)
    owed = sum(charge.gross_ore for charge in participant.charges.all())
    return bring_money(participant, owed)


def pay_with_test_money(offering: Offering) -> Payment:
    return pay_locally(sign_up_online(offering))


def send_refunds() -> None:
    """Let the refunds that wait have left, as the provider's answer would write it."""
    for refund in Refund.objects.filter(state=RefundState.NEW):
        Refund.objects.filter(pk=refund.pk).update(
            state=RefundState.SUCCEEDED, done_at=timezone.now(), external_id=f"re_{refund.pk}"
        )


def refund_part(payment: Payment, ore: int, **fields: Any) -> Refund:
    charge = Charge.objects.filter(payer=payment.payer_id, reverses=None).earliest("pk")
    found = refunds.refund_part(
        charge_id=charge.pk, gross_ore=ore, reason="Sjuk", actor=SYSTEM, **fields
    )
    assert found is not None
    return found


def test_a_payment_is_a_row_with_its_receipt_and_vat_by_rate(
    offering: Offering, bookkeeper: Client
) -> None:
    dinner = make_extra(offering, amount_ore=10_000)
    payment = pay(offering, extras=(dinner,))
    assert payment.payer is not None
    assert payment.checkout is not None

    table = table_of(bookkeeper)

    row = movements_of(table)[0]
    assert table[0] == HEADING
    assert row["Tid"] == "2027-02-02 09:00"
    assert row["Slag"] == "Betalning"
    assert row["Referens"] == payment.payer.registration.reference
    assert row["Underlag"] == payment.documents.get().full_number
    assert row["Tillfälle"] == "Återbruk"
    assert (row["Summa, kr"], row["Netto, kr"]) == ("1112,00", "900,00")
    assert (row["Moms 25\u00a0%, kr"], row["Moms 12\u00a0%, kr"]) == ("200,00", "12,00")
    assert row["Session hos betaltjänsten"] == payment.checkout.session_id
    assert row["Betalning hos betaltjänsten"] == payment.external_id
    assert row["Pengar"] == "Riktiga"


def test_a_refund_is_a_row_of_its_own_with_its_credit(
    clock: Any, offering: Offering, bookkeeper: Client
) -> None:
    payment = pay(offering)
    clock.shift(timedelta(days=1))
    refund = refund_part(payment, 25_000)
    send_refunds()

    rows = movements_of(table_of(bookkeeper))

    refund.refresh_from_db()
    assert [row["Slag"] for row in rows] == ["Betalning", "Återbetalning"]
    assert (rows[1]["Summa, kr"], rows[1]["Netto, kr"]) == ("-250,00", "-200,00")
    assert rows[1]["Moms 25\u00a0%, kr"] == "-50,00"
    assert rows[1]["Underlag"].startswith("KK2027-")
    assert rows[1]["Återbetalning hos betaltjänsten"] == refund.external_id
    assert rows[0]["Netto, kr"] == "800,00"


def test_a_refund_that_has_not_left_or_failed_moved_nothing(
    clock: Any, offering: Offering, bookkeeper: Client
) -> None:
    payments = [pay(offering), pay(offering)]
    clock.shift(timedelta(days=1))
    for payment in payments:
        refund_part(payment, 25_000)
    Refund.objects.filter(payment=payments[0]).update(state=RefundState.FAILED)

    rows = movements_of(table_of(bookkeeper))

    assert [(row["Slag"], row["Summa, kr"]) for row in rows] == [
        ("Betalning", "1000,00"),
        ("Betalning", "1000,00"),
        ("Underlag utan pengar", "0,00"),
    ]


def test_a_lost_dispute_is_a_row_of_its_kind(offering: Offering, bookkeeper: Client) -> None:
    payment = pay(offering)
    now = timezone.now()
    Checkout.objects.update(disputed_at=now, dispute_id="du_1", dispute_outcome="lost")
    Refund.objects.create(
        payment=payment,
        amount_ore=100_000,
        state=RefundState.SUCCEEDED,
        is_external=True,
        external_id="du_1",
        done_at=now,
        created_at=now + timedelta(seconds=1),
    )

    rows = movements_of(table_of(bookkeeper))

    assert [(row["Slag"], row["Summa, kr"]) for row in rows] == [
        ("Betalning", "1000,00"),
        ("Förlorad tvist", "-1000,00"),
    ]


def test_fee_and_payout_come_from_the_providers_account_and_a_payout_is_no_row(
    offering: Offering, bookkeeper: Client
) -> None:
    payment = pay(offering)
    day = timezone.localdate() + timedelta(days=3)
    BalanceLine.objects.create(
        external_id="txn_1",
        payment=payment,
        kind="charge",
        amount_ore=100_000,
        fee_ore=1_680,
        happened_at=timezone.now(),
        payout_id="po_1",
        payout_on=day,
    )
    BalanceLine.objects.create(
        external_id="txn_2",
        kind="payout",
        amount_ore=-98_320,
        fee_ore=0,
        happened_at=timezone.now(),
        payout_id="po_1",
        payout_on=day,
    )

    table = table_of(bookkeeper)

    (row,) = movements_of(table)
    assert (row["Betaltjänstens avgift, kr"], row["Efter avgift, kr"]) == ("16,80", "983,20")
    assert row["Rad i betaltjänstens konto"] == "txn_1"
    assert (row["Utbetalning"], row["Utbetalningsdag"]) == ("po_1", "2027-02-05")
    assert totals_of(table, "Riktiga")["Summa"]["Efter avgift, kr"] == "983,20"


@pytest.mark.parametrize(
    ("hour", "minute", "expected"), [(22, 59, 1), (23, 0, 0)], ids=["23.59", "midnight"]
)
def test_the_last_day_is_included_whole_by_swedish_time(
    clock: Any, offering: Offering, bookkeeper: Client, hour: int, minute: int, expected: int
) -> None:
    clock.move_to(timezone.now().replace(hour=hour, minute=minute))
    pay(offering)

    rows = movements_of(table_of(bookkeeper, first="2027-02-02", last="2027-02-02"))

    assert len(rows) == expected


@pytest.mark.postgres
def test_the_totals_are_those_of_the_rows_and_of_the_documents(
    clock: Any, offering: Offering, bookkeeper: Client
) -> None:
    dinner = make_extra(offering, amount_ore=10_000)
    payments = [pay(offering), pay(offering, extras=(dinner,)), pay(offering)]
    clock.shift(timedelta(days=1))
    refund_part(payments[0], 25_000)
    send_refunds()

    table = table_of(bookkeeper)

    totals, rows = totals_of(table, "Riktiga"), movements_of(table)
    money = HEADING[5:16]
    for column in money:
        of_rows = sum(Decimal(row[column].replace(",", ".")) for row in rows)
        assert Decimal(totals["Summa"][column].replace(",", ".")) == of_rows
    assert totals["Summa"]["Summa, kr"] == "2862,00"
    issued = totals["Underlag utfärdade i perioden"]
    assert [totals["Summa"][column] for column in money[1:9]] == [
        issued[column] for column in money[1:9]
    ]
    assert totals["Summa: Betalning"]["Referens"] == "3 rader"


def test_test_money_has_totals_of_its_own(offering: Offering, bookkeeper: Client) -> None:
    pay(offering)
    pay_with_test_money(offering)

    table = table_of(bookkeeper)

    assert totals_of(table, "Riktiga")["Summa"]["Summa, kr"] == "1000,00"
    assert totals_of(table, "TEST")["Summa"]["Summa, kr"] == "1000,00"


def test_another_teams_money_is_absent_from_rows_totals_and_choices(
    offering: Offering, bookkeeper: Client
) -> None:
    pay(offering)
    offering.team = Group.objects.create(name="Another team")
    offering.save()

    table = table_of(bookkeeper)
    page = bookkeeper.get(reverse("workspace:money_export")).content.decode()
    chosen = bookkeeper.get(address(export="csv", offering=offering.pk))

    assert movements_of(table) == []
    assert totals_of(table, "Riktiga")["Summa"]["Summa, kr"] == "0,00"
    assert "Återbruk" not in page
    assert chosen.status_code == 422


@pytest.mark.parametrize(("group", "is_open"), [("Bookkeepers", True), ("Organisers", False)])
def test_only_those_with_the_permission_may_export(
    offering: Offering, sign_in: Any, group: str, is_open: bool
) -> None:
    response = sign_in(group).get(address(export="csv"))

    assert (response.status_code == 200) == is_open


def test_the_export_can_be_of_one_offering(offering: Offering, bookkeeper: Client) -> None:
    payment = pay(offering)
    pay(make_offering(fee=80_000))
    assert payment.payer is not None

    rows = movements_of(table_of(bookkeeper, offering=offering.pk))

    assert [row["Referens"] for row in rows] == [payment.payer.registration.reference]


@pytest.mark.parametrize(
    ("query", "field", "words"),
    [
        ({"last": "2027-01-01"}, "last", "Den sista dagen är före den första."),
        ({"last": "2099-01-01"}, "last", "Välj högst tio år."),
        ({"first": "i går"}, "first", "Fyll i ett giltigt datum."),
        ({"last": ""}, "last", "Det här fältet är obligatoriskt"),
    ],
)
def test_a_wrong_period_is_said_beside_its_field(
    offering: Offering, bookkeeper: Client, query: dict[str, str], field: str, words: str
) -> None:
    response = bookkeeper.get(address(export="csv", **query))

    assert response.status_code == 422
    assert response.context["form"].errors == {field: [words]}


def test_the_form_proposes_last_month(offering: Offering, bookkeeper: Client) -> None:
    page = bookkeeper.get(reverse("workspace:money_export")).content.decode()

    assert 'value="2027-01-01"' in page
    assert 'value="2027-01-31"' in page


def test_no_formula_leaves_in_either_format(offering: Offering, bookkeeper: Client) -> None:
    Offering.objects.update(title_sv="=cmd|' /C calc'!A0")
    pay(offering)
    Checkout.objects.update(session_id="=1+1")

    (row,) = movements_of(table_of(bookkeeper))
    response = bookkeeper.get(address(export="xlsx"))
    book = load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    sheet = list(book.active.iter_rows(values_only=True))

    assert row["Tillfälle"] == "'=cmd|' /C calc'!A0"
    assert sheet[1][4] == "'=cmd|' /C calc'!A0"
    assert sheet[1][16] == "'=1+1"
    assert (sheet[1][5], sheet[1][6]) == (1000, 800)


def test_the_download_is_logged_with_its_period(offering: Offering, bookkeeper: Client) -> None:
    pay(offering)

    table_of(bookkeeper)

    entry = LogEntry.objects.get(happening=Happening.LIST_EXPORTED)
    assert entry.offering == offering
    assert entry.reason == "CSV 2027-02-01 – 2027-02-28"


def test_the_export_asks_the_database_as_often_for_one_as_for_many(
    clock: Any, offering: Offering, bookkeeper: Client
) -> None:
    refund_part(pay(offering), 100)
    send_refunds()
    table_of(bookkeeper)
    with CaptureQueriesContext(connection) as one:
        table_of(bookkeeper)
    for _ in range(4):
        refund_part(pay(offering), 100)
    send_refunds()

    with CaptureQueriesContext(connection) as many:
        table_of(bookkeeper)

    assert len(many) == len(one)
