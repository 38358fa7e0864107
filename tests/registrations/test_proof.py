"""The proof of the accounts: silent where all is well, and it names each thing that is not."""

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction
from django.utils import timezone

from registrations import ledger
from registrations.charges import reverse_parts
from registrations.models import (
    Allocation,
    Charge,
    Decision,
    DiscountCode,
    Document,
    DocumentFile,
    DocumentSeries,
    Participant,
    Payment,
    Refund,
    TickStep,
)
from registrations.proof import first_disagreement, prove_money
from registrations.tasks import LAST_STEPS, tick
from registrations.words import (
    ChargeKind,
    DecisionKind,
    DocumentKind,
    LateMoney,
    RefundState,
)
from tests.factories.money import bring_money, payer_of
from tests.factories.payments import make_seller
from tests.factories.registrations import make_extra, make_offering, sign_up_one

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]

FEE_GROSS, EXTRA_GROSS = 125_000, 5_600


def paid_place() -> Participant:
    """Return one whose fee and dinner are paid and stand on a receipt."""
    make_seller()
    offering = make_offering(size=5, fee=100_000)
    dinner = make_extra(offering, amount_ore=5_000)
    participant = sign_up_one(offering, extras=(dinner,))
    bring_money(participant, FEE_GROSS + EXTRA_GROSS)
    return participant


def fee_charge() -> Charge:
    return Charge.objects.get(kind=ChargeKind.FEE)


def without_guards(*names: str) -> None:
    """Take triggers away, as somebody at the database's own prompt could."""
    with connection.cursor() as cursor:
        for name in names:
            on_table = ""
            if connection.vendor == "postgresql":
                cursor.execute("SELECT tgrelid::regclass FROM pg_trigger WHERE tgname = %s", [name])
                on_table = f" ON {cursor.fetchone()[0]}"
            cursor.execute(f"DROP TRIGGER {name}{on_table}")


def lower_twice() -> str:
    charge = fee_charge()
    for _time in range(2):
        Charge.objects.create(
            payer=charge.payer,
            participant=charge.participant,
            kind=ChargeKind.REVERSAL,
            fee=charge.fee,
            net_ore=-60_000,
            vat_ore=-15_000,
            vat_rate=charge.vat_rate,
            reverses=charge,
        )
    return f"Charge {charge.pk}: lowered by more than it was: 125000 öre, of which -20000 net"


def allocate_too_much() -> str:
    charge = fee_charge()
    payment = Payment.objects.get()
    Allocation.objects.create(payment=payment, charge=charge, amount_ore=1_000)
    return f"Charge {charge.pk}: 126000 öre are allocated to it, but 125000 are left of it."


def lower_for_another_payer() -> str:
    charge = fee_charge()
    other = payer_of(sign_up_one(make_offering()))
    wrong = Charge.objects.create(
        payer=other,
        kind=ChargeKind.REVERSAL,
        net_ore=0,
        vat_ore=0,
        vat_rate=charge.vat_rate,
        reverses=charge,
    )
    return f"Charge {wrong.pk}: lowers charge {charge.pk} by 0 öre, but has another payer"


def leave_money_without_a_question() -> str:
    payment = bring_money(Participant.objects.get(), 700, late_money=LateMoney.DECIDE)
    Decision.objects.filter(kind=DecisionKind.STRAY_MONEY).update(settled_at=timezone.now())
    return (
        f"Payment {payment.pk}: 700 öre came, 0 are allocated, 0 refunded, 700 free,"
        " and no open decision is about it."
    )


def refund_more_than_came() -> str:
    payment = Payment.objects.get()
    Refund.objects.create(payment=payment, amount_ore=200_000, state=RefundState.SUCCEEDED)
    return (
        f"Payment {payment.pk}: 130600 öre came, 130600 are allocated, 200000 refunded,"
        " -200000 free: more went out than came in."
    )


def mix_test_money_with_real() -> str:
    without_guards("payment_is_never_edited")
    payment = Payment.objects.get()
    Payment.objects.update(is_live=False)
    return f"Payment {payment.pk}: real and test money are mixed with checkout"


def release_more_than_was_put() -> str:
    participant = Participant.objects.get()
    payment = bring_money(participant, 5_600, late_money=LateMoney.DECIDE)
    charge = Charge.objects.get(kind=ChargeKind.EXTRA)
    Allocation.objects.create(payment=payment, charge=charge, amount_ore=-5_600)
    Allocation.objects.create(payment=Payment.objects.last(), charge=charge, amount_ore=5_600)
    return f"Payment {payment.pk}: took 5600 öre more from charge {charge.pk}"


def owe_less_than_nothing() -> str:
    charge = fee_charge()
    other = payer_of(sign_up_one(make_offering()))
    Charge.objects.create(
        payer=other,
        kind=ChargeKind.REVERSAL,
        net_ore=-100,
        vat_ore=-25,
        vat_rate=charge.vat_rate,
        reverses=charge,
    )
    return f"Payer {other.pk}: owes -125 öre in all, and 0 are settled."


def ask_for_another_sum() -> str:
    without_guards("checkout_keeps_its_sum")
    payment = Payment.objects.select_related("checkout").get()
    type(payment.checkout).objects.update(amount_ore=1)
    return f"Checkout {payment.checkout_id}: asks for 1 öre, and its lines for 130600."


def pay_nothing() -> str:
    participant = sign_up_one(make_offering(fee=100))
    payment = bring_money(participant, 125)
    checkout = payment.checkout
    assert checkout is not None
    other = type(checkout).objects.create(
        payer=checkout.payer,
        backend="stripe",
        amount_ore=5,
        expires_at=timezone.now(),
        state="paid",
    )
    other.lines.create(charge=Charge.objects.latest("pk"), amount_ore=5)
    return f"Checkout {other.pk}: is paid, but none of its 5 öre are booked."


def lose_a_receipt() -> str:
    without_guards("documentline_is_never_deleted")
    charge = fee_charge()
    charge.document_line.delete()
    return f"Charge {charge.pk}: 125000 öre were paid online, but it stands on no receipt."


def lose_a_credit() -> str:
    without_guards("documentline_is_never_deleted")
    with transaction.atomic():
        reversal = reverse_parts({fee_charge(): 12_500}, now=timezone.now())[0]
        ledger.settle(payer_of(Participant.objects.get()), now=timezone.now())
    reversal.document_line.delete()
    receipt = Document.objects.get(kind=DocumentKind.RECEIPT)
    return (
        f"Charge {reversal.pk}: lowers charge {reversal.reverses_id} by 12500 öre, but no credit of"
        f" document {receipt.pk} says so."
    )


def change_a_document() -> str:
    without_guards("document_is_never_edited")
    document = Document.objects.get()
    Document.objects.update(net_ore=1)
    return (
        f"Document {document.pk}: {document} says 1 net and 25600 VAT, its lines 105000 and 25600."
    )


def never_render() -> str:
    without_guards("document_is_never_edited")
    document = Document.objects.get()
    Document.objects.update(created_at=timezone.now() - timedelta(days=2))
    return f"Document {document.pk}: {document} was issued {document.issued_on} and is not kept"


def skip_a_number() -> str:
    row = DocumentSeries.objects.get(code="K")
    DocumentSeries.objects.filter(pk=row.pk).update(last_number=2)
    return (
        f"DocumentSeries {row.pk}: {row} has taken 2 numbers, but holds 1 documents, the last 1;"
        " number 2 is missing."
    )


def lose_the_count() -> str:
    without_guards("documentseries_is_never_deleted")
    document = Document.objects.get()
    DocumentSeries.objects.all().delete()
    return f"Document {document.pk}: {document} is of a series that nobody counts."


def use_a_code_too_often() -> str:
    code = DiscountCode.objects.create(
        offering=make_offering(), code="VÄN", per_cent=10, size=5, used=2
    )
    return f"DiscountCode {code.pk}: says 2 uses, but 0 participants have it."


def change_a_file() -> str:
    file = DocumentFile.objects.create(
        document=Document.objects.get(), media_type="application/pdf", body=b"%PDF", sha256="0" * 64
    )
    return f"DocumentFile {file.pk}: of document {file.document_id} has the hash"


def empty_a_file() -> str:
    document = Document.objects.get()
    DocumentFile.objects.create(
        document=document, media_type="application/pdf", body=b"", sha256=sha256(b"").hexdigest()
    )
    return f"Document {document.pk}: {document} is kept as an empty file, though its time is not"


DISAGREEMENTS: tuple[Callable[[], str], ...] = (
    lower_twice,
    allocate_too_much,
    lower_for_another_payer,
    leave_money_without_a_question,
    refund_more_than_came,
    mix_test_money_with_real,
    release_more_than_was_put,
    owe_less_than_nothing,
    ask_for_another_sum,
    pay_nothing,
    lose_a_receipt,
    lose_a_credit,
    change_a_document,
    never_render,
    skip_a_number,
    lose_the_count,
    use_a_code_too_often,
    change_a_file,
    empty_a_file,
)


def test_sound_accounts_leave_the_proof_silent() -> None:
    participant = paid_place()
    with transaction.atomic():
        reverse_parts({fee_charge(): 12_500}, now=timezone.now())
        ledger.settle(payer_of(participant), now=timezone.now())

    assert first_disagreement() is None
    assert Refund.objects.get().amount_ore == 12_500


@pytest.mark.parametrize("plant", DISAGREEMENTS, ids=lambda plant: plant.__name__)
def test_planted_disagreement_is_named(plant: Callable[[], str]) -> None:
    paid_place()

    expected = plant()

    found = [str(one) for one in prove_money()]
    assert any(one.startswith(expected) for one in found), found


def test_documents_whose_time_is_over_leave_the_proof_silent() -> None:
    paid_place()
    document = Document.objects.get()
    DocumentFile.objects.create(
        document=document, media_type="application/pdf", body=b"", sha256=sha256(b"").hexdigest()
    )
    without_guards("document_is_never_edited")
    Document.objects.update(content={})

    assert first_disagreement() is None


def test_proof_asks_as_often_for_one_payment_as_for_many(
    django_assert_max_num_queries: Callable[[int], object],
) -> None:
    participant = paid_place()
    with django_assert_max_num_queries(100) as one:  # type: ignore[attr-defined]
        list(prove_money())
    for _number in range(4):
        other = sign_up_one(participant.offering)
        bring_money(other, FEE_GROSS)

    with django_assert_max_num_queries(100) as many:  # type: ignore[attr-defined]
        list(prove_money())

    assert len(many) == len(one)


def test_command_is_content_with_sound_accounts() -> None:
    paid_place()
    printed = StringIO()

    call_command("check_money", stdout=printed)

    assert printed.getvalue() == "Every krona is accounted for.\n"


def test_command_fails_with_the_first_row_that_disagrees() -> None:
    paid_place()
    expected = allocate_too_much()

    with pytest.raises(CommandError, match=expected):
        call_command("check_money")


def test_command_names_all_rows_when_asked() -> None:
    paid_place()
    first, second = allocate_too_much(), skip_a_number()
    printed = StringIO()

    with pytest.raises(CommandError, match=r"Rows that disagree: \d"):
        call_command("check_money", "--all", stdout=printed)

    assert first in printed.getvalue()
    assert second in printed.getvalue()


def test_nightly_step_shows_what_disagrees_and_tries_again_in_an_hour() -> None:
    paid_place()
    expected = allocate_too_much()

    failed = tick()

    step = TickStep.objects.get(name="prove_money")
    assert failed == ["prove_money"]
    assert expected in step.error
    assert tick() == []
    assert LAST_STEPS[-1].retry == timedelta(hours=1)
