"""Exports to bookkeeping: each row once, in balance, and the accounts say what the rows say."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db.models import Sum
from django.utils import timezone

from registrations import ledger
from registrations.actors import SYSTEM, Actor
from registrations.invoicing import crediting, handing_over, reminders, write_off
from registrations.invoicing.books.accounts import AccountsMissing
from registrations.invoicing.books.exporting import DaysToCome, NothingToExport, export, prepare
from registrations.invoicing.books.sie_reader import read_sie
from registrations.invoicing.standing import invoices
from registrations.models import (
    BookAccount,
    BookExport,
    Document,
    ExportedVoucher,
    Offering,
    Payment,
    ReminderStep,
)
from registrations.signup_sheet import PayerDetails
from registrations.words import ActorKind, PayerKind
from tests.factories.billing import ESLOV, invoice, pay_by_bank, sign_up_invoiced
from tests.factories.money import bring_money
from tests.factories.payments import make_seller
from tests.factories.registrations import make_extra, make_offering, sign_up_one
from tests.invariants import assert_always_true

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
STAFF = Actor(ActorKind.STAFF)
RECEIVABLE, UNPLACED, PREPAID, BANK, CARD = "1510", "2890", "2970", "1930", "1580"


@pytest.fixture(autouse=True)
def seller() -> None:
    make_seller()


def today() -> date:
    return timezone.localdate()


def balances(*exports: BookExport) -> Counter[str]:
    """Return what all exports together leave on each account, in öre."""
    sums: Counter[str] = Counter()
    for made in exports or BookExport.objects.all():
        for voucher in read_sie(bytes(made.body)).vouchers:
            for line in voucher.lines:
                sums[line.account] += line.ore
    assert sum(sums.values()) == 0
    return sums


def export_all(now: datetime | None = None, **fields: Any) -> BookExport:
    last = timezone.localdate(now) if now else today()
    return export(date(2020, 1, 1), last, actor=SYSTEM, now=now, **fields)


def left_to_pay() -> int:
    """Return what is left to pay of all invoices, fees of reminding apart: they are no sale yet."""
    return int(invoices().aggregate(left=Sum("open_ore"))["left"] or 0)


def free_money() -> int:
    return sum(ledger.free_ore(payment) for payment in Payment.objects.all())


def coming(**fields: Any) -> Offering:
    """Return an Offering that starts in two months."""
    return make_offering(fee=100_000, starts_at=timezone.now() + timedelta(days=60), **fields)


def everything_happens() -> Offering:
    """Let invoices, cards, credits, reminders, write-offs and stray money happen at one event."""
    ReminderStep.objects.all().delete()
    ReminderStep.objects.create(days_after_due=5, fee_ore=6_000)
    offering = coming()
    dinner = make_extra(offering, amount_ore=30_000)
    paid, part, credited, lost, collective, also, over = (
        invoice(sign_up_invoiced(offering)) for _ in range(7)
    )
    online = sign_up_one(offering, extras=(dinner,))
    bring_money(online, 125_000 + 33_600)
    pay_by_bank(paid)
    pay_by_bank(part, 40_000)
    pay_by_bank(over, 130_000)
    pay_by_bank(collective, 60_000)
    crediting.credit(document_id=credited.pk, reason="Fel", actor=SYSTEM)
    crediting.credit_and_reissue(
        document_id=also.pk, details=replace(ESLOV, reference="G999"), reason="Fel", actor=STAFF
    )
    handing_over.mark_sent([part.pk, lost.pk], how="post", actor=SYSTEM)
    later = timezone.now() + timedelta(days=40)
    for one in (part, lost):
        reminders.remind(document_id=one.pk, actor=SYSTEM, now=later)
    write_off.write_off(document_id=lost.pk, reason="Konkurs", actor=SYSTEM)
    return offering


def test_accounts_say_what_the_rows_say() -> None:
    everything_happens()

    export_all()

    sums = balances()
    assert sums[RECEIVABLE] == left_to_pay()
    assert -sums[UNPLACED] == free_money()
    assert sums[BANK] == sum(p.amount_ore for p in Payment.objects.filter(source="bank"))
    assert sums[CARD] == 158_600
    assert_always_true()


def test_sales_are_prepaid_until_the_day_of_the_event_has_come() -> None:
    offering = coming()
    invoice(sign_up_invoiced(offering))
    export_all()
    before = balances()
    assert (before[PREPAID], before["3001"]) == (-100_000, 0)

    after_it = timezone.now() + timedelta(days=61)
    export_all(after_it)

    after = balances()
    assert (after[PREPAID], after["3001"]) == (0, -100_000)


def test_a_project_of_each_event_stands_on_its_sales() -> None:
    offering = coming()
    Offering.objects.filter(pk=offering.pk).update(project_code="KONF27", title_sv="Konferens – 27")
    invoice(sign_up_invoiced(offering))

    file = read_sie(bytes(export_all().body))

    assert file.projects == {"KONF27": "Konferens - 27"}
    (voucher,) = file.vouchers
    assert [line.project for line in voucher.lines if line.account == PREPAID] == ["KONF27"]


def test_each_row_is_exported_once() -> None:
    everything_happens()
    first = export_all()

    with pytest.raises(NothingToExport):
        export_all()

    pay_by_bank(Document.objects.filter(kind="invoice").order_by("pk")[1], 1_000)
    second = export_all()
    assert second.voucher_count == 1
    assert BookExport.objects.count() == 2
    assert balances()[RECEIVABLE] == left_to_pay()
    assert first.debit_ore > second.debit_ore == 1_000


def test_what_comes_late_about_exported_days_is_in_the_next_export() -> None:
    document = invoice(sign_up_invoiced(coming()))
    yesterday = today() - timedelta(days=1)
    export(today() - timedelta(days=9), today(), actor=SYSTEM)
    late = timezone.now() - timedelta(days=1)
    pay_by_bank(document, 5_000, now=late)

    tomorrow = timezone.now() + timedelta(days=1)
    made = export(tomorrow.date(), tomorrow.date(), actor=SYSTEM, now=tomorrow)

    days = {voucher.on for voucher in read_sie(bytes(made.body)).vouchers}
    assert min(days) in {yesterday, today()}
    assert balances()[BANK] == 5_000


def test_again_on_purpose_counts_how_many_times() -> None:
    invoice(sign_up_invoiced(coming()))
    first = export_all()

    second = export_all(again=True)

    assert bytes(first.body) == bytes(second.body)
    assert list(ExportedVoucher.objects.order_by("pk").values_list("times", flat=True)) == [1, 2]


def test_preview_keeps_nothing_and_is_what_is_exported() -> None:
    everything_happens()

    shown = prepare(date(2020, 1, 1), today())

    assert not BookExport.objects.exists()
    assert not ExportedVoucher.objects.exists()
    assert bytes(export_all().body) == shown.body


def test_missing_account_is_named_and_nothing_is_exported() -> None:
    invoice(sign_up_invoiced(coming()))
    BookAccount.objects.filter(role="receivable").delete()

    with pytest.raises(AccountsMissing) as refused:
        export_all()

    assert "Obetalda fakturor" in str(refused.value) or "Invoices to be paid" in str(refused.value)
    assert not BookExport.objects.exists()


def test_days_to_come_are_refused() -> None:
    with pytest.raises(DaysToCome):
        prepare(today(), today() + timedelta(days=1))


def test_private_persons_name_is_in_no_file() -> None:
    person = PayerDetails(kind=PayerKind.PERSON, name="Anna Hemlig")
    registration = sign_up_one(coming(), payer=person).registration
    invoice(registration)

    body = bytes(export_all().body)

    assert b"Hemlig" not in body


def test_statements_are_as_many_for_many_invoices(django_assert_max_num_queries: Any) -> None:
    offering = coming()
    pay_by_bank(invoice(sign_up_invoiced(offering)))
    with django_assert_max_num_queries(100) as one:
        prepare(date(2020, 1, 1), today())
    for _ in range(5):
        pay_by_bank(invoice(sign_up_invoiced(offering)))

    with django_assert_max_num_queries(100) as many:
        prepare(date(2020, 1, 1), today())

    assert len(many) == len(one)
