"""Builds invoices for tests, through the domain: people of organisations who are invoiced."""

from copy import copy
from datetime import datetime, time, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from registrations import ledger
from registrations.actors import SYSTEM
from registrations.invoicing import issuing, reminders, standing
from registrations.invoicing.bank.entries import CREDIT, fingerprint_of
from registrations.models import (
    BankFile,
    BankMovement,
    Charge,
    Document,
    DocumentEvent,
    Offering,
    Payer,
    Payment,
    Registration,
    Reminder,
    ReminderStep,
)
from registrations.signup_sheet import PayerDetails
from registrations.words import BankFormat, InvoiceHappening, MovementKind, PayerKind
from tests.factories.registrations import make_offering, sign_up

_numbers = count(1)

ESLOV = PayerDetails(
    kind=PayerKind.ORGANISATION,
    name="Eslövs kommun",
    org_number="212000-1173",
    reference="G12345",
    email="faktura@example.org",
    street="Box 1",
    postcode="241 80",
    town="Eslöv",
)


def sign_up_invoiced(offering: Offering, **fields: Any) -> Registration:
    """Register people whose organisation is invoiced; their seats are confirmed at once."""
    return sign_up(offering, **{"payer": ESLOV} | fields)


def many_with_vat(quoted: int, number: int) -> Registration:
    """Register someone who is charged so many times at a price quoted with 25 % of VAT in it."""
    offering = make_offering(fee=1)
    fee = offering.fees.get()
    fee.amount_ore, fee.includes_vat = quoted, True
    fee.save()
    registration = sign_up_invoiced(offering)
    charge = Charge.objects.get(payer__registration=registration)
    charge.pk = None
    Charge.objects.bulk_create(copy(charge) for _time in range(number - 1))
    return registration


def payer_of(registration: Registration) -> Payer:
    return Payer.objects.get(registration=registration)


def invoice(*registrations: Registration, now: datetime | None = None, **terms: Any) -> Document:
    """Issue one invoice over all that the registrations' payers are to be invoiced."""
    payer_ids = [payer_of(one).pk for one in registrations]
    return issuing.issue(payer_ids=payer_ids, actor=SYSTEM, now=now, **terms)


def standing_of(document: Document) -> Any:
    """Return the invoice with how it stands, read anew."""
    return standing.invoices().get(pk=document.pk)


def pay_by_bank(
    document: Document, ore: int | None = None, *, now: datetime | None = None
) -> Payment:
    """Let money come by bank and put it on the invoice; what is too much is asked about."""
    now = now or timezone.now()
    with issuing.locked_payers([document.payer_id]):
        payment = Payment.objects.create(
            payer=document.payer,
            source="bank",
            external_id=f"test-{next(_numbers)}",
            amount_ore=standing_of(document).open_ore if ore is None else ore,
            received_at=now,
            created_at=now,
        )
        _tell_of(payment)
        to_pay = ledger.still_open(standing.charges_to_pay(document))
        ledger.put_on(payment, to_pay, now=now)
        if ledger.free_ore(payment) > 0:
            ledger.ask(ledger.ABOUT_MONEY[0], payment, now=now)
    return payment


def reminded_with_fee(document: Document, fee_ore: int = 6_000) -> Reminder:
    """Send the invoice and, once it is late, the first reminder of it, with a fee."""
    DocumentEvent.objects.create(document=document, happening=InvoiceHappening.SENT)
    ReminderStep.objects.all().delete()
    ReminderStep.objects.create(days_after_due=1, fee_ore=fee_ore)
    due_on = document.due_on or timezone.localdate()
    day = max(due_on + timedelta(days=2), timezone.localdate())
    late = timezone.make_aware(datetime.combine(day, time(12)))
    return reminders.remind(document_id=document.pk, actor=SYSTEM, now=late)


def _tell_of(payment: Payment) -> None:
    """Write the movement of a bank's file that told of a payment."""
    day = timezone.localdate(payment.received_at)
    BankMovement.objects.create(
        file=BankFile.objects.get_or_create(name="test.xml", format=BankFormat.CAMT_054)[0],
        kind=MovementKind.PAYMENT,
        key=f"50501055:CRDT:{payment.external_id}",
        fingerprint=fingerprint_of(day, payment.amount_ore, "SEK", CREDIT),
        account="50501055",
        amount_ore=payment.amount_ore,
        currency="SEK",
        booked_on=day,
        direction=CREDIT,
        payment=payment,
    )
