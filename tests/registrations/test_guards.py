"""The databases refuse by themselves what is never edited, also to `QuerySet.update`."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from registrations.models import (
    Allocation,
    BankFile,
    BankMovement,
    BookExport,
    Charge,
    Checkout,
    DiscountCode,
    Document,
    DocumentEvent,
    DocumentFile,
    DocumentLine,
    DocumentSeries,
    ExportedVoucher,
    Extra,
    Fee,
    LogEntry,
    Offering,
    Participant,
    Payer,
    Payment,
    Quota,
    Refund,
    Reminder,
)
from registrations.words import CheckoutState, DocumentKind, InvoiceHappening, VatKind
from tests.factories.billing import invoice, pay_by_bank, sign_up_invoiced
from tests.factories.money import bring_money
from tests.factories.payments import make_seller
from tests.factories.registrations import make_extra, make_offering, sign_up_one

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]

EDITS: dict[str, Callable[[], Any]] = {
    "a charge's sum": lambda: Charge.objects.update(net_ore=1),
    "a charge's payer's rate": lambda: Charge.objects.update(vat_rate=6),
    "the log's word": lambda: LogEntry.objects.update(happening="cancelled"),
    "the log's time": lambda: LogEntry.objects.update(created_at=timezone.now() + timedelta(1)),
    "a fee in use": lambda: Fee.objects.update(amount_ore=1),
    "a fee's VAT in use": lambda: Fee.objects.update(vat_rate=6),
    "an extra in use": lambda: Extra.objects.update(amount_ore=1),
    "a quota below what is taken": lambda: Quota.objects.update(size=0),
    "more taken than there is": lambda: Quota.objects.update(taken=99),
    "a status without its deadline": lambda: Participant.objects.update(status="offered"),
    "waiting without a place": lambda: Participant.objects.update(status="waiting"),
    "a deadline on a confirmed seat": lambda: Participant.objects.update(seat_until=timezone.now()),
    "outside the count without a reason": lambda: Participant.objects.update(counted=False),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS.keys())
def test_edit_of_what_is_fixed_is_refused_by_the_database(edit: Callable[[], Any]) -> None:
    offering = make_offering(size=5, fee=100_000)
    sign_up_one(offering, extras=(make_extra(offering, amount_ore=5_000),))

    with pytest.raises(IntegrityError), transaction.atomic():
        edit()


MONEY_EDITS: dict[str, Callable[[], Any]] = {
    "a charge's kind of VAT": lambda: Charge.objects.update(vat_kind=VatKind.EXEMPT),
    "a payment's sum": lambda: Payment.objects.update(amount_ore=1),
    "a payment's number": lambda: Payment.objects.update(external_id="pi_other"),
    "a payment's source": lambda: Payment.objects.update(source="bank"),
    "a payment's day": lambda: Payment.objects.update(received_at=timezone.now() - timedelta(9)),
    "whether money is real": lambda: Payment.objects.update(is_live=False),
    "an allocation's sum": lambda: Allocation.objects.update(amount_ore=1),
    "a refund's sum": lambda: Refund.objects.update(amount_ore=1),
    "a refund's key": lambda: Refund.objects.update(uuid=uuid4()),
    "a checkout's sum": lambda: Checkout.objects.update(amount_ore=1),
    "a checkout's key": lambda: Checkout.objects.update(uuid=uuid4()),
    "a document's number": lambda: Document.objects.update(number=99),
    "a document's sum": lambda: Document.objects.update(net_ore=1),
    "a document's words": lambda: Document.objects.update(content={"number": "K1"}),
    "a document's day": lambda: Document.objects.update(issued_on="2020-01-01"),
    "a document's original": lambda: Document.objects.update(credits=Document.objects.first()),
    "a document's bytes": lambda: DocumentFile.objects.update(body=b"other"),
    "a document's hash": lambda: DocumentFile.objects.update(sha256="0" * 64),
    "a charge away": lambda: Charge.objects.all()._raw_delete("default"),
    "a payment away": lambda: Payment.objects.all()._raw_delete("default"),
    "an allocation away": lambda: Allocation.objects.all()._raw_delete("default"),
    "a refund away": lambda: Refund.objects.all()._raw_delete("default"),
    "a document's line away": lambda: DocumentLine.objects.all()._raw_delete("default"),
    "a document's file away": lambda: DocumentFile.objects.all()._raw_delete("default"),
    "a document away": lambda: Document.objects.all()._raw_delete("default"),
    "the same money once more": lambda: Payment.objects.create(
        source="stripe", external_id=Payment.objects.get().external_id, amount_ore=1
    ),
    "a payment of nothing": lambda: Payment.objects.create(
        source="stripe", external_id="pi_nothing", amount_ore=0
    ),
    "the same number once more": lambda: copy_document(number=1),
    "a number before the first": lambda: copy_document(number=0),
    "a credit of nothing": lambda: copy_document(number=5, kind=DocumentKind.CREDIT_NOTE),
    "two live checkouts of one payer": lambda: [open_checkout(), open_checkout()],
    "a code used more than it may be": lambda: DiscountCode.objects.create(
        offering=Offering.objects.get(), code="VÄN", per_cent=10, size=1, used=2
    ),
    "a code that gives nothing": lambda: DiscountCode.objects.create(
        offering=Offering.objects.get(), code="VÄN", per_cent=0
    ),
}


def copy_document(**fields: Any) -> None:
    document = Document.objects.get()
    document.pk, document._state.adding = None, True
    for name, value in fields.items():
        setattr(document, name, value)
    document.save(force_insert=True)


def open_checkout() -> Checkout:
    return Checkout.objects.create(
        payer=Payment.objects.get().payer,
        backend="stripe",
        amount_ore=1,
        expires_at=timezone.now(),
        state=CheckoutState.OPEN,
    )


@pytest.mark.parametrize("edit", MONEY_EDITS.values(), ids=MONEY_EDITS.keys())
def test_edit_of_money_is_refused_by_the_database(edit: Callable[[], Any]) -> None:
    make_seller()
    bring_money(sign_up_one(make_offering(size=5, fee=100_000)), 130_000)
    DocumentFile.objects.create(
        document=Document.objects.get(), media_type="application/pdf", body=b"%PDF", sha256="1" * 64
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        edit()


INVOICE_EDITS: dict[str, Callable[[], Any]] = {
    "an invoice's number": lambda: Document.objects.update(number=99),
    "an invoice's words": lambda: Document.objects.update(content={"number": "F1"}),
    "an invoice's OCR": lambda: Document.objects.update(ocr="18"),
    "an invoice's last day": lambda: Document.objects.update(due_on="2020-01-01"),
    "an invoice's day of supply": lambda: Document.objects.update(supplied_on="2020-01-01"),
    "an invoice's buyer": lambda: Document.objects.update(payer=other_payer()),
    "an invoice's lines": lambda: DocumentLine.objects.update(charge=other_charge()),
    "an invoice's words away": lambda: Document.objects.update(content={}),
    "an invoice's moment": lambda: Document.objects.update(created_at=timezone.now()),
    "an invoice's file away": lambda: DocumentFile.objects.update(body=b""),
    "an invoice's kind of file": lambda: DocumentFile.objects.update(media_type="text/plain"),
    "a line more on an invoice": lambda: DocumentLine.objects.create(
        document=Document.objects.get(), charge=other_charge()
    ),
    "a series' count": lambda: DocumentSeries.objects.update(last_number=7),
    "a series' count back": lambda: DocumentSeries.objects.filter(code="F").update(last_number=0),
    "a series away": lambda: DocumentSeries.objects.all()._raw_delete("default"),
    "an export's file away": lambda: BookExport.objects.update(body=b""),
    "an invoice away": lambda: Document.objects.all()._raw_delete("default"),
    "what was done with it": lambda: DocumentEvent.objects.update(happening="written_off"),
    "what was done away": lambda: DocumentEvent.objects.all()._raw_delete("default"),
    "a reminder's sum": lambda: Reminder.objects.update(open_ore=1),
    "a reminder away": lambda: Reminder.objects.all()._raw_delete("default"),
    "a bank movement's sum": lambda: BankMovement.objects.update(amount_ore=1),
    "a bank movement's payment": lambda: BankMovement.objects.update(kind="aside", payment=None),
    "a bank movement away": lambda: BankMovement.objects.all()._raw_delete("default"),
    "a bank file away": lambda: BankFile.objects.all()._raw_delete("default"),
    "what was exported": lambda: BookExport.objects.update(body=b"#FLAGGA 1"),
    "a voucher's source": lambda: ExportedVoucher.objects.update(source="document:9"),
    "a voucher away": lambda: ExportedVoucher.objects.all()._raw_delete("default"),
    "the same voucher twice": lambda: ExportedVoucher.objects.create(
        export=BookExport.objects.get(), source="document:1"
    ),
    "two invoices with one OCR": lambda: copy_document(number=7),
}


def other_payer() -> Payer:
    return sign_up_invoiced(Offering.objects.get()).payers.get()


def other_charge() -> Charge:
    return Charge.objects.get(payer=other_payer())


@pytest.mark.parametrize("edit", INVOICE_EDITS.values(), ids=INVOICE_EDITS.keys())
def test_edit_of_what_was_invoiced_is_refused_by_the_database(edit: Callable[[], Any]) -> None:
    make_seller()
    document = invoice(sign_up_invoiced(make_offering(size=5, fee=100_000)))
    today = timezone.localdate()
    DocumentEvent.objects.create(document=document, happening=InvoiceHappening.SENT)
    Reminder.objects.create(
        document=document, number=1, days_after_due=5, open_ore=125_000, due_on=today
    )
    pay_by_bank(document)
    DocumentFile.objects.create(
        document=document, media_type="application/pdf", body=b"%PDF", sha256="1" * 64
    )
    export = BookExport.objects.create(
        from_on=today, until_on=today, voucher_count=1, debit_ore=1, body=b"#FLAGGA 0", sha256="0"
    )
    ExportedVoucher.objects.create(export=export, source="document:1")

    with pytest.raises(IntegrityError), transaction.atomic():
        edit()


@pytest.mark.parametrize("model", [Document, DocumentLine, Charge, Payment, Allocation])
def test_sqlite_does_not_replace_what_is_fixed(model: type[models.Model]) -> None:
    """SQLite's own INSERT OR REPLACE deletes the former row first."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no such statement.")
    make_seller()
    pay_by_bank(invoice(sign_up_invoiced(make_offering(fee=100_000))))
    table = model._meta.db_table
    before = model.objects.values_list().order_by("pk").first()  # type: ignore[attr-defined]

    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")

    assert model.objects.values_list().order_by("pk").first() == before  # type: ignore[attr-defined]


def test_fee_not_in_use_can_change() -> None:
    offering = make_offering(fee=100_000)

    Fee.objects.filter(offering=offering).update(amount_ore=90_000)

    assert offering.fees.get().amount_ore == 90_000


def test_participant_never_moves_to_another_offering() -> None:
    participant = sign_up_one(make_offering())
    other = make_offering()

    with pytest.raises(IntegrityError), transaction.atomic():
        Participant.objects.update(offering=other)

    participant.refresh_from_db()
    assert participant.offering_id != other.pk
