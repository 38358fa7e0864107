"""The due list, totals by buyer, a buyer's ledger, and the ladder of reminders."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from registrations.actors import SYSTEM
from registrations.invoicing import buyer_ledger, crediting, reminders, write_off
from registrations.invoicing.buyer_ledger import EntryKind
from registrations.models import (
    BankAccount,
    BankFile,
    Document,
    DocumentEvent,
    Reminder,
    ReminderStep,
    Seller,
)
from registrations.words import BankFormat, InvoiceHappening
from tests.factories.bank import DAY, paying, read
from tests.factories.billing import ESLOV, invoice, pay_by_bank, sign_up_invoiced, standing_of
from tests.factories.camt import OUR_BANKGIRO, Movement
from tests.factories.payments import make_seller
from tests.factories.registrations import make_offering
from tests.registrations.workspace.conftest import text, view

pytestmark = [pytest.mark.web, pytest.mark.django_db]
ESLOV_KEY = "2120001173"


@pytest.fixture(autouse=True)
def seller() -> Seller:
    return make_seller()


def bill(days_late: int = -20, *, name: str = "Eslövs kommun", number: str = "") -> Document:
    """Return a sent invoice of 1 250 kr, due so many days ago."""
    payer = replace(ESLOV, name=name, org_number=number or ESLOV.org_number)
    document = invoice(
        sign_up_invoiced(make_offering(fee=100_000), payer=payer),
        now=timezone.now() - timedelta(days=150),
        due_on=timezone.localdate() - timedelta(days=days_late),
    )
    DocumentEvent.objects.create(document=document, happening=InvoiceHappening.SENT)
    return document


def make_step(**fields: Any) -> ReminderStep:
    values = {"days_after_due": 5, "fee_ore": 6_000, "text_sv": "Vi saknar er betalning."}
    return ReminderStep.objects.create(**values | fields)


def test_money_to_place_is_said_before_reminding(bookkeeper: Client) -> None:
    BankAccount.objects.create(name="Bankgiro", number=OUR_BANKGIRO)
    document = bill(30)
    make_step()
    read(paying(document, 90_000, references=[], payer="ESLÖVS KOMMUN"))

    page = text(bookkeeper.post(view("due_list"), {"invoice": document.pk}))

    assert "1 inbetalning från banken väntar på att placeras." in page
    assert "Bland dem finns pengar från Eslövs kommun." in page


# The due list.


def test_the_columns_of_age_part_what_is_left_to_pay(bookkeeper: Client) -> None:
    for days in (0, 1, 30, 31, 60, 61, 90, 91, 140):
        bill(days)
    pay_by_bank(bill(50))

    columns = bookkeeper.get(view("due_list")).context["columns"]

    found = {one.key: (one.number, one.ore) for one in columns}
    assert found == {
        "": (9, 1_125_000),
        "not_due": (1, 125_000),
        "1-30": (2, 250_000),
        "31-60": (2, 250_000),
        "61-90": (2, 250_000),
        "91": (2, 250_000),
    }


def test_a_column_shows_its_own_and_a_search_narrows(bookkeeper: Client) -> None:
    late, later = bill(10), bill(40, name="Höörs kommun", number="212000-1108")

    by_age = text(bookkeeper.get(view("due_list"), {"age": "1-30"}))
    by_name = text(bookkeeper.get(view("due_list"), {"q": "Höör"}))

    assert (late.full_number in by_age, later.full_number in by_age) == (True, False)
    assert (late.full_number in by_name, later.full_number in by_name) == (False, True)


def test_chosen_reminders_are_shown_and_then_sent_once(bookkeeper: Client) -> None:
    make_step()
    first, second, paid = bill(10), bill(10), bill(10)
    keys = [str(first.pk), str(paid.pk)]
    pay_by_bank(paid)

    shown = text(bookkeeper.post(view("due_list"), {"invoice": keys}))
    assert not Reminder.objects.exists()
    sent = bookkeeper.post(view("due_list"), {"invoice": keys, "sure": "1"}, follow=True)
    again = bookkeeper.post(view("due_list"), {"invoice": keys, "sure": "1"}, follow=True)

    for words in ("Vi saknar er betalning.", "60 kr", "1 av de valda ska inte"):
        assert words in shown
    assert "1 påminnelse är skickad." in text(sent)
    assert "Ingen påminnelse ska skickas längre" in text(again)
    assert [one.document for one in Reminder.objects.all()] == [first]
    assert standing_of(second).reminded == 0


def test_the_warning_is_gone_once_a_bank_file_is_read_today(bookkeeper: Client) -> None:
    make_step()
    document = bill(10)
    BankFile.objects.create(name="a.xml", format=BankFormat.CAMT_054)

    shown = text(bookkeeper.post(view("due_list"), {"invoice": [str(document.pk)]}))

    assert "bankfil" not in shown.split("<h1>", 1)[1]


def test_it_warns_where_no_bank_file_was_read_today(bookkeeper: Client) -> None:
    make_step()
    document = bill(10)

    shown = text(bookkeeper.post(view("due_list"), {"invoice": [str(document.pk)]}))

    assert "Ingen bankfil har lästs in än." in shown


def test_none_chosen_is_said(bookkeeper: Client) -> None:
    make_step()
    bill(10)

    assert "Välj minst en faktura." in text(bookkeeper.post(view("due_list"), {}, follow=True))


@pytest.mark.parametrize("name", ["due_list", "receivables"])
def test_more_rows_cost_no_more_statements(bookkeeper: Client, name: str) -> None:
    make_step()
    bill(10)
    bookkeeper.get(view(name))
    with CaptureQueriesContext(connection) as one:
        bookkeeper.get(view(name))
    for number in ("212000-1108", "212000-1124"):
        bill(10, name=f"Kommun {number}", number=number)

    with CaptureQueriesContext(connection) as many:
        page = text(bookkeeper.get(view(name)))

    assert "Kommun 212000-1124" in page or name == "due_list"
    assert len(many) == len(one)


def test_an_empty_due_list_says_so(bookkeeper: Client) -> None:
    assert "Inget är kvar att betala." in text(bookkeeper.get(view("due_list")))
    assert "Ingen köpare är skyldig något" in text(bookkeeper.get(view("receivables")))


def only_fee_left() -> Document:
    """Return an invoice that was paid after a reminder, without the reminder's fee of 60 kr."""
    make_step()
    document = bill(10)
    reminders.remind(document_id=document.pk, actor=SYSTEM)
    pay_by_bank(document)
    return document


def test_a_fee_that_is_left_alone_is_listed_and_owed(bookkeeper: Client) -> None:
    document = only_fee_left()

    due, owed = bookkeeper.get(view("due_list")), bookkeeper.get(view("receivables"))

    columns = {one.key: (one.number, one.ore) for one in due.context["columns"]}
    assert columns[""] == columns["1-30"] == (1, 6_000)
    for words in (document.full_number, "bara påminnelseavgiften", "inga fler skickas"):
        assert words in text(due)
    assert (owed.context["open_ore"], owed.context["overdue_ore"]) == (6_000, 6_000)
    assert "varav påminnelseavgift 60 kr" in text(owed)


def test_a_fee_is_counted_with_the_rest_that_is_left(bookkeeper: Client) -> None:
    make_step()
    reminders.remind(document_id=bill(10).pk, actor=SYSTEM)

    page = bookkeeper.get(view("due_list"))

    assert page.context["columns"][0].ore == 131_000
    assert "varav påminnelseavgift 60 kr" in text(page)


def test_a_fee_left_alone_is_waived_or_written_off_from_the_invoice(bookkeeper: Client) -> None:
    document = only_fee_left()
    reminder = document.reminders.get()

    page = text(bookkeeper.get(view("invoice", document.pk)))
    bookkeeper.post(view("invoice_write_off", document.pk), {"reason": "Småsumma"})
    after = text(bookkeeper.get(view("invoice", document.pk)))

    assert "Kvar: påminnelseavgift 60 kr" in page
    for address in (view("reminder_waive", reminder.pk), view("invoice_write_off", document.pk)):
        assert address in page
    assert "Kvar: påminnelseavgift" not in after
    assert view("invoice_write_off", document.pk) not in after
    assert view("invoice_recover", document.pk) in after
    assert "Inget är kvar att betala." in text(bookkeeper.get(view("due_list")))


# By buyer.


def test_buyers_are_summed_by_number_or_else_by_name(bookkeeper: Client) -> None:
    bill(10)
    bill(-10, name="Eslöv, kultur", number="2120001173")
    pay_by_bank(bill(-10, name="Höörs kommun", number="212000-1108"))

    page = bookkeeper.get(view("receivables"))

    rows = [one for one, _url in page.context["rows"]]
    assert [(one.key, one.invoices, one.open_ore, one.overdue_ore) for one in rows[:1]] == [
        (ESLOV_KEY, 2, 250_000, 125_000)
    ]
    assert page.context["open_ore"] == 250_000
    assert buyer_ledger.key_of({"org_number": "", "name": " Anna  Öberg"}) == "anna öberg"


@pytest.mark.parametrize(("number", "key"), [("-", "åsa öberg"), ("212000-1108", "2120001108")])
def test_a_ledger_reads_no_documents_of_other_buyers(number: str, key: str) -> None:
    mine = [bill(name="Åsa  ÖBERG", number=number), bill(name="ÅSA Öberg", number=number)]
    with CaptureQueriesContext(connection) as one:
        found = buyer_ledger.documents_of(key)
    for other in ("-", "212000-1124"):
        bill(name="Åsa Öbergs granne", number=other)

    with CaptureQueriesContext(connection) as many:
        again = buyer_ledger.documents_of(key)
    with connection.cursor() as cursor:
        cursor.execute(many[-1]["sql"])
        read = len(cursor.fetchall())

    assert found == again == mine
    assert read == len(mine)
    assert len(one) == len(many) == 2


def test_the_balance_of_a_ledger_is_what_is_left_to_pay(bookkeeper: Client) -> None:
    make_step()
    first, second, third = bill(10), bill(10), bill(10)
    pay_by_bank(first, 50_000)
    crediting.credit(
        document_id=first.pk,
        reason="Rabatt",
        actor=SYSTEM,
        parts={crediting.creditable(first)[0].charge.pk: 100_000},
    )
    reminder = reminders.remind(document_id=second.pk, actor=SYSTEM)
    reminders.waive_fee(reminder_id=reminder.pk, reason="Kulans", actor=SYSTEM)
    reminders.remind(document_id=third.pk, actor=SYSTEM)
    write_off.write_off(document_id=third.pk, reason="Konkurs", actor=SYSTEM)

    ledger = bookkeeper.get(view("buyer_ledger"), {"buyer": ESLOV_KEY}).context["ledger"]

    standing = [standing_of(one) for one in (first, second, third)]
    assert ledger.closing_ore == sum(one.open_ore + one.reminder_fees_ore for one in standing)
    days = [entry.day for entry in ledger.entries]
    assert days == sorted(days)


def test_a_period_begins_with_what_was_brought_forward(bookkeeper: Client) -> None:
    document = bill(10)
    pay_by_bank(document, 50_000)
    today = timezone.localdate().isoformat()

    page = bookkeeper.get(view("buyer_ledger"), {"buyer": ESLOV_KEY, "first": today})

    ledger = page.context["ledger"]
    assert (ledger.opening_ore, ledger.closing_ore) == (125_000, 75_000)
    assert len(ledger.entries) == 1


def test_a_ledger_shows_money_that_came_and_went_back(bookkeeper: Client) -> None:
    """A council that asks about its second payment finds it, and where it went."""
    BankAccount.objects.create(name="Bankgiro", number=OUR_BANKGIRO)
    document = bill()
    read(paying(document), paying(document, number="B2", payer="Eslövs kommun"))
    read(
        Movement(125_000, "B2", DAY, direction="DBIT", is_reversal=True, text="Retur"),
        message_id="M2",
    )

    page = text(bookkeeper.get(view("buyer_ledger"), {"buyer": ESLOV_KEY}))
    entries = buyer_ledger.entries_of(buyer_ledger.documents_of(ESLOV_KEY))

    assert "Betalning som inte betalade någon faktura" in page
    assert "Banken tog tillbaka betalningen" in page
    assert sorted(one.ore for one in entries) == [-125_000, -125_000, 125_000, 125_000]
    assert sum(one.ore for one in entries) == standing_of(document).open_ore == 0


def test_a_ledger_calls_a_payment_taken_back_what_it_is(bookkeeper: Client) -> None:
    BankAccount.objects.create(name="Bankgiro", number=OUR_BANKGIRO)
    document = bill()
    read(paying(document, number="B2"))
    read(Movement(125_000, "B2", DAY, direction="DBIT", is_reversal=True), message_id="M2")

    kinds = [one.kind for one in buyer_ledger.entries_of(buyer_ledger.documents_of(ESLOV_KEY))]

    assert kinds.count(EntryKind.TAKEN_BACK) == 1
    assert set(kinds) == {EntryKind.INVOICE, EntryKind.PAYMENT, EntryKind.TAKEN_BACK}


def test_a_ledger_is_downloaded_for_a_swedish_excel(bookkeeper: Client) -> None:
    document = bill(10)
    pay_by_bank(document, 50_050)

    response = bookkeeper.get(view("buyer_ledger"), {"buyer": ESLOV_KEY, "export": "csv"})

    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0] == (
        "Dag;Vad;Faktura eller kreditfaktura;OCR;Debiterat;Betalt eller avdraget;Saldo"
    )
    assert lines[1].split(";")[1:] == [
        "Faktura",
        document.full_number,
        document.ocr,
        "1250,00",
        "",
        "1250,00",
    ]
    assert lines[2].endswith(";;500,50;749,50")


def test_a_wrong_period_or_an_unknown_buyer_is_met_with_words(bookkeeper: Client) -> None:
    bill(10)
    wrong = {"buyer": ESLOV_KEY, "first": "2026-02-01", "last": "2026-01-01"}

    assert "Den sista dagen är före den första." in text(
        bookkeeper.get(view("buyer_ledger"), wrong)
    )
    assert bookkeeper.get(view("buyer_ledger"), {"buyer": "ingen"}).status_code == 404


# The ladder.

STEP = {"days_after_due": "5", "days_to_pay": "10", "fee_ore": "60", "text_sv": "Betala."}


def test_a_step_is_added_changed_and_removed(bookkeeper: Client) -> None:
    bookkeeper.post(view("add_reminder_step"), STEP)
    step = ReminderStep.objects.get()
    assert (step.days_after_due, step.fee_ore) == (5, 6_000)

    bookkeeper.post(view("reminder_step", step.pk), STEP | {"fee_ore": "45,50"})
    assert "45,50 kr" in text(bookkeeper.get(view("reminder_steps")))
    bookkeeper.post(view("remove_reminder_step", step.pk))

    assert not ReminderStep.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("days_after_due", "7", "Ett annat steg har den dagen."),
        ("days_after_due", "0", "Skriv ett heltal från 1 till 365."),
        ("fee_ore", "sextio", "Skriv summan i kronor"),
        ("fee_ore", "600", "Skriv högst 60 kr: mer får en påminnelse inte kosta."),
        ("text_sv", "", "Text på svenska:"),
    ],
)
def test_a_wrong_step_is_refused(bookkeeper: Client, field: str, value: str, words: str) -> None:
    make_step(days_after_due=7)

    response = bookkeeper.post(view("add_reminder_step"), STEP | {field: value})

    assert response.status_code == 422
    assert words in text(response)
    assert ReminderStep.objects.count() == 1
