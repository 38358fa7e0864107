"""To whom mail about invoices goes when addresses are put right or people are erased."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from registrations import people, retention
from registrations.actors import Actor
from registrations.invoicing import crediting, handing_over
from registrations.invoicing.refusals import NoAddress
from registrations.mail import outbox
from registrations.models import Charge, Message, Registration, Reminder
from registrations.signup_sheet import PayerDetails
from registrations.words import ActorKind, ChargeKind, Happening
from tests.factories.billing import ESLOV, invoice, reminded_with_fee, sign_up_invoiced
from tests.factories.payments import make_seller
from tests.factories.registrations import make_offering

pytestmark = pytest.mark.django_db

STAFF = Actor(ActorKind.STAFF)
CORRECTED = replace(ESLOV, email="ratt@example.org")
YEARS = timedelta(days=1200)


def signed_up(payer: PayerDetails = ESLOV) -> Registration:
    make_seller()
    return sign_up_invoiced(make_offering(fee=100_000), payer=payer)


def sent_to() -> list[str]:
    """Send what waits, and return to whom it went."""
    mail.outbox.clear()
    outbox.send_due(timezone.now() + timedelta(minutes=10))
    return [to for message in mail.outbox for to in message.to]


def test_credit_note_of_one_who_is_erased_reaches_the_buyer() -> None:
    registration = signed_up()
    invoice(registration)
    sent_to()

    retention.erase(registration_id=registration.pk, actor=STAFF)

    note = Message.objects.get(kind=Happening.INVOICE_CREDITED)
    assert (note.dropped_at, note.to) == (None, ESLOV.email)
    assert ESLOV.email in sent_to()


def test_invoice_just_issued_reaches_the_buyer_though_the_registration_is_emptied() -> None:
    later = timezone.now() + YEARS
    invoice(signed_up(), now=later)

    retention.purge_due(later)

    bill = Message.objects.get(kind=Happening.INVOICED)
    assert (bill.dropped_at, bill.to) == (None, ESLOV.email)


def test_invoice_that_waits_follows_the_address_put_right() -> None:
    document = invoice(signed_up())

    people.change_payer(payer_id=document.payer_id, details=CORRECTED, actor=STAFF)

    bill = Message.objects.get(kind=Happening.INVOICED)
    assert CORRECTED.email in sent_to()
    bill.refresh_from_db()
    assert bill.to == CORRECTED.email


def test_credit_and_the_invoice_put_right_go_to_the_buyer_alone() -> None:
    document = invoice(signed_up())
    sent_to()

    crediting.credit_and_reissue(
        document_id=document.pk, details=CORRECTED, reason="Fel adress", actor=STAFF
    )

    assert set(sent_to()) == {CORRECTED.email}


def test_nothing_is_mailed_again_where_no_address_is_left() -> None:
    document = invoice(signed_up(replace(ESLOV, email="")))
    retention.purge_due(timezone.now() + YEARS)
    document.refresh_from_db()
    before = Message.objects.count()

    with pytest.raises(NoAddress):
        handing_over.mail_again(document, seen=handing_over.last_told(document), actor=STAFF)

    assert Message.objects.count() == before


def test_nobody_is_charged_for_a_reminder_that_reaches_nobody() -> None:
    document = invoice(signed_up(replace(ESLOV, email="")))
    retention.purge_due(timezone.now() + YEARS)

    with pytest.raises(NoAddress):
        reminded_with_fee(document)

    assert not Reminder.objects.exists()
    assert not Charge.objects.filter(kind=ChargeKind.REMINDER).exists()
