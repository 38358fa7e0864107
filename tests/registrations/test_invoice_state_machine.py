"""Walks invoices, reminders, the bank and cards in any order; every rule holds after each."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from registrations.invoicing import crediting, handing_over, issuing, reminders, write_off
from registrations.invoicing.bank import leaving, placing, reading
from registrations.models import (
    BankAccount,
    BankMovement,
    Document,
    Payer,
    Payment,
    Reminder,
    ReminderStep,
)
from registrations.signup_sheet import IfFull, PayerDetails
from registrations.words import DocumentKind, PayerKind, PaymentMethod, WaitlistMode
from tests.factories.billing import ESLOV, standing_of
from tests.factories.camt import OUR_BANKGIRO, File, Movement, camt
from tests.registrations.test_state_machine import ORGANISER, PICK, Registrations, walk

SHARES = st.sampled_from([1, 1, 2, 3])


class Invoices(Registrations):
    """Money of all kinds round one Offering: organisations that are invoiced, people with cards.

    What `Registrations` already walks of seats alone is left out, so that more happens to money.
    """

    accept = decline_offer = extend = rejoin = swap = resize = send_mail = None
    approve = confirm_out_of_turn = decline_application = None
    plan_batch = stop_batch = cancel_offering = None

    def __init__(self) -> None:
        super().__init__()
        BankAccount.objects.create(name="Bankgiro", number=OUR_BANKGIRO)
        ReminderStep.objects.create(days_after_due=5, fee_ore=6_000)
        ReminderStep.objects.create(days_after_due=15)
        self.files: list[bytes] = []

    @initialize(crowd=st.lists(st.integers(0, 2), min_size=3, max_size=6))
    def open_offering(self, crowd: list[int]) -> None:
        """Start with seats for all, people who owe, and one invoice."""
        super().open_offering(20, WaitlistMode.AUTOMATIC, False, crowd)
        self.register([0, 0], {0}, IfFull.SPLIT, uncounted=False, online=False)
        self.issue(list(range(len(crowd) + 1)))
        assert Document.objects.filter(kind=DocumentKind.INVOICE).exists()

    def payer(self, *, pays_online: bool) -> PayerDetails:
        return PayerDetails(kind=PayerKind.PERSON, pays_online=True) if pays_online else ESLOV

    def invoice(self, pick: int) -> Document:
        invoices = Document.objects.filter(kind=DocumentKind.INVOICE).order_by("pk")
        return invoices[pick % len(invoices)]

    @rule(picks=st.lists(PICK, min_size=1, max_size=3))
    def issue(self, picks: list[int]) -> None:
        payers = Payer.objects.filter(method=PaymentMethod.INVOICE).order_by("pk")
        if payers:
            chosen = [payers[pick % len(payers)].pk for pick in picks]
            self.attempt(issuing.issue, payer_ids=chosen, actor=ORGANISER, now=self.now)

    @rule(picks=st.lists(PICK, min_size=1, max_size=3), share=SHARES, extra=st.booleans())
    def bank_pays(self, picks: list[int], share: int, extra: bool) -> None:
        """One payment for one invoice or several: the whole sum, a part of it, or too much."""
        invoices = list({one.pk: one for one in map(self.invoice, picks)}.values())
        ore = sum(standing_of(one).open_ore for one in invoices) // share + 5_000 * extra
        if ore:
            self.bank(ore, [(one.ocr or "", None) for one in invoices])

    @rule(ore=st.integers(1, 300_000))
    def bank_pays_for_nothing(self, ore: int) -> None:
        self.bank(ore, [("Tack för senast", None)])

    @precondition(lambda machine: machine.files)
    @rule(pick=PICK)
    def bank_file_again(self, pick: int) -> None:
        before = Payment.objects.count()
        self.read(self.files[pick % len(self.files)])
        assert Payment.objects.count() == before

    @rule(pick=PICK)
    def bank_takes_back(self, pick: int) -> None:
        paid = BankMovement.objects.filter(payment__isnull=False).order_by("pk")
        if paid:
            former = paid[pick % len(paid)]
            number = former.key.split(":")[2]
            self.bank(former.amount_ore, [], number=number, direction="DBIT", is_reversal=True)

    def bank(self, ore: int, references: list[tuple[str, int | None]], **fields: Any) -> None:
        self.serial += 1
        movement = Movement(
            **{
                "ore": ore,
                "number": f"B{self.serial}",
                "booked_on": timezone.localdate(self.now),
                "references": references,
            }
            | fields
        )
        self.files.append(camt(File([movement], message_id=f"M{self.serial}")))
        self.read(self.files[-1])

    def read(self, body: bytes) -> None:
        reading.read_file(body=body, name="bank.xml", actor=ORGANISER, now=self.now)

    @rule(pick=PICK, onto=PICK)
    def place(self, pick: int, onto: int) -> None:
        payments = Payment.objects.filter(source=reading.SOURCE).order_by("pk")
        if payments:
            payment = payments[pick % len(payments)]
            parts = [self.invoice(onto).pk]
            self.attempt(
                placing.place, payment_id=payment.pk, parts=parts, actor=ORGANISER, now=self.now
            )

    @rule(pick=PICK)
    def take_off(self, pick: int) -> None:
        payments = Payment.objects.filter(source=reading.SOURCE, allocations__isnull=False)
        if found := list(payments.distinct().order_by("pk")):
            payment = found[pick % len(found)]
            lines = Document.objects.filter(
                kind=DocumentKind.INVOICE, lines__charge__allocations__payment=payment
            )
            if document := lines.order_by("pk").first():
                self.attempt(
                    placing.take_off,
                    payment_id=payment.pk,
                    document_id=document.pk,
                    reason="Fel faktura",
                    actor=ORGANISER,
                    now=self.now,
                )

    @rule(pick=PICK, share=SHARES)
    def give_back(self, pick: int, share: int) -> None:
        payments = Payment.objects.filter(source=reading.SOURCE).order_by("pk")
        if payments:
            payment = payments[pick % len(payments)]
            self.attempt(
                leaving.give_back,
                payment_id=payment.pk,
                ore=payment.amount_ore // share,
                reason="Betald tillbaka",
                actor=ORGANISER,
                now=self.now,
            )

    @rule(pick=PICK, share=SHARES)
    def book_by_hand(self, pick: int, share: int) -> None:
        payments = Payment.objects.filter(source=reading.SOURCE).order_by("pk")
        if payments:
            payment = payments[pick % len(payments)]
            self.attempt(
                leaving.book_by_hand,
                payment_id=payment.pk,
                ore=payment.amount_ore // share,
                reason="Bidrag, A 117",
                actor=ORGANISER,
                now=self.now,
            )

    @rule(pick=PICK)
    def send(self, pick: int) -> None:
        handing_over.mark_sent([self.invoice(pick).pk], how="post", actor=ORGANISER, now=self.now)

    @rule(pick=PICK, share=st.sampled_from([None, 1, 2, 3]))
    def credit(self, pick: int, share: int | None) -> None:
        document = self.invoice(pick)
        parts = None
        if share is not None:
            parts = {
                one.charge.pk: one.gross_ore // share for one in crediting.creditable(document)
            }
        self.on(crediting.credit, document, parts=parts)

    @rule(pick=PICK)
    def reissue(self, pick: int) -> None:
        self.on(crediting.credit_and_reissue, self.invoice(pick), details=ESLOV)

    @rule(pick=PICK)
    def write_off(self, pick: int) -> None:
        self.on(write_off.write_off, self.invoice(pick))

    @rule(pick=PICK, by=PICK)
    def recover(self, pick: int, by: int) -> None:
        payments = Payment.objects.filter(source=reading.SOURCE).order_by("pk")
        if payments:
            self.on(
                write_off.recover, self.invoice(pick), payment_id=payments[by % len(payments)].pk
            )

    @rule(days=st.sampled_from([20, 40]))
    def time_passes_and_reminds(self, days: int) -> None:
        self.now += timedelta(days=days)
        self.traveller.move_to(self.now)
        self.run_tick()
        due = reminders.due_reminders(timezone.localdate(self.now))
        reminders.remind_many([one.invoice.pk for one in due], actor=ORGANISER, now=self.now)

    @rule(pick=PICK)
    def waive(self, pick: int) -> None:
        sent = Reminder.objects.order_by("pk")
        if sent:
            self.attempt(
                reminders.waive_fee,
                reminder_id=sent[pick % len(sent)].pk,
                reason="Kulans",
                actor=ORGANISER,
                now=self.now,
            )

    def on(self, act: Any, document: Document, **given: Any) -> None:
        self.attempt(
            act, document_id=document.pk, reason="Fel", actor=ORGANISER, now=self.now, **given
        )


@pytest.mark.postgres
@pytest.mark.django_db
def test_invoices_bank_and_cards_in_any_order_keep_every_rule() -> None:
    walk(machine=Invoices, examples=8, steps=30)


@pytest.mark.long
@pytest.mark.postgres
@pytest.mark.django_db
def test_invoices_bank_and_cards_keep_every_rule_for_long() -> None:
    walk(machine=Invoices, examples=300, steps=60)
