"""Mail about money says what is true when it leaves, once, and reaches who pays."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from pytest_django import Settings

from registrations import cancellation, lapsing, people, retention
from registrations.actors import CONTACT, PARTICIPANT, staff
from registrations.formats import NBSP
from registrations.mail import outbox
from registrations.models import (
    CancellationStep,
    Checkout,
    Document,
    Message,
    Payment,
    Registration,
)
from registrations.payments import local_bank, refunds
from registrations.payments.sync import sync
from registrations.words import CheckoutState, Happening, LateMoney
from tests.factories.payments import (
    ONLINE,
    checkout_for,
    pay_locally,
    sign_up_online,
    use_local_payments,
)
from tests.factories.registrations import make_offering

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def local_payments(settings: Settings) -> None:
    use_local_payments(settings)


def register(**fields: object) -> Registration:
    offering = make_offering(fee=100000, **fields)
    return sign_up_online(offering)


def send(minutes: int = 5) -> list[str]:
    """Send what is due some minutes from now, and return the subjects in the order of leaving."""
    outbox.send_due(timezone.now() + timedelta(minutes=minutes))
    return [letter.subject.partition(":")[0] for letter in mail.outbox]


def kronor(words: str) -> str:
    """Return words that begin with a sum, with its spaces as they are in mails."""
    sum_of_money, kr, rest = words.partition("kr")
    return sum_of_money.replace(" ", NBSP) + kr + rest


def why_dropped(kind: Happening) -> str:
    message = Message.objects.get(kind=kind)
    assert message.dropped_at is not None
    return message.last_error


def test_reminder_waits_three_minutes() -> None:
    register()

    assert (send(minutes=2), send(minutes=4)) == ([], ["Betalningen är inte klar"])


def test_reminder_to_one_who_has_paid_does_not_leave() -> None:
    registration = register()
    pay_locally(registration)

    assert sorted(send()) == [kronor("1 250 kr är betalt"), "Du har en plats"]
    assert why_dropped(Happening.HELD) == "no seat is held any more"


def test_reminder_while_the_bank_is_at_work_does_not_leave() -> None:
    registration = register()
    checkout_for(registration)
    Checkout.objects.update(state=CheckoutState.PROCESSING)

    assert send() == []
    assert why_dropped(Happening.HELD) == "the bank is at work"


def test_reminder_after_the_time_does_not_leave() -> None:
    register(hold_minutes=5)

    assert send(minutes=6) == []
    assert why_dropped(Happening.HELD) == "too late to be of use"


def test_seats_not_paid_are_told_of_once_to_who_pays() -> None:
    offering = make_offering(fee=100000)
    sign_up_online(offering, number=3, contact_email="anna@eslov.example")
    lapsing.lapse_due(timezone.now() + timedelta(hours=1))

    subjects = send(minutes=61)

    assert subjects == ["Platserna betalades inte i tid"]
    assert [letter.to for letter in mail.outbox] == [["anna@eslov.example"]]


def test_receipt_of_a_cancellation_fee_goes_with_the_credit() -> None:
    registration = register()
    CancellationStep.objects.create(offering=registration.offering, days_before=200, per_cent=50)
    registration.terms["steps"] = [[200, 50]]
    registration.save()
    pay_locally(registration)
    send()
    mail.outbox.clear()
    cancellation.cancel(participant_id=registration.participants.get().pk, actor=PARTICIPANT)

    send()

    with_files = {
        letter.subject.partition(":")[0]: [one.filename for one in letter.attachments]
        for letter in mail.outbox
    }
    credit, fee = Document.objects.order_by("-pk")[:2][::-1]
    assert with_files[kronor("625 kr betalas tillbaka")] == [
        f"{credit.full_number}.pdf",
        f"{fee.full_number}.pdf",
    ]
    assert len(with_files) == 2


def test_credits_of_a_group_go_in_one_mail() -> None:
    registration = sign_up_online(make_offering(fee=100000), number=3)
    pay_locally(registration)
    send()
    mail.outbox.clear()
    for person in registration.participants.all():
        cancellation.cancel(participant_id=person.pk, actor=CONTACT)

    send()

    about_money = [one for one in mail.outbox if "betalas tillbaka" in one.subject]
    assert [one.subject.partition(":")[0] for one in about_money] == [
        kronor("3 750 kr betalas tillbaka")
    ]
    assert [one.filename for one in about_money[0].attachments] == [
        f"{document.full_number}.pdf" for document in Document.objects.filter(credits__isnull=False)
    ][::-1]


def test_receipt_follows_a_corrected_contact() -> None:
    registration = register()
    pay_locally(registration)
    people.change_contact(
        registration_id=registration.pk,
        name="Anna Berg",
        email="ny@eslov.example",
        phone="",
        actor=CONTACT,
    )

    send()

    told = {letter.to[0] for letter in mail.outbox if "är betalt" in letter.subject}
    assert told == {"ny@eslov.example"}


def test_receipt_to_the_payers_own_address_has_no_personal_link() -> None:
    offering = make_offering(fee=100000)
    payer = replace(ONLINE, email="faktura@eslov.example")
    registration = sign_up_online(offering, payer=payer)
    pay_locally(registration)

    send()

    letter = next(one for one in mail.outbox if one.to == ["faktura@eslov.example"])
    assert "/r/" not in letter.body


def test_credit_reaches_one_who_is_erased() -> None:
    registration = register()
    pay_locally(registration)
    send()
    mail.outbox.clear()

    retention.erase(registration_id=registration.pk, actor=CONTACT)
    send()

    assert sorted(letter.subject.partition(":")[0] for letter in mail.outbox) == [
        kronor("1 250 kr betalas tillbaka"),
        "Din plats är avbokad",
    ]
    assert all("/r/" not in letter.body for letter in mail.outbox)


def test_address_of_an_erased_payer_is_emptied_after_the_last_words() -> None:
    registration = register()
    pay_locally(registration)
    retention.erase(registration_id=registration.pk, actor=CONTACT)
    send()

    retention.purge_due(timezone.now() + timedelta(hours=1))

    assert not Message.objects.exclude(to__endswith="@emptied.invalid").exists()


def stray_money() -> Payment:
    """Let money come when its seat has been cancelled, and wait for a person's decision."""
    registration = register(late_money=LateMoney.DECIDE)
    checkout = checkout_for(registration)
    cancellation.cancel(participant_id=registration.participants.get().pk, actor=CONTACT)
    assert local_bank.pay(str(checkout.session_id), now=timezone.now())
    return Payment.objects.get()


def test_refund_that_an_organiser_decided_is_told() -> None:
    payment = stray_money()
    send()
    mail.outbox.clear()
    refunds.refund_free_money(payment_id=payment.pk, reason="Fullt", actor=staff(None))

    assert send() == [kronor("1 250 kr betalas tillbaka")]


def test_refund_that_was_stopped_is_not_told() -> None:
    payment = stray_money()
    refund = refunds.refund_free_money(payment_id=payment.pk, reason="Fullt", actor=staff(None))
    refunds.hold_back(refund_id=refund.pk, reason="Fel person", actor=staff(None))

    send()

    assert why_dropped(Happening.REFUND_ASKED) == "the refund was stopped or failed"


def test_money_without_a_seat_is_told_once_though_the_bank_tells_it_twice() -> None:
    payment = stray_money()
    for _ in range(2):
        sync(payment.checkout_id)

    subjects = send()

    assert subjects.count("Betalningen kom när platsen inte fanns kvar") == 1
