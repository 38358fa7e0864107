"""Reminders: by the ladder, each rung once, never for what is paid, paused or not yet sent."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from registrations import ledger
from registrations.actors import SYSTEM, Actor
from registrations.cancellation import cancel
from registrations.errors import ReasonNeeded
from registrations.invoicing import crediting, reminders, write_off
from registrations.invoicing.refusals import NotToBeReminded
from registrations.invoicing.standing import charges_to_pay, state_of
from registrations.models import (
    BankFile,
    Charge,
    Decision,
    Document,
    DocumentEvent,
    LogEntry,
    Message,
    Registration,
    Reminder,
    ReminderStep,
    Seller,
)
from registrations.tasks import STEPS
from registrations.words import (
    ActorKind,
    BankFormat,
    ChargeKind,
    Happening,
    InvoiceHappening,
    InvoiceState,
    VatKind,
)
from tests.factories.billing import (
    invoice,
    pay_by_bank,
    reminded_with_fee,
    sign_up_invoiced,
    standing_of,
)
from tests.factories.payments import make_seller
from tests.factories.registrations import make_offering
from tests.invariants import assert_always_true

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
STAFF = Actor(ActorKind.STAFF)


@pytest.fixture(autouse=True)
def ladder() -> None:
    """A seller with 30 days to pay, and a ladder of two rungs."""
    make_seller()
    ReminderStep.objects.all().delete()
    ReminderStep.objects.create(days_after_due=5, days_to_pay=10, fee_ore=0, text_sv="Hej igen")
    ReminderStep.objects.create(days_after_due=20, days_to_pay=8, fee_ore=6_000)


def send(document: Document) -> Document:
    DocumentEvent.objects.create(document=document, happening=InvoiceHappening.SENT)
    return document


@pytest.fixture
def document() -> Document:
    return send(invoice(sign_up_invoiced(make_offering(fee=100_000))))


def after_due(days: int) -> datetime:
    return timezone.now() + timedelta(days=30 + days)


def remind(document: Document, days: int) -> Reminder:
    return reminders.remind(document_id=document.pk, actor=STAFF, now=after_due(days))


def due(days: int) -> list[int]:
    found = reminders.due_reminders(timezone.localdate(after_due(days)))
    return [one.step.days_after_due for one in found]


@pytest.mark.parametrize(("days", "rungs"), [(0, []), (4, []), (5, [5]), (60, [5])])
def test_the_first_rung_comes_first_whenever_it_is_climbed(
    document: Document, days: int, rungs: list[int]
) -> None:
    assert due(days) == rungs


def test_a_reminder_is_written_mailed_and_charged(document: Document) -> None:
    remind(document, 5)
    second = remind(document, 20)

    assert second.charge is not None
    assert (second.number, second.days_after_due, second.open_ore) == (2, 20, 125_000)
    assert second.due_on == timezone.localdate(after_due(28))
    fee = second.charge
    assert (fee.kind, fee.net_ore, fee.vat_ore, fee.vat_kind) == (
        ChargeKind.REMINDER,
        6_000,
        0,
        VatKind.OUTSIDE,
    )
    mails = Message.objects.filter(kind=Happening.REMINDED)
    assert [mail.to for mail in mails] == ["faktura@example.org"] * 2
    entry = LogEntry.objects.filter(happening=Happening.REMINDED).latest("pk")
    assert entry.fields == [f"reminder:{second.pk}"]
    assert charges_to_pay(document)[-1] == fee
    assert state_of(standing_of(document)) == InvoiceState.REMINDED
    assert_always_true()


def test_the_text_of_the_rung_stands_on_the_reminder(document: Document) -> None:
    assert remind(document, 5).text == "Hej igen"


def test_each_rung_is_climbed_once_and_the_reminders_day_passes_first(document: Document) -> None:
    remind(document, 18)

    with pytest.raises(NotToBeReminded):
        remind(document, 20)
    remind(document, 29)
    with pytest.raises(NotToBeReminded):
        remind(document, 90)

    assert Reminder.objects.count() == 2


def _pay(document: Document) -> None:
    pay_by_bank(document)


def _credit(document: Document) -> None:
    crediting.credit(document_id=document.pk, reason="Fel", actor=STAFF)


def _write_off(document: Document) -> None:
    write_off.write_off(document_id=document.pk, reason="Konkurs", actor=STAFF)


def _pause(document: Document) -> None:
    reminders.pause(document_id=document.pk, reason="Säger sig ha betalat", actor=STAFF)


@pytest.mark.parametrize("settle", [_pay, _credit, _write_off, _pause])
def test_what_is_paid_credited_written_off_or_paused_is_not_reminded_of(
    document: Document, settle: Callable[[Document], None]
) -> None:
    settle(document)

    assert due(5) == []
    with pytest.raises(NotToBeReminded):
        remind(document, 5)


def test_what_has_not_been_sent_is_not_reminded_of(document: Document) -> None:
    never_sent = invoice(sign_up_invoiced(make_offering(fee=100_000)))

    found = reminders.due_reminders(timezone.localdate(after_due(5)))

    assert [one.invoice.pk for one in found] == [document.pk]
    with pytest.raises(NotToBeReminded):
        remind(never_sent, 5)


def test_a_pause_is_said_once_and_taken_up_again(document: Document) -> None:
    for _ in range(2):
        _pause(document)
    for _ in range(2):
        reminders.resume(document_id=document.pk, reason="Inget kom", actor=STAFF)

    kinds = document.events.values_list("happening", flat=True)
    assert list(kinds) == ["sent", "paused", "resumed"]
    assert due(5) == [5]
    with pytest.raises(ReasonNeeded):
        reminders.pause(document_id=document.pk, reason="", actor=STAFF)


def test_a_fee_is_waived_and_what_was_paid_of_it_is_free(document: Document) -> None:
    remind(document, 5)
    reminder = remind(document, 20)
    pay_by_bank(document, 131_000)

    for _ in range(2):
        reminders.waive_fee(reminder_id=reminder.pk, reason="Vår miss", actor=STAFF)

    assert standing_of(document).reminder_fees_ore == 0
    assert Decision.objects.filter(settled_at=None).count() == 1
    event = document.events.get(happening=InvoiceHappening.FEE_WAIVED)
    assert event.detail == "Vår miss"
    assert_always_true()


def read_bank(days: int) -> None:
    BankFile.objects.create(
        name="fil.xml", sha256="0" * 64, format=BankFormat.CAMT_054, imported_at=after_due(days)
    )


def test_the_tick_reminds_where_the_organisation_wishes_it(document: Document) -> None:
    remind_due: Any = next(step.run for step in STEPS if step.name == "remind")
    read_bank(5)
    unwished = remind_due(after_due(5))
    Seller.objects.update(reminds_automatically=True)

    assert unwished == 0
    assert (remind_due(after_due(5)), remind_due(after_due(5))) == (1, 0)


def test_the_tick_waits_until_the_banks_file_of_yesterday_is_read(document: Document) -> None:
    Seller.objects.update(reminds_automatically=True)
    read_bank(5)

    assert reminders.remind_due(after_due(6)) == 0
    read_bank(6)
    assert reminders.remind_due(after_due(6)) == 1


def test_those_of_many_that_are_due_are_reminded(document: Document) -> None:
    other = send(invoice(sign_up_invoiced(make_offering(fee=100_000))))
    _pause(other)

    number = reminders.remind_many([document.pk, other.pk], actor=SYSTEM, now=after_due(5))

    assert number == 1


def test_a_fee_alone_is_not_reminded_of(document: Document) -> None:
    remind(document, 20)
    second = remind(document, 31)
    pay_by_bank(document)

    assert second.charge is not None
    assert standing_of(document).reminder_fees_ore == 6_000
    assert due(300) == []


def _cancel(registration: Registration) -> None:
    for participant in registration.participants.all():
        cancel(participant_id=participant.pk, actor=SYSTEM, charges_fee=False)


def test_with_the_last_that_is_cancelled_goes_the_fee() -> None:
    offering = make_offering(fee=100_000, size=5)
    first, second = sign_up_invoiced(offering), sign_up_invoiced(offering, number=2)
    document = invoice(first, second)
    reminded_with_fee(document)
    fees = []

    for registration in (first, second):
        _cancel(registration)
        fees.append(standing_of(document).reminder_fees_ore)

    assert fees == [6_000, 0]
    assert ledger.open_ore(document.payer) == 0
    assert_always_true()


def test_what_was_paid_of_a_fee_stays_when_all_is_cancelled(document: Document) -> None:
    reminded_with_fee(document)
    pay_by_bank(document, 127_000)

    _cancel(document.payer.registration)

    fee = Charge.objects.get(kind=ChargeKind.REMINDER)
    assert standing_of(document).reminder_fees_ore == 0
    assert sum(ledger.lowered_ore([fee])[fee.pk]) == ledger.allocated_ore([fee])[fee.pk] == 2_000
    assert_always_true()


def test_a_fee_in_another_offering_goes_with_the_next_tick() -> None:
    first = sign_up_invoiced(make_offering(fee=100_000))
    second = sign_up_invoiced(make_offering(fee=100_000))
    document = invoice(first, second)
    reminded_with_fee(document)
    _cancel(first)
    _cancel(second)
    before = standing_of(document).reminder_fees_ore

    dropped = [reminders.drop_idle_fees(timezone.now()) for _ in range(2)]

    assert (before, dropped) == (6_000, [1, 0])
    assert standing_of(document).reminder_fees_ore == 0
    assert_always_true()
