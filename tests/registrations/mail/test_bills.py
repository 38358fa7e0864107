"""Mails with an invoice, its credit or a reminder hold what concerns the invoice and no more."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from registrations import cancellation, formats
from registrations.actors import PARTICIPANT, staff
from registrations.invoicing.crediting import credit
from registrations.invoicing.issuing import issue
from registrations.invoicing.reminders import remind
from registrations.mail import outbox
from registrations.mail.reminder_paper import page_of
from registrations.mail.sending import Letter, letter_for, reply_to
from registrations.models import Document, Message, Registration, ReminderStep
from registrations.words import Happening
from tests.factories.billing import pay_by_bank
from tests.factories.payments import make_seller
from tests.factories.registrations import make_extra
from tests.registrations.mail.letters import last
from tests.registrations.mail.money_cases import BILLED
from tests.registrations.mail.people import NOW, conference, of, register_anna

pytestmark = pytest.mark.django_db
OWN = replace(BILLED, email="faktura@eslov.example")
SELLER = {"bankgiro": "5050-1055", "email": "ekonomi@example.org", "phone": "046-10 20 30"}


def issued(language: str) -> Registration:
    """Return a registration of an event with meals to choose, which is invoiced."""
    make_seller(**SELLER)
    offering = conference(changes_until=datetime(2027, 5, 10, 10, 0, tzinfo=UTC))
    make_extra(offering, name="Middag")
    registration = register_anna(offering, language, payer=OWN)
    issue(payer_ids=[registration.payers.get().pk], actor=staff(None), now=NOW)
    return registration


def invoiced(language: str) -> Message:
    return last(issued(language), Happening.INVOICED)


def credited(language: str) -> Message:
    registration = issued(language)
    cancellation.cancel(participant_id=of(registration).pk, actor=PARTICIPANT, now=NOW)
    return last(registration, Happening.INVOICE_CREDITED)


def reminded(language: str) -> Message:
    registration = issued(language)
    outbox.send_due(NOW + timedelta(minutes=1))
    ReminderStep.objects.create(days_after_due=5, fee_ore=6000)
    later = NOW + timedelta(days=40)
    remind(document_id=Document.objects.get().pk, actor=staff(None), now=later)
    return last(registration, Happening.REMINDED)


def written(case: Callable[[str], Message], language: str) -> Letter:
    with time_machine.travel(NOW, tick=False):
        return letter_for(case(language))


CASES = pytest.mark.parametrize("case", [invoiced, credited, reminded])
LANGUAGES = pytest.mark.parametrize("language", ["sv", "en"])


@CASES
@LANGUAGES
def test_bill_says_nothing_of_the_event_but_what_is_invoiced(
    case: Callable[[str], Message], language: str
) -> None:
    letter = written(case, language)
    offering = letter.message.offering

    not_said = ["Att göra", "To do", "/r/", offering.contact_name, offering.contact_email]
    assert [words for words in not_said if words in letter.text + letter.html] == []
    event = {
        "sv": "Cirkulär ekonomi i praktiken, 24 maj 2027",
        "en": "Circular economy in practice, 24 May 2027",
    }
    assert event[language] in letter.text


@CASES
@LANGUAGES
def test_bill_is_signed_by_the_seller_who_also_gets_the_answers(
    case: Callable[[str], Message], language: str
) -> None:
    letter = written(case, language)
    seller = Document.objects.latest("pk").content["seller"]

    signature = letter.text.splitlines()[-3:]
    assert signature == [seller["name"], SELLER["email"], SELLER["phone"].replace(" ", "\xa0")]
    assert reply_to(letter.message) == [f"{seller['name']} <{SELLER['email']}>"]


def test_bill_of_a_seller_without_address_is_answered_by_the_organiser() -> None:
    make_seller(email="", phone="")
    registration = register_anna(conference(), "sv", payer=OWN)
    issue(payer_ids=[registration.payers.get().pk], actor=staff(None), now=NOW)

    message = last(registration, Happening.INVOICED)
    assert reply_to(message) == ["Karin Berg <karin@example.org>"]


def test_reason_for_a_cancelled_seat_is_not_mailed_to_the_buyer() -> None:
    registration = issued("sv")
    person = of(registration)
    cancellation.cancel(participant_id=person.pk, actor=staff(None), reason="Sjuk", now=NOW)

    letter = letter_for(last(registration, Happening.INVOICE_CREDITED))

    assert "Sjuk" not in letter.text + letter.html


def test_reason_that_the_bookkeeper_wrote_for_the_buyer_is_mailed() -> None:
    registration = issued("sv")
    credit(document_id=Document.objects.get().pk, reason="Fel pris", actor=staff(None))

    letter = letter_for(last(registration, Happening.INVOICE_CREDITED))

    assert "Skäl: Fel pris" in letter.text


def test_reminder_of_an_invoice_paid_in_part_says_what_has_come() -> None:
    with time_machine.travel(NOW, tick=False):
        registration = issued("sv")
        document = Document.objects.get()
        outbox.send_due(NOW + timedelta(minutes=1))
        pay_by_bank(document, 43_750, now=NOW + timedelta(days=30))
        ReminderStep.objects.create(days_after_due=5)
        reminder = remind(document_id=document.pk, actor=staff(None), now=NOW + timedelta(days=40))
        letter = letter_for(last(registration, Happening.REMINDED))
    mail = letter.text.replace("\xa0", " ")
    left = document.gross_ore - 43_750

    assert f"Vi har fått 437,50 kr för faktura {document.full_number}." in mail
    assert f"{formats.money(left)} är kvar att betala.".replace("\xa0", " ") in mail
    assert "inte sett någon betalning" not in mail
    assert mail.count("de senaste dagarna") == 1
    assert " du " not in mail
    assert [label for label, _sum in page_of(reminder)["lines"]["groups"][0]["rows"]] == [
        f"Fakturans summa, {document.full_number}",
        "Vi har fått",
        f"Återstår att betala av faktura {document.full_number}",
    ]
