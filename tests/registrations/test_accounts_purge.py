"""What payments leave is kept as long as bookkeeping law asks, or as long as it is of use."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from registrations import accounts_purge, proof, retention
from registrations.actors import CONTACT, staff
from registrations.mail import rendering
from registrations.models import (
    BankFile,
    BankMovement,
    BookExport,
    Checkout,
    Decision,
    Document,
    DocumentFile,
    LocalSession,
    Payment,
    Refund,
    Registration,
    WebhookEvent,
)
from registrations.payments import refunds
from registrations.words import BankFormat, CheckoutState, DecisionKind, MovementKind
from tests.factories.payments import (
    checkout_for,
    pay_locally,
    payer_of,
    sign_up_online,
    use_local_payments,
)
from tests.factories.registrations import make_offering

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(timezone.localdate().year - 10, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def paid(settings: Settings) -> Registration:
    """Someone who paid so long ago that the years of bookkeeping are over by now."""
    with time_machine.travel(LONG_AGO, tick=True):
        use_local_payments(settings)
        registration = sign_up_online(make_offering(fee=100_000))
        pay_locally(registration)
        rendering.render_due()
    return registration


def in_the_year_after(years: int) -> datetime:
    return datetime(Document.objects.get().year + years, 1, 1, 12, tzinfo=UTC)


def test_documents_stay_through_the_years_of_bookkeeping(paid: Registration) -> None:
    accounts_purge.purge_due(in_the_year_after(accounts_purge.BOOKKEEPING_YEARS))

    document = Document.objects.get()
    assert document.content["buyer"]["name"] == "Anna Öberg"
    assert rendering.bytes_of(document.files.get()).startswith(b"%PDF-")


def test_documents_out_of_those_years_keep_number_and_sums_only(paid: Registration) -> None:
    accounts_purge.purge_due(in_the_year_after(accounts_purge.BOOKKEEPING_YEARS + 1))

    document = Document.objects.get()
    assert (document.content, document.number, document.gross_ore) == ({}, 1, 125_000)
    assert rendering.bytes_of(document.files.get()) == b""
    assert proof.first_disagreement() is None


@pytest.mark.web
def test_document_can_be_fetched_until_it_is_emptied(paid: Registration, client: Client) -> None:
    address = f"/r/{paid.token}/kvitto/{Document.objects.get().pk}.pdf"

    before = client.get(address).status_code
    accounts_purge.purge_due(in_the_year_after(accounts_purge.BOOKKEEPING_YEARS + 1))

    assert (before, client.get(address).status_code) == (200, 404)


def test_document_of_late_years_is_not_emptied_by_any_date_that_somebody_names(
    settings: Settings,
) -> None:
    use_local_payments(settings)
    pay_locally(sign_up_online(make_offering(fee=100_000)))
    rendering.render_due()

    with pytest.raises(DatabaseError), transaction.atomic():
        accounts_purge.purge_due(in_the_year_after(accounts_purge.BOOKKEEPING_YEARS + 1))
    with pytest.raises(DatabaseError), transaction.atomic():
        Document.objects.update(content={})
    with pytest.raises(DatabaseError), transaction.atomic():
        DocumentFile.objects.update(body=b"", sha256=sha256(b"").hexdigest())


def test_document_is_emptied_but_never_changed(paid: Registration) -> None:
    content = {**Document.objects.get().content, "number": "K2020-0001"}
    body = b"another receipt"

    with pytest.raises(DatabaseError), transaction.atomic():
        Document.objects.update(content=content)
    with pytest.raises(DatabaseError), transaction.atomic():
        DocumentFile.objects.update(body=body, sha256=sha256(body).hexdigest())


def test_erasing_keeps_documents_and_empties_what_was_asked_of_the_provider(
    paid: Registration,
) -> None:
    charge = payer_of(paid).charges.get()
    refunds.refund_part(charge_id=charge.pk, gross_ore=100, reason="Anna bad", actor=staff(None))
    Checkout.objects.update(request={"customer_email": "anna@eslov.example"})

    retention.erase(registration_id=paid.pk, actor=CONTACT)

    assert Checkout.objects.get().request == {}
    assert not Refund.objects.exclude(reason="").exists()
    assert Document.objects.order_by("pk")[0].content["buyer"]["name"] == "Anna Öberg"


def test_attempt_that_can_still_be_paid_keeps_its_request_though_erased(
    settings: Settings,
) -> None:
    use_local_payments(settings)
    registration = sign_up_online(make_offering(fee=100_000))
    checkout = checkout_for(registration)
    retention.erase(registration_id=registration.pk, actor=CONTACT)
    kept = Checkout.objects.get().request
    Checkout.objects.update(state=CheckoutState.EXPIRED)

    accounts_purge.purge_due(timezone.now())

    assert kept == checkout.request
    assert Checkout.objects.get().request == {}


@pytest.mark.parametrize(("days", "left"), [(89, 1), (91, 0)])
def test_attempts_and_notices_are_kept_for_ninety_days(
    paid: Registration, days: int, left: int
) -> None:
    accounts_purge.purge_due(LONG_AGO + timedelta(days=days))

    assert Checkout.objects.exclude(url="").count() == left
    assert (WebhookEvent.objects.count(), LocalSession.objects.count()) == (left, left)


def test_open_matter_of_an_erased_person_keeps_its_words_until_settled(paid: Registration) -> None:
    matter = Decision.objects.create(
        kind=DecisionKind.STRAY_MONEY,
        offering=paid.offering,
        registration=paid,
        detail="Anna ringde",
    )
    retention.erase(registration_id=paid.pk, actor=CONTACT)
    matter.refresh_from_db()
    kept = matter.detail
    Decision.objects.update(settled_at=timezone.now(), outcome="Anna fick det")

    accounts_purge.purge_due(timezone.now())

    matter.refresh_from_db()
    assert (kept, matter.detail, matter.outcome) == ("Anna ringde", "", "")


def test_purging_twice_is_purging_once(paid: Registration) -> None:
    now = in_the_year_after(accounts_purge.BOOKKEEPING_YEARS + 1)
    accounts_purge.purge_due(now)

    assert accounts_purge.purge_due(now) == 0


def test_what_the_bank_told_of_payers_is_emptied_with_the_accounts() -> None:
    file = BankFile.objects.create(name="camt.xml", sha256="0" * 64, format=BankFormat.CAMT_054)
    BankMovement.objects.create(
        file=file,
        kind=MovementKind.ASIDE,
        key="1",
        fingerprint="1",
        account="50501055",
        amount_ore=100,
        currency="SEK",
        booked_on=timezone.localdate(),
        payer_name="Anna Berg",
        text="Tack",
        reference="Anna",
    )
    last_kept = timezone.localdate().year + accounts_purge.BOOKKEEPING_YEARS
    moments = [datetime(year, 1, 2, 12, tzinfo=UTC) for year in (last_kept, last_kept + 1)]

    purged = [accounts_purge.purge_due(moment) for moment in moments]

    movement = BankMovement.objects.get()
    assert purged == [0, 1]
    assert (movement.payer_name, movement.text, movement.reference) == ("", "", "")
    assert movement.amount_ore == 100


def test_exports_to_bookkeeping_are_emptied_with_the_accounts() -> None:
    day = LONG_AGO.date()
    made = BookExport.objects.create(
        from_on=day, until_on=day, voucher_count=1, debit_ore=100, body=b"#FLAGGA 0", sha256="0"
    )
    later = datetime(day.year + accounts_purge.BOOKKEEPING_YEARS, 1, 1, 12, tzinfo=UTC)

    accounts_purge.purge_due(later)
    made.refresh_from_db()
    assert bytes(made.body) == b"#FLAGGA 0"

    accounts_purge.purge_due(later.replace(year=later.year + 1))
    made.refresh_from_db()
    assert (bytes(made.body), made.debit_ore) == (b"", 100)


def test_what_was_written_beside_movements_is_emptied_with_them() -> None:
    file = BankFile.objects.create(name="camt.xml", sha256="0" * 64, format=BankFormat.CAMT_054)
    payment = Payment.objects.create(
        source="bank", external_id="1", amount_ore=100, received_at=LONG_AGO
    )
    movement = BankMovement.objects.create(
        file=file,
        kind=MovementKind.PAYMENT,
        key="1",
        fingerprint="1",
        account="50501055",
        amount_ore=100,
        currency="SEK",
        booked_on=LONG_AGO.date(),
        payment=payment,
    )
    Refund.objects.create(payment=payment, amount_ore=100, reason="Anna Berg ångrade sig")
    Decision.objects.create(
        kind=DecisionKind.BANK,
        movement=movement,
        settled_at=LONG_AGO,
        outcome="Anna Berg betalade fel",
    )

    accounts_purge.purge_due(timezone.now())

    assert not Refund.objects.exclude(reason="").exists()
    assert not Decision.objects.exclude(outcome="").exists()
