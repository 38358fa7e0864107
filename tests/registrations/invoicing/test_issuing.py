"""Issuing: one transaction takes the number and freezes what stands on the invoice, once."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from registrations.actors import CONTACT, SYSTEM
from registrations.cancellation import cancel
from registrations.invoicing import issuing
from registrations.invoicing.ready import uninvoiced
from registrations.invoicing.refusals import (
    BuyersDiffer,
    InvoiceIncomplete,
    NothingToInvoice,
    SellerMissing,
)
from registrations.invoicing.standing import is_overdue, state_of
from registrations.models import (
    Charge,
    Document,
    DocumentSeries,
    DraftPayer,
    InvoiceDraft,
    Message,
    Seller,
)
from registrations.signup_sheet import PayerDetails
from registrations.words import Happening, InvoiceDelivery, InvoiceState, PayerKind
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

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def seller() -> Seller:
    return make_seller()


def test_an_invoice_takes_all_that_a_registration_owes() -> None:
    offering = make_offering(fee=195_000)
    dinner = make_extra(offering, amount_ore=45_000)
    registration = sign_up_invoiced(offering, number=3, extras=(dinner,))

    document = invoice(registration)

    lines = [(one["text"], one["number"], one["net_ore"]) for one in document.content["lines"]]
    assert lines == [("Deltagare", 3, 585_000), ("Middag", 3, 135_000)]
    assert document.content["vat"] == [
        {"rate": "25", "kind": "taxed", "net_ore": 585_000, "vat_ore": 146_250},
        {"rate": "12", "kind": "taxed", "net_ore": 135_000, "vat_ore": 16_200},
    ]
    assert document.content["payable_ore"] == 882_450
    assert document.due_on == timezone.localdate() + timedelta(days=30)
    assert state_of(standing_of(document)) == InvoiceState.ISSUED
    assert_always_true()


def test_asking_twice_issues_once() -> None:
    registration = sign_up_invoiced(make_offering(fee=100_000))
    invoice(registration)

    with pytest.raises(NothingToInvoice):
        invoice(registration)

    assert Document.objects.count() == 1


def test_a_preview_writes_nothing_and_takes_no_number() -> None:
    payer = payer_of(sign_up_invoiced(make_offering(fee=33_333), number=3))
    before = (Charge.objects.count(), Message.objects.count())

    document, problems = issuing.preview(payer_ids=[payer.pk], actor=SYSTEM)

    assert (document.full_number[-4:], problems) == ("0001", [])
    assert (Charge.objects.count(), Message.objects.count()) == before
    assert not Document.objects.exists()
    assert not DocumentSeries.objects.exists()


def test_one_invoice_covers_many_registrations_of_one_buyer() -> None:
    first, second = make_offering(fee=100_000), make_offering(fee=50_000)
    registrations = [sign_up_invoiced(one) for one in (second, first, second)]

    document = invoice(*registrations)

    references = [line["reference"] for line in document.content["lines"]]
    assert references == [one.reference for one in registrations]
    assert document.content["net_ore"] == 200_000
    assert uninvoiced() == []
    assert_always_true()


def test_what_different_buyers_owe_is_not_put_on_one_invoice() -> None:
    offering = make_offering(fee=100_000)
    other = PayerDetails(**ESLOV.__dict__ | {"name": "Hörby kommun", "org_number": "212000-1108"})
    registrations = [sign_up_invoiced(offering), sign_up_invoiced(offering, payer=other)]

    with pytest.raises(BuyersDiffer):
        invoice(*registrations)

    assert not Document.objects.exists()


def test_without_the_sellers_details_nothing_is_issued(seller: Seller) -> None:
    seller.delete()

    with pytest.raises(SellerMissing):
        invoice(sign_up_invoiced(make_offering(fee=100_000)))


def test_an_e_invoice_without_reference_is_refused_and_takes_no_number() -> None:
    registration = sign_up_invoiced(make_offering(fee=100_000))
    payer = payer_of(registration)
    payer.delivery, payer.reference = InvoiceDelivery.PEPPOL, ""
    payer.save()

    with pytest.raises(InvoiceIncomplete):
        invoice(registration)

    assert not Document.objects.exists()
    assert not DocumentSeries.objects.exists()


@pytest.mark.parametrize(
    ("delivery", "mails"), [(InvoiceDelivery.EMAIL, 1), (InvoiceDelivery.PEPPOL, 0)]
)
def test_an_invoice_is_mailed_to_who_wants_it_so(delivery: str, mails: int) -> None:
    registration = sign_up_invoiced(make_offering(fee=100_000))
    payer = payer_of(registration)
    payer.delivery = delivery
    payer.save()

    invoice(registration)

    found = Message.objects.filter(kind=Happening.INVOICED, to="faktura@example.org")
    assert found.count() == mails


def test_a_draft_ends_when_its_invoice_is_issued() -> None:
    registration = sign_up_invoiced(make_offering(fee=100_000))
    draft = InvoiceDraft.objects.create()
    DraftPayer.objects.create(draft=draft, payer=payer_of(registration))

    invoice(registration)

    assert not InvoiceDraft.objects.exists()


def test_what_was_cancelled_before_stands_on_no_invoice() -> None:
    registration = sign_up_invoiced(make_offering(fee=100_000), number=2)
    cancel(participant_id=registration.participants.first().pk, actor=CONTACT)

    document = invoice(registration)

    assert [(one["number"], one["net_ore"]) for one in document.content["lines"]] == [(1, 100_000)]
    assert_always_true()


def test_latecomers_are_waited_for_until_the_day() -> None:
    today = timezone.localdate()
    registration = sign_up_invoiced(make_offering(fee=100_000, bill_from=today + timedelta(1)))

    (found,) = uninvoiced([payer_of(registration).pk])

    assert [found.is_ready(today), found.is_ready(today + timedelta(1))] == [False, True]


def test_private_persons_are_invoiced_by_name() -> None:
    person = PayerDetails(kind=PayerKind.PERSON, name="Anna Öberg")

    document = invoice(sign_up_invoiced(make_offering(fee=100_000), payer=person))

    assert document.content["buyer"]["name"] == "Anna Öberg"


def test_money_moves_the_state_on() -> None:
    document = invoice(sign_up_invoiced(make_offering(fee=100_000)))

    pay_by_bank(document, 25_000)
    partly = standing_of(document)
    pay_by_bank(document)
    paid = standing_of(document)

    assert (state_of(partly), partly.open_ore) == (InvoiceState.PARTLY_PAID, 100_000)
    assert (state_of(paid), paid.open_ore) == (InvoiceState.PAID, 0)
    assert_always_true()


def test_an_unpaid_invoice_is_overdue_the_day_after_it_was_due() -> None:
    document = invoice(sign_up_invoiced(make_offering(fee=100_000)), due_on=date(2026, 12, 1))

    found = standing_of(document)

    assert not is_overdue(found, date(2026, 12, 1))
    assert is_overdue(found, date(2026, 12, 2))


def test_money_that_a_credit_frees_says_on_the_next_invoice_what_it_paid() -> None:
    offering = make_offering(fee=100_000)
    offering.cancellation_steps.create(days_before=365, per_cent=50)
    registration = sign_up_invoiced(offering)
    pay_by_bank(invoice(registration))
    cancel(participant_id=registration.participants.get().pk, actor=CONTACT)

    (fee,) = uninvoiced()
    document = invoice(registration)

    assert (fee.gross_ore, fee.paid_ore) == (62_500, 62_500)
    assert (document.content["prepaid_ore"], document.content["payable_ore"]) == (62_500, 0)
    assert state_of(standing_of(document)) == InvoiceState.PAID
    assert_always_true()


def test_statements_do_not_grow_with_the_other_invoices(
    django_assert_max_num_queries: Any,
) -> None:
    offering = make_offering(size=None, fee=100_000)
    for _ in range(3):
        invoice(sign_up_invoiced(offering))
    registration = sign_up_invoiced(offering)

    with django_assert_max_num_queries(40):
        invoice(registration)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"bankgiro": ""}, "konto att betala till"),
        ({"street": ""}, "namn eller adress saknas"),
        ({"vat_number": ""}, "inget momsregistreringsnummer"),
    ],
)
def test_seller_who_lacks_what_the_law_asks_for_issues_nothing(
    fields: dict[str, str], words: str
) -> None:
    Seller.objects.update(**fields)
    registration = sign_up_invoiced(make_offering(fee=100_000))

    with pytest.raises(InvoiceIncomplete) as refused:
        invoice(registration)

    assert words in str(refused.value)
    assert not Document.objects.exists()
