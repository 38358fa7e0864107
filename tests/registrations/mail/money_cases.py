"""The cases of mails about money: each returns the message that its stored text is about."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta

from django.db import transaction
from django.test import override_settings

from registrations import approval, cancellation, lapsing, waitlist
from registrations.actors import CONTACT, PARTICIPANT, staff
from registrations.batches import plan_cancel_offering, run_due_batches
from registrations.charges import reverse_parts
from registrations.invoicing.issuing import issue
from registrations.invoicing.reminders import remind
from registrations.mail import outbox
from registrations.models import (
    CancellationStep,
    Checkout,
    Document,
    Message,
    Offering,
    Payment,
    ReminderStep,
)
from registrations.payments import local_bank, refunds
from registrations.signup_sheet import PayerDetails
from registrations.words import Happening, LateMoney, PayerKind
from tests.factories.money import bring_money
from tests.factories.payments import checkout_for, make_seller, pay_locally
from tests.factories.registrations import sign_up
from tests.registrations.mail.letters import last
from tests.registrations.mail.people import (
    NOW,
    PAYER,
    conference,
    full_conference,
    of,
    register_anna,
    register_group,
)

ONLINE = replace(PAYER, pays_online=True)
BILLED = replace(
    PAYER, org_number="212000-1173", street="Gröna torg 2", postcode="241 80", town="Eslöv"
)
SUM = 243750


def paying() -> AbstractContextManager[None]:
    """Let the local test bank be the provider, for a seller whose details are known."""
    make_seller()
    return override_settings(DEBUG=True, PAYMENTS_BACKEND="local")


def held(language: str) -> Message:
    with paying():
        return last(register_anna(conference(), language, payer=ONLINE), Happening.HELD)


def held_group(language: str) -> Message:
    with paying():
        return last(register_group(conference(size=2), language, payer=ONLINE), Happening.HELD)


def registered_and_paid(language: str) -> Message:
    with paying():
        registration = register_anna(conference(), language, payer=ONLINE)
        pay_locally(registration, NOW)
        return last(registration, Happening.REGISTERED)


def registered_group_and_paid(language: str) -> Message:
    with paying():
        registration = register_group(conference(), language, payer=ONLINE)
        pay_locally(registration, NOW)
        return last(registration, Happening.REGISTERED)


def registered_with_a_right_of_withdrawal(language: str) -> Message:
    payer = PayerDetails(kind=PayerKind.PERSON, name="Anna Berg", pays_online=True)
    with paying():
        registration = register_anna(conference(withdrawal_days=14), language, payer=payer)
        pay_locally(registration, NOW)
        return last(registration, Happening.REGISTERED)


def receipt(language: str) -> Message:
    with paying():
        registration = register_anna(conference(), language, payer=ONLINE)
        bring_money(of(registration), SUM, now=NOW)
        return last(registration, Happening.RECEIPT)


def receipt_to_the_payers_own_address(language: str) -> Message:
    payer = replace(ONLINE, email="faktura@eslov.example")
    with paying():
        registration = register_group(conference(), language, payer=payer)
        bring_money(of(registration), SUM * 3, now=NOW)
        return last(registration, Happening.RECEIPT)


def receipt_of_a_test(language: str) -> Message:
    with paying():
        registration = register_anna(conference(), language, payer=ONLINE)
        pay_locally(registration, NOW)
        return last(registration, Happening.RECEIPT)


def credited_in_part(language: str) -> Message:
    with paying():
        registration = register_anna(conference(), language, payer=ONLINE)
        bring_money(of(registration), SUM, now=NOW)
        charge = registration.payers.get().charges.get()
        refunds.refund_part(
            charge_id=charge.pk, gross_ore=50000, reason="Ingen lunch", actor=staff(None)
        )
        return last(registration, Happening.CREDITED)


def credited_for_several(language: str) -> Message:
    offering = conference()
    CancellationStep.objects.create(offering=offering, days_before=200, per_cent=50)
    with paying():
        registration = register_group(offering, language, payer=ONLINE)
        pay_locally(registration, NOW)
        for person in registration.participants.all():
            cancellation.cancel(
                participant_id=person.pk, actor=PARTICIPANT, now=NOW + timedelta(days=1)
            )
        return last(registration, Happening.CREDITED)


def cancel_paid(language: str, offering: Offering) -> Payment:
    with paying():
        registration = register_anna(offering, language, payer=ONLINE)
        payment = pay_locally(registration, NOW)
        later = NOW + timedelta(days=1)
        cancellation.cancel(participant_id=of(registration).pk, actor=PARTICIPANT, now=later)
        return payment


def credited_with_fee(language: str) -> Message:
    offering = conference()
    CancellationStep.objects.create(offering=offering, days_before=200, per_cent=50)
    payment = cancel_paid(language, offering)
    return last(payment.payer.registration, Happening.CREDITED)


def credited_while_disputed(language: str) -> Message:
    with paying():
        registration = register_anna(conference(), language, payer=ONLINE)
        bring_money(of(registration), SUM, now=NOW)
        Checkout.objects.update(disputed_at=NOW)
        cancellation.cancel(participant_id=of(registration).pk, actor=PARTICIPANT)
        return last(registration, Happening.CREDITED)


def cancelled_when_paid(language: str) -> Message:
    payment = cancel_paid(language, conference())
    return last(payment.payer.registration, Happening.CANCELLED)


def offering_cancelled_when_paid(language: str) -> Message:
    offering = conference()
    with paying():
        registration = register_anna(offering, language, payer=ONLINE)
        pay_locally(registration, NOW)
        plan_cancel_offering(
            offering=offering, actor=staff(None), reason_sv="För få.", reason_en="Too few."
        )
        run_due_batches(NOW + timedelta(minutes=11))
        return last(registration, Happening.OFFERING_CANCELLED)


def seat_gone(language: str, **fields: object) -> Message:
    """Let Anna's seat lapse and go to someone else, and her money come then."""
    offering = conference(size=1, **fields)
    with paying():
        registration = register_anna(offering, language, payer=ONLINE)
        checkout_for(registration, NOW)
        cancellation.cancel(participant_id=of(registration).pk, actor=CONTACT)
        sign_up(offering)
        pay_late(registration.payers.get().checkouts.get())
        return last(registration, Happening.SEAT_GONE)


def pay_late(checkout: Checkout) -> None:
    assert local_bank.pay(str(checkout.session_id), now=NOW)


def seat_gone_undecided(language: str) -> Message:
    return seat_gone(language, late_money=LateMoney.DECIDE)


def seat_gone_for_one_of_two(language: str) -> Message:
    with paying():
        registration = register_group(conference(), language, payer=ONLINE)
        checkout = checkout_for(registration, NOW)
        third = registration.participants.get(number=3)
        cancellation.cancel(participant_id=third.pk, actor=CONTACT)
        pay_late(checkout)
        return last(registration, Happening.SEAT_GONE)


def seat_gone_but_for_too_much_money(language: str) -> Message:
    with paying():
        registration = register_anna(conference(), language, payer=ONLINE)
        checkout = checkout_for(registration, NOW)
        with transaction.atomic():
            reverse_parts({registration.payers.get().charges.get(): 43750}, now=NOW)
        pay_late(checkout)
        return last(registration, Happening.SEAT_GONE)


def refund_asked(language: str) -> Message:
    message = seat_gone_undecided(language)
    with override_settings(DEBUG=True, PAYMENTS_BACKEND="local"):
        refunds.refund_free_money(
            payment_id=Payment.objects.get().pk,
            reason="Det fanns ingen plats till.",
            actor=staff(None),
        )
    assert message.registration is not None
    return last(message.registration, Happening.REFUND_ASKED)


def lapsed_unpaid(language: str) -> Message:
    with paying():
        registration = register_anna(conference(), language, payer=ONLINE)
        lapsing.lapse_due(NOW + timedelta(hours=1))
        return last(registration, Happening.LAPSED)


def lapsed_unpaid_group(language: str) -> Message:
    with paying():
        registration = register_group(conference(), language, payer=ONLINE)
        lapsing.lapse_due(NOW + timedelta(hours=1))
        return last(registration, Happening.LAPSED)


def offered_to_pay(language: str) -> Message:
    offering = full_conference()
    with paying():
        registration = register_anna(offering, language, payer=ONLINE)
        first = offering.participants.exclude(registration=registration).get()
        cancellation.cancel(participant_id=first.pk, actor=CONTACT)
        return last(registration, Happening.OFFERED)


def offered_after_application(language: str) -> Message:
    with paying():
        registration = register_anna(conference(approval=True), language, payer=ONLINE)
        approval.approve(participant_id=of(registration).pk, actor=staff(None))
        return last(registration, Happening.OFFERED)


def offer_extended_to_pay(language: str) -> Message:
    with paying():
        registration = register_anna(conference(), language, payer=ONLINE)
        waitlist.extend_offer(participant_id=of(registration).pk, actor=staff(None))
        return last(registration, Happening.OFFER_EXTENDED)


def lapsed_offer_unpaid(language: str) -> Message:
    with paying():
        registration = register_anna(conference(approval=True), language, payer=ONLINE)
        approval.approve(participant_id=of(registration).pk, actor=staff(None))
        Message.objects.filter(kind=Happening.OFFERED).update(sent_at=NOW)
        lapsing.lapse_due(NOW + timedelta(days=4))
        return last(registration, Happening.LAPSED)


def invoiced(language: str) -> Message:
    make_seller(bankgiro="5050-1055", swish_number="123 678 56 90")
    registration = register_anna(conference(), language, payer=BILLED)
    issue(payer_ids=[registration.payers.get().pk], actor=staff(None), now=NOW)
    return last(registration, Happening.INVOICED)


def invoice_credited(language: str) -> Message:
    registration = invoiced(language).registration
    assert registration is not None
    cancellation.cancel(participant_id=of(registration).pk, actor=PARTICIPANT, now=NOW)
    return last(registration, Happening.INVOICE_CREDITED)


def reminded(language: str) -> Message:
    message = invoiced(language)
    assert message.registration is not None
    outbox.send_due(NOW + timedelta(minutes=1))
    ReminderStep.objects.all().delete()
    ReminderStep.objects.create(days_after_due=5, fee_ore=6000)
    document = Document.objects.get()
    remind(document_id=document.pk, actor=staff(None), now=NOW + timedelta(days=40))
    return last(message.registration, Happening.REMINDED)


MONEY_CASES: list[Callable[[str], Message]] = [
    held,
    held_group,
    registered_and_paid,
    registered_group_and_paid,
    registered_with_a_right_of_withdrawal,
    receipt,
    receipt_to_the_payers_own_address,
    receipt_of_a_test,
    credited_in_part,
    credited_for_several,
    credited_with_fee,
    credited_while_disputed,
    cancelled_when_paid,
    offering_cancelled_when_paid,
    seat_gone,
    seat_gone_undecided,
    seat_gone_for_one_of_two,
    seat_gone_but_for_too_much_money,
    refund_asked,
    lapsed_unpaid,
    lapsed_unpaid_group,
    lapsed_offer_unpaid,
    offered_to_pay,
    offered_after_application,
    offer_extended_to_pay,
    invoiced,
    invoice_credited,
    reminded,
]
