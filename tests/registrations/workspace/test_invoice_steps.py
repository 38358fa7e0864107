"""What a bookkeeper does with one invoice: shown first, done once, and refused with a sentence."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from registrations.actors import SYSTEM
from registrations.invoicing import crediting, reminders, write_off
from registrations.models import (
    Decision,
    Document,
    DocumentEvent,
    Message,
    Reminder,
    ReminderStep,
    Seller,
)
from registrations.words import DocumentKind, InvoiceHappening
from tests.factories.billing import invoice, pay_by_bank, sign_up_invoiced, standing_of
from tests.factories.payments import make_seller
from tests.factories.registrations import make_offering
from tests.invariants import assert_always_true
from tests.registrations.workspace.conftest import text, view

pytestmark = [pytest.mark.web, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def seller() -> Seller:
    return make_seller()


def bill(number: int = 1, fee: int = 100_000) -> Document:
    """Return an invoice of 1 250 kr for each person."""
    return invoice(sign_up_invoiced(make_offering(fee=fee), number=number))


def credits() -> list[int]:
    notes = Document.objects.filter(kind=DocumentKind.CREDIT_NOTE).order_by("pk")
    return [note.gross_ore for note in notes]


def seen(document: Document) -> str:
    """Return what the form says was left when it was shown."""
    return ",".join(f"{one.charge.pk}:{one.gross_ore}" for one in crediting.creditable(document))


# Credits.


def test_a_whole_credit_is_shown_and_then_issued_once(bookkeeper: Client) -> None:
    document = bill(number=2)
    data = {"everything": "on", "reason": "Fel kurs", "seen": seen(document)}

    shown = text(bookkeeper.post(view("invoice_credit", document.pk), data))
    assert "En kreditfaktura på 2 500 kr" in shown
    assert credits() == []
    bookkeeper.post(view("invoice_credit", document.pk), data | {"sure": "1"})
    again = bookkeeper.post(view("invoice_credit", document.pk), data | {"sure": "1"}, follow=True)

    assert credits() == [-250_000]
    assert "Det finns inget kvar att kreditera" in text(again)
    assert_always_true()


def test_a_part_of_one_charge_pressed_twice_is_credited_once(bookkeeper: Client) -> None:
    document = bill(number=2)
    first = crediting.creditable(document)[0].charge
    page = text(bookkeeper.get(view("invoice_credit", document.pk)))
    shown = seen(document)
    data = {f"charge-{first.pk}": "250,50", "reason": "Rabatt", "seen": shown, "sure": "1"}

    for _time in range(2):
        bookkeeper.post(view("invoice_credit", document.pk), data)

    assert shown in page
    assert credits() == [-25_050]


@pytest.mark.parametrize("former", ["", "0:125000"])
def test_a_press_that_does_not_say_what_was_seen_credits_nothing(
    bookkeeper: Client, former: str
) -> None:
    document = bill()
    data = {"everything": "on", "reason": "Rabatt", "seen": former, "sure": "1"}

    response = bookkeeper.post(view("invoice_credit", document.pk), data, follow=True)

    assert "Det har redan ändrats" in text(response)
    assert credits() == []


def test_what_is_paid_and_credited_waits_for_a_decision(bookkeeper: Client) -> None:
    document = bill()
    pay_by_bank(document)
    data = {"everything": "on", "reason": "Inställt", "seen": seen(document)}

    shown = text(bookkeeper.post(view("invoice_credit", document.pk), data))
    assert "1 250 kr kom via bank och väntar på ett beslut" in shown
    assert not Decision.objects.exists()
    bookkeeper.post(view("invoice_credit", document.pk), data | {"sure": "1"})

    assert Decision.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"charge": "9 999"}, "Högst 1 250 kr är kvar av detta."),
        ({"charge": "mycket"}, "Skriv summan i kronor"),
        ({"charge": ""}, "Skriv hur mycket som ska krediteras av vad"),
        ({"charge": "100", "reason": ""}, "Skriv varför."),
    ],
)
def test_a_wrong_credit_keeps_what_was_typed(
    bookkeeper: Client, fields: dict[str, str], words: str
) -> None:
    document = bill()
    (one,) = crediting.creditable(document)
    data = {
        f"charge-{one.charge.pk}": fields["charge"],
        "reason": fields.get("reason", "Varför"),
        "seen": seen(document),
    }

    response = bookkeeper.post(view("invoice_credit", document.pk), data)

    assert response.status_code == 422
    assert words in text(response)
    assert f'value="{fields["charge"]}"' in text(response) or not fields["charge"]


def test_both_all_and_a_sum_are_refused(bookkeeper: Client) -> None:
    document = bill()
    (one,) = crediting.creditable(document)
    data = {"everything": "on", f"charge-{one.charge.pk}": "100", "reason": "Fel", "sure": "1"}

    response = bookkeeper.post(view("invoice_credit", document.pk), data | {"seen": seen(document)})

    assert response.status_code == 422
    assert "Välj antingen allt eller summor per rad." in text(response)
    assert credits() == []


def test_an_empty_credit_says_all_that_is_missing_and_calls_no_sum_optional(
    bookkeeper: Client,
) -> None:
    document = bill()

    page = text(bookkeeper.post(view("invoice_credit", document.pk), {"seen": seen(document)}))

    assert "Skriv varför." in page
    assert "Skriv hur mycket som ska krediteras av vad" in page
    assert "(frivilligt)" not in page
    assert "Står på kreditfakturan" in page


# Credit and reissue.

DETAILS = {
    "kind": "organisation",
    "name": "Eslövs kommun",
    "org_number": "212000-1173",
    "reference": "G99999",
    "email": "faktura@example.org",
    "street": "Box 1",
    "postcode": "241 80",
    "town": "Eslöv",
    "country": "SE",
    "delivery": "peppol",
    "reason": "Fel referens",
}


def test_a_wrong_reference_is_credited_and_issued_again_once(bookkeeper: Client) -> None:
    document = bill()
    pay_by_bank(document, 20_000)
    url = view("invoice_reissue", document.pk)

    shown = text(bookkeeper.post(url, DETAILS))
    assert "G12345" in shown
    assert "G99999" in shown
    assert "200 kr som är betalt flyttas till den nya fakturan" in shown
    assert Document.objects.count() == 1
    for _time in range(2):
        bookkeeper.post(url, DETAILS | {"sure": "1"})

    old, note, fresh = Document.objects.order_by("pk")
    assert (note.credits, fresh.content["buyer"]["reference"]) == (old, "G99999")
    assert standing_of(fresh).open_ore == 105_000
    assert_always_true()


def test_reissuing_the_same_is_refused(bookkeeper: Client) -> None:
    document = bill()
    data = DETAILS | {"reference": "G12345", "delivery": document.content["buyer"]["delivery"]}

    response = bookkeeper.post(view("invoice_reissue", document.pk), data)

    assert response.status_code == 422
    assert "Den nya fakturan skulle bli likadan" in text(response)


def test_an_e_invoice_without_a_reference_is_refused_at_the_field(bookkeeper: Client) -> None:
    document = bill()

    response = bookkeeper.post(
        view("invoice_reissue", document.pk), DETAILS | {"reference": "", "town": "Höör"}
    )

    assert response.status_code == 422
    assert "Höör" in text(response)
    assert Document.objects.count() == 1


# Write-offs and what comes later.


def test_a_write_off_says_what_it_means_and_is_done_once(bookkeeper: Client) -> None:
    document = bill()
    url = view("invoice_write_off", document.pk)

    page = text(bookkeeper.get(url))
    wrong = bookkeeper.post(url, {"reason": " "})
    bookkeeper.post(url, {"reason": "Konkurs"})
    again = bookkeeper.post(url, {"reason": "Konkurs"}, follow=True)

    assert "1 250 kr som är kvar att betala" in page
    assert wrong.status_code == 422
    assert standing_of(document).written_off_ore == -125_000
    assert "Det finns inget kvar att skriva av" in text(again)


def test_money_for_what_was_written_off_is_kept(bookkeeper: Client) -> None:
    document = bill()
    write_off.write_off(document_id=document.pk, reason="Konkurs", actor=SYSTEM)
    payment = pay_by_bank(document, 50_000)
    url = view("invoice_recover", document.pk)

    page = text(bookkeeper.get(url))
    bookkeeper.post(url, {"payment": payment.pk, "reason": "Utdelning"})

    assert "500 kr som kom" in page
    assert write_off.recoverable(document) != {}
    assert not Decision.objects.filter(settled_at__isnull=True).exists()
    assert_always_true()


# Reminders.


@pytest.fixture
def late() -> Document:
    """An invoice that fell due ten days ago, with a step of the ladder that is reached."""
    ReminderStep.objects.create(
        days_after_due=5, fee_ore=6_000, text_sv="Vi saknar er betalning.", text_en="Unpaid."
    )
    long_ago = timezone.now() - timedelta(days=40)
    document = invoice(
        sign_up_invoiced(make_offering(fee=100_000)),
        now=long_ago,
        due_on=timezone.localdate() - timedelta(days=10),
    )
    DocumentEvent.objects.create(document=document, happening=InvoiceHappening.SENT)
    return document


def test_a_reminder_is_shown_and_sent_once(bookkeeper: Client, late: Document) -> None:
    url = view("invoice_remind", late.pk)

    page = text(bookkeeper.get(url))
    bookkeeper.post(url)
    again = bookkeeper.post(url, follow=True)

    for words in ("Vi saknar er betalning.", "60 kr", "Ingen bankfil", "faktura@example.org"):
        assert words in page
    assert Reminder.objects.count() == 1
    assert Message.objects.filter(kind="reminded").count() == 1
    assert "inga fler steg" in text(again)


def test_paused_reminders_are_not_sent_until_taken_up(bookkeeper: Client, late: Document) -> None:
    bookkeeper.post(view("invoice_pause", late.pk), {"reason": "Bestrider"})
    bookkeeper.post(view("invoice_remind", late.pk))
    assert not Reminder.objects.exists()

    bookkeeper.post(view("invoice_resume", late.pk), {"reason": "Utrett"})
    bookkeeper.post(view("invoice_remind", late.pk))

    assert Reminder.objects.count() == 1


def test_a_pause_needs_a_reason(bookkeeper: Client, late: Document) -> None:
    response = bookkeeper.post(view("invoice_pause", late.pk), {"reason": ""})

    assert response.status_code == 422
    assert "Skriv varför." in text(response)


def test_a_fee_is_waived_once(bookkeeper: Client, late: Document) -> None:
    reminder = reminders.remind(document_id=late.pk, actor=SYSTEM)
    url = view("reminder_waive", reminder.pk)

    page = text(bookkeeper.get(url))
    bookkeeper.post(url, {"reason": "Kulans"})
    bookkeeper.post(url, {"reason": "Kulans"})

    assert "60 kr" in page
    assert standing_of(late).reminder_fees_ore == 0
    assert late.events.filter(happening=InvoiceHappening.FEE_WAIVED).count() == 1
