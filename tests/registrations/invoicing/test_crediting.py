"""Credits of invoices: never more than stands, money finds what is owed, again and put right."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from registrations import cancellation, ledger
from registrations.actors import CONTACT, SYSTEM, Actor
from registrations.charges import standing_charges
from registrations.errors import ReasonNeeded
from registrations.invoicing import crediting, reminders
from registrations.invoicing.ready import uninvoiced
from registrations.invoicing.refusals import (
    InvoiceIncomplete,
    NothingToCredit,
    TooMuchToCredit,
)
from registrations.invoicing.standing import invoices, state_of
from registrations.invoicing.ubl import write_ubl
from registrations.mail.sending import letter_for
from registrations.models import (
    Allocation,
    CancellationStep,
    Charge,
    Decision,
    Document,
    DocumentEvent,
    LogEntry,
    Message,
    Participant,
    ReminderStep,
    Seller,
)
from registrations.words import (
    ActorKind,
    ChargeKind,
    DecisionKind,
    DocumentKind,
    Happening,
    InvoiceHappening,
    InvoiceState,
)
from tests.factories.billing import (
    ESLOV,
    invoice,
    pay_by_bank,
    payer_of,
    sign_up_invoiced,
    standing_of,
)
from tests.factories.payments import make_seller
from tests.factories.registrations import make_extra, make_offering
from tests.invariants import assert_always_true
from tests.registrations.test_discounts import make_code

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
STAFF = Actor(ActorKind.STAFF)


@pytest.fixture(autouse=True)
def seller() -> Seller:
    return make_seller()


def credit(document: Document, **options: Any) -> list[Document]:
    return crediting.credit(
        **{"document_id": document.pk, "reason": "Fel pris", "actor": STAFF} | options
    )


def reissue(document: Document, **changes: Any) -> Document:
    return crediting.credit_and_reissue(
        document_id=document.pk,
        details=replace(ESLOV, **changes),
        reason="Fel referens",
        actor=STAFF,
    )


def bill(number: int = 1, fee: int = 100_000, **fields: Any) -> Document:
    return invoice(sign_up_invoiced(make_offering(fee=fee), number=number, **fields))


def charges_on(document: Document) -> list[Charge]:
    return [one.charge for one in crediting.creditable(document)]


def test_a_whole_credit_names_the_invoice_and_its_day() -> None:
    document = bill(number=2)

    (note,) = credit(document)

    assert note.content["credits"] == {
        "number": document.full_number,
        "issued_on": document.issued_on.isoformat(),
        "kind": "invoice",
    }
    assert (note.gross_ore, note.series) == (-250_000, "KF")
    assert state_of(standing_of(document)) == InvoiceState.CREDITED
    entry = LogEntry.objects.get(happening=Happening.INVOICE_CREDITED)
    assert (entry.reason, entry.fields) == ("Fel pris", [f"document:{note.pk}"])
    assert_always_true()


def test_crediting_whole_twice_credits_once() -> None:
    document = bill()
    credit(document)

    with pytest.raises(NothingToCredit):
        credit(document)

    assert Document.objects.filter(kind=DocumentKind.CREDIT_NOTE).count() == 1


def test_several_credits_of_parts_never_exceed_the_invoice() -> None:
    document = bill(number=2)
    first, second = charges_on(document)
    credit(document, parts={first.pk: 100_000})
    credit(document, parts={first.pk: 25_000, second.pk: 333})

    with pytest.raises(TooMuchToCredit):
        credit(document, parts={first.pk: 1})
    with pytest.raises(TooMuchToCredit):
        credit(document, parts={second.pk: 124_668})
    credit(document)

    notes = Document.objects.filter(credits=document)
    assert sum(note.gross_ore for note in notes) == -250_000
    assert [note.gross_ore for note in notes.order_by("pk")] == [-100_000, -25_333, -124_667]
    assert_always_true()


def test_what_is_not_on_the_invoice_is_not_credited() -> None:
    document, other = bill(), bill()

    with pytest.raises(TooMuchToCredit):
        credit(document, parts={charges_on(other)[0].pk: 1})
    with pytest.raises(NothingToCredit):
        credit(document, parts={charges_on(document)[0].pk: 0})
    with pytest.raises(ReasonNeeded):
        credit(document, reason=" ")


def test_money_of_a_credited_part_pays_the_rest_of_the_invoice() -> None:
    document = bill(number=2)
    pay_by_bank(document, 150_000)
    first, _second = charges_on(document)

    credit(document, parts={first.pk: 50_000})

    standing = standing_of(document)
    assert (standing.paid_ore, standing.open_ore) == (150_000, 50_000)
    assert not Decision.objects.exists()
    assert_always_true()


def test_money_of_one_on_a_collective_invoice_pays_for_the_others() -> None:
    offering = make_offering(fee=100_000)
    registrations = [sign_up_invoiced(offering) for _ in range(3)]
    document = invoice(*registrations)
    pay_by_bank(document, 250_000)

    cancellation.cancel(
        participant_id=registrations[0].participants.get().pk, actor=CONTACT, reason="Sjuk"
    )

    standing = standing_of(document)
    assert (standing.lowered_ore, standing.open_ore) == (-125_000, 0)
    assert not Decision.objects.exists()
    assert_always_true()


def test_money_of_a_paid_invoice_that_is_credited_becomes_a_decision() -> None:
    document = bill()
    payment = pay_by_bank(document)

    credit(document)

    decision = Decision.objects.get()
    assert (decision.kind, decision.payment, decision.role) == (
        DecisionKind.STRAY_MONEY,
        payment,
        "bookkeeper",
    )
    assert ledger.free_ore(payment) == 125_000
    assert_always_true()


def test_what_rounding_left_goes_with_the_last_of_the_invoice(seller: Seller) -> None:
    Seller.objects.update(rounds_to_krona=True)
    document = bill(number=3, fee=33_333)
    for charge in charges_on(document):
        left = {one.charge.pk: one.gross_ore for one in crediting.creditable(document)}
        credit(document, parts={charge.pk: left[charge.pk]})

    notes = Document.objects.filter(credits=document)
    assert sum(note.gross_ore for note in notes) == -document.gross_ore
    assert state_of(standing_of(document)) == InvoiceState.CREDITED
    assert_always_true()


def remind_of(document: Document) -> None:
    """Let a reminder with a fee of 60 kr be sent of an invoice that is overdue."""
    ReminderStep.objects.all().delete()
    ReminderStep.objects.create(days_after_due=5, fee_ore=6_000)
    DocumentEvent.objects.create(document=document, happening=InvoiceHappening.SENT)
    later = timezone.now() + timedelta(days=40)
    reminders.remind(document_id=document.pk, actor=SYSTEM, now=later)


def test_a_whole_credit_takes_the_reminder_fee_away() -> None:
    document = bill()
    remind_of(document)

    credit(document)

    standing = standing_of(document)
    assert (standing.open_ore, standing.reminder_fees_ore) == (0, 0)
    assert_always_true()


def test_a_credit_of_a_part_leaves_the_reminder_fee() -> None:
    document = bill()
    remind_of(document)

    credit(document, parts={charges_on(document)[0].pk: 1_000})

    assert standing_of(document).reminder_fees_ore == 6_000


def test_one_action_credits_and_issues_again_with_the_right_reference() -> None:
    document = bill(number=2)

    fresh = reissue(document, reference="R 777")

    note = Document.objects.get(credits=document)
    assert (note.gross_ore, note.content["buyer"]["reference"]) == (-250_000, "G12345")
    assert fresh.content["buyer"]["reference"] == "R 777"
    assert fresh.content["payable_ore"] == 250_000
    assert fresh.content["lines"] == document.content["lines"]
    assert fresh.content["message"] == (
        f"Ersätter faktura {document.full_number}, som är krediterad."
    )
    assert fresh.ocr != document.ocr
    assert uninvoiced() == []
    assert_always_true()


def test_issuing_again_twice_does_it_once() -> None:
    document = bill()
    reissue(document, reference="R 777")

    with pytest.raises(NothingToCredit):
        reissue(document, reference="R 778")

    assert Document.objects.filter(kind=DocumentKind.INVOICE).count() == 2
    assert payer_of(document.payer.registration).reference == "R 777"


@pytest.mark.parametrize(("paid", "left"), [(0, 125_000), (100_000, 25_000), (125_000, 0)])
def test_money_already_paid_moves_to_the_new_invoice(paid: int, left: int) -> None:
    document = bill()
    if paid:
        pay_by_bank(document, paid)

    fresh = reissue(document, street="Box 2")

    assert (fresh.content["prepaid_ore"], fresh.content["payable_ore"]) == (paid, left)
    assert (standing_of(document).paid_ore, standing_of(fresh).open_ore) == (0, left)
    assert not Decision.objects.exists()
    assert_always_true()


def test_money_that_is_asked_about_stays_so_when_issued_again() -> None:
    document = bill()
    payment = pay_by_bank(document, 130_000)

    fresh = reissue(document, town="Lund")

    assert standing_of(fresh).open_ore == 0
    assert ledger.free_ore(payment) == 5_000
    assert Decision.objects.filter(settled_at=None).count() == 1
    assert_always_true()


def test_what_was_credited_before_is_not_issued_again() -> None:
    document = bill(number=2)
    credit(document, parts={charges_on(document)[0].pk: 125_000})
    credit(document, parts={charges_on(document)[0].pk: 1_001})

    fresh = reissue(document, reference="R 777")

    assert fresh.gross_ore == 123_999
    assert [one.kind for one in charges_on(fresh)] == [ChargeKind.FEE]
    assert_always_true()


def test_discounts_and_roundings_are_shown_again(seller: Seller) -> None:
    Seller.objects.update(rounds_to_krona=True)
    offering = make_offering(fee=33_333)
    code = make_code(offering, per_cent=10)
    extra = make_extra(offering, amount_ore=9_999)
    document = invoice(
        sign_up_invoiced(offering, number=3, extras=(extra,), discount_code=code.code)
    )

    fresh = reissue(document, reference="R 777")

    for name in ("lines", "vat", "net_ore", "vat_ore", "rounding_ore", "payable_ore"):
        assert fresh.content[name] == document.content[name], name
    assert_always_true()


def test_the_others_on_a_collective_invoice_are_corrected_where_they_were_wrong_too() -> None:
    offering = make_offering(fee=100_000)
    first = sign_up_invoiced(offering)
    second = sign_up_invoiced(offering, payer=replace(ESLOV, reference="Egen"))
    document = invoice(first, second)

    fresh = reissue(document, reference="R 777", street="Box 2")

    other = payer_of(second)
    assert fresh.gross_ore == 250_000
    assert (other.reference, other.street) == ("Egen", "Box 2")
    assert_always_true()


def test_nothing_is_kept_where_the_new_invoice_would_be_incomplete() -> None:
    document = bill()
    remind_of(document)

    with pytest.raises(InvoiceIncomplete):
        reissue(document, street="", town="")

    assert standing_of(document).open_ore == 125_000
    assert standing_of(document).reminder_fees_ore == 6_000
    assert payer_of(document.payer.registration).street == "Box 1"
    assert Document.objects.count() == 1


class _Killed(Exception):
    """The process ends here."""


@pytest.mark.long
def test_killed_at_any_statement_it_is_all_or_nothing() -> None:
    """Let the action die before each of its statements in turn, until it comes through."""
    document = bill()
    pay_by_bank(document, 100_000)
    remind_of(document)
    for statements in range(1, 1_000):
        left = statements

        def die(execute: Any, sql: str, *rest: Any) -> Any:
            nonlocal left
            # The test's own transaction makes savepoints of what would be ours.
            left -= "SAVEPOINT" not in sql
            if left == 0 and "SAVEPOINT" not in sql:
                raise _Killed
            return execute(sql, *rest)

        try:
            with connection.execute_wrapper(die):
                reissue(document, reference="R 777")
        except _Killed:
            assert invoices().count() == 1
            assert standing_of(document).paid_ore == 100_000
            continue
        break

    assert invoices().count() == 2
    assert statements > 20
    assert_always_true()


def test_the_reminder_fee_goes_with_the_wrong_invoice() -> None:
    document = bill()
    remind_of(document)

    fresh = reissue(document, reference="R 777")

    assert standing_of(document).reminder_fees_ore == 0
    assert standing_of(fresh).open_ore == 125_000
    assert_always_true()


@pytest.mark.parametrize("paid", [0, 300_000, 625_000])
def test_one_of_five_cancels_after_invoicing(paid: int) -> None:
    offering = make_offering(fee=100_000, days=20)
    CancellationStep.objects.create(offering=offering, days_before=30, per_cent=50)
    registration = sign_up_invoiced(offering, number=5)
    document = invoice(registration)
    if paid:
        pay_by_bank(document, paid)
    participant = registration.participants.order_by("pk")[0]

    cancellation.cancel(participant_id=participant.pk, actor=CONTACT)

    note = Document.objects.get(credits=document)
    (fee,) = uninvoiced()
    standing = standing_of(document)
    assert (note.gross_ore, fee.gross_ore) == (-125_000, 62_500)
    assert standing.open_ore == max(500_000 - paid, 0)
    assert fee.paid_ore == (62_500 if paid == 625_000 else 0)
    asked = Decision.objects.filter(kind=DecisionKind.STRAY_MONEY)
    assert asked.count() == (1 if paid == 625_000 else 0)
    assert [one.kind for one in standing_charges(participant)] == [ChargeKind.CANCELLATION]
    assert Allocation.objects.exists() == bool(paid)
    assert_always_true()


def test_money_freed_in_one_event_stays_off_the_charges_of_another() -> None:
    """Nobody holds the other event: a charge there may be lowered at the same moment."""
    here = sign_up_invoiced(make_offering(size=5, fee=100_000))
    there = sign_up_invoiced(make_offering(size=5, fee=100_000))
    payment = pay_by_bank(invoice(here, there), 125_000)
    participant = Participant.objects.get(registration=here)

    cancellation.cancel(participant_id=participant.pk, actor=SYSTEM, charges_fee=False)

    on_there = Allocation.objects.filter(charge__payer__registration=there)
    assert not on_there.exists()
    assert ledger.free_ore(payment) == 125_000
    assert Decision.objects.get(payment=payment).settled_at is None
    assert_always_true()


def test_credit_keeps_the_vat_number_that_its_invoice_had() -> None:
    document = invoice(sign_up_invoiced(make_offering(size=5, fee=100_000)))
    Seller.objects.update(vat_number="")

    (note,) = crediting.credit(document_id=document.pk, reason="Fel", actor=STAFF)

    assert note.content["seller"]["vat_number"] == document.content["seller"]["vat_number"] != ""


def test_contact_is_told_what_is_credited_of_which_invoice() -> None:
    registration = sign_up_invoiced(make_offering(size=5, fee=100_000), number=2)
    document = invoice(registration)
    participant = Participant.objects.filter(registration=registration).latest("pk")

    cancellation.cancel(participant_id=participant.pk, actor=CONTACT, charges_fee=False)

    mail = Message.objects.get(kind=Happening.CANCELLED, to=registration.contact_email)
    text = letter_for(mail).text.replace("\N{NO-BREAK SPACE}", " ")
    assert f"1 250 kr krediteras på faktura {document.full_number}" in text
    assert "kreditkvitto" not in text


def test_the_bookkeepers_reason_stands_on_the_credit_note_and_its_e_invoice() -> None:
    document = invoice(sign_up_invoiced(make_offering(size=5, fee=100_000)))

    (note,) = crediting.credit(document_id=document.pk, reason="Fel kurs", actor=STAFF)

    assert note.content["message"] == "Anledning: Fel kurs"
    body = write_ubl(note.content).decode()
    assert "<cbc:Note>Anledning: Fel kurs</cbc:Note>" in body


def test_why_somebody_cancelled_stands_on_no_credit_note() -> None:
    registration = sign_up_invoiced(make_offering(size=5, fee=100_000))
    document = invoice(registration)
    participant = Participant.objects.get(registration=registration)

    cancellation.cancel(participant_id=participant.pk, actor=STAFF, reason="Är sjuk")

    note = Document.objects.get(credits=document)
    assert "sjuk" not in str(note.content)
