"""The proof of invoices and of what the bank told: silent where all is well, else it names it."""

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256

import pytest
from django.utils import timezone

from registrations.actors import SYSTEM
from registrations.invoicing import handing_over, reminders
from registrations.models import (
    BankMovement,
    BookExport,
    Charge,
    Document,
    Payer,
    Payment,
    Reminder,
    ReminderStep,
)
from registrations.proof import first_disagreement, prove_money
from registrations.words import ChargeKind, MovementKind
from tests.factories.billing import invoice, pay_by_bank, sign_up_invoiced
from tests.factories.payments import make_seller
from tests.factories.registrations import make_offering
from tests.registrations.test_proof import without_guards

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]


def reminded_invoice() -> Document:
    """Return an invoice that was reminded of at a fee, and then paid in part."""
    make_seller()
    ReminderStep.objects.all().delete()
    ReminderStep.objects.create(days_after_due=5, fee_ore=6_000)
    document = invoice(sign_up_invoiced(make_offering(size=5, fee=100_000)))
    handing_over.mark_sent([document.pk], how="post", actor=SYSTEM)
    later = timezone.now() + timedelta(days=60)
    reminders.remind(document_id=document.pk, actor=SYSTEM, now=later)
    pay_by_bank(document, 50_000, now=later)
    return document


def say_another_sum() -> str:
    without_guards("document_is_never_edited")
    document = Document.objects.get()
    Document.objects.update(content={**document.content, "gross_ore": 1})
    return f"Document {document.pk}: {document} says 1 öre, its row 125000."


def credit_too_much() -> str:
    document = Document.objects.get()
    Document.objects.create(
        kind="credit_note",
        series=document.series,
        year=document.year,
        number=document.number + 1,
        offering=document.offering,
        payer=document.payer,
        credits=document,
        issued_on=document.issued_on,
        content={},
        net_ore=-100_100,
        vat_ore=-25_000,
    )
    return f"Document {document.pk}: {document} is 125000 öre, of which 125100 are credited."


def charge_a_reminder_that_nobody_sent() -> str:
    charge = Charge.objects.create(
        payer=Payer.objects.get(), kind=ChargeKind.REMINDER, net_ore=6_000, vat_rate=0, vat_ore=0
    )
    return f"Charge {charge.pk}: 6000 öre are charged for a reminder that nobody sent."


def remind_somebody_else() -> str:
    other = sign_up_invoiced(make_offering(size=5, fee=1_000))
    reminder = Reminder.objects.get()
    without_guards("charge_is_never_edited")
    Charge.objects.filter(reminder=reminder).update(payer=other.payers.get())
    return f"Reminder {reminder.pk}: {reminder} charges somebody other"


def change_a_movement() -> str:
    without_guards("bank_movement_is_never_edited")
    BankMovement.objects.update(amount_ore=50_001)
    movement = BankMovement.objects.get()
    return f"BankMovement {movement.pk}: of 50001 öre became payment {movement.payment_id}"


def put_aside_without_asking() -> str:
    movement = BankMovement.objects.get()
    movement.pk, movement.payment, movement.kind = None, None, MovementKind.ASIDE
    movement.key = "other"
    movement._state.adding = True
    movement.save(force_insert=True)
    return f"BankMovement {movement.pk}: of 50000 öre is put aside, and nobody was asked"


def book_what_no_file_told_of() -> str:
    payment = Payment.objects.create(
        source="bank", external_id="x", amount_ore=7, received_at=timezone.now()
    )
    return f"Payment {payment.pk}: 7 öre came by bank, but no file told of them."


def change_an_export() -> str:
    today = timezone.localdate()
    export = BookExport.objects.create(
        from_on=today,
        until_on=today,
        voucher_count=0,
        debit_ore=0,
        body=b"#FLAGGA 0",
        sha256="0" * 64,
    )
    return f"BookExport {export.pk}: has the hash {sha256(b'#FLAGGA 0').hexdigest()}"


DISAGREEMENTS: tuple[Callable[[], str], ...] = (
    say_another_sum,
    credit_too_much,
    charge_a_reminder_that_nobody_sent,
    remind_somebody_else,
    change_a_movement,
    put_aside_without_asking,
    book_what_no_file_told_of,
    change_an_export,
)


def test_sound_invoices_leave_the_proof_silent() -> None:
    reminded_invoice()

    assert first_disagreement() is None


@pytest.mark.parametrize("plant", DISAGREEMENTS, ids=lambda plant: plant.__name__)
def test_planted_disagreement_is_named(plant: Callable[[], str]) -> None:
    reminded_invoice()

    expected = plant()

    found = [str(one) for one in prove_money()]
    assert any(one.startswith(expected) for one in found), found
