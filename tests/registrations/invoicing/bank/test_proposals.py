"""Proposals for payments without a sure OCR: shown, strongest first, and never booked."""

import pytest

from registrations import ledger
from registrations.actors import SYSTEM
from registrations.invoicing import crediting
from registrations.invoicing.bank import placing
from registrations.invoicing.bank.proposals import Free, Proposal, Why, look_up, propose
from registrations.models import Allocation, BankMovement, Decision, Document, Payer
from tests.factories.bank import DAY, paying, read
from tests.factories.billing import payer_of, sign_up_invoiced, standing_of
from tests.factories.camt import Movement
from tests.factories.registrations import make_offering
from tests.invariants import assert_always_true
from tests.registrations.invoicing.bank.conftest import another

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]


def proposed() -> Proposal | None:
    """Return what is proposed for the only payment; nothing is placed by that."""
    movement = BankMovement.objects.get(payment__isnull=False)
    assert movement.payment is not None
    found = propose([Free(movement, ledger.free_ore(movement.payment))])
    assert not Allocation.objects.exists()
    return found.get(movement.pk)


@pytest.mark.parametrize("form", ["{}", "Faktura {}", "faktura nr {} tack"])
@pytest.mark.parametrize("number", ["F2026-0001", "f20260001", "2026-0001", "F 2026 0001"])
def test_number_in_the_message_is_proposed(document: Document, form: str, number: str) -> None:
    year = str(document.year)
    read(paying(document, 100, references=[], text=form.format(number).replace("2026", year)))

    proposal = proposed()

    assert proposal is not None
    assert (proposal.why, proposal.shares) == (Why.NUMBER, [(document, 100)])


def test_several_numbers_are_proposed_together(document: Document) -> None:
    other = another()
    text = f"{document.full_number}, {other.full_number}"
    read(Movement(200_000, "B1", DAY, text=text))

    proposal = proposed()

    assert proposal is not None
    assert proposal.shares == [(document, 125_000), (other, 75_000)]


def test_several_ocrs_with_another_sum_are_proposed(document: Document) -> None:
    other = another()
    references = [(document.ocr or "", None), (other.ocr or "", None)]
    read(Movement(200_000, "B1", DAY, references))

    proposal = proposed()

    assert proposal is not None
    assert (proposal.why, proposal.ore) == (Why.OCR, 200_000)


def test_reference_and_sum_are_proposed(document: Document) -> None:
    another()
    read(paying(document, references=[], text="Ref G12345", payer="Okänd"))

    # Both invoices are the same buyer's, with the same reference and sum: none is chosen.
    assert proposed() is None


def test_reference_and_sum_of_one_invoice_are_proposed(document: Document) -> None:
    read(paying(document, references=[], text="Ref g12345"))

    proposal = proposed()

    assert proposal is not None
    assert (proposal.why, proposal.shares) == (Why.REFERENCE, [(document, 125_000)])


def test_name_and_sum_are_proposed(document: Document) -> None:
    read(paying(document, references=[], payer="ESLÖVS KOMMUN"))

    proposal = proposed()

    assert proposal is not None
    assert proposal.why == Why.NAME


def test_sum_that_one_invoice_has_left_is_proposed(document: Document) -> None:
    read(paying(document, references=[]))

    proposal = proposed()

    assert proposal is not None
    assert proposal.why == Why.SUM


def test_sum_alone_is_not_proposed_when_another_buyer_pays(document: Document) -> None:
    """A fee is the commonest sum in the house: one press would pay another council's invoice."""
    payer = payer_of(sign_up_invoiced(make_offering(size=5, fee=70_000)))
    Payer.objects.filter(pk=payer.pk).update(name="Höörs kommun")
    read(paying(document, references=[("202600009999", None)], payer="HÖÖRS KOMMUN"))
    movement = BankMovement.objects.get()

    said = look_up([Free(movement, 125_000)])

    assert proposed() is None
    assert said.others[movement.pk].document == document
    words = said.others[movement.pk].words
    assert "HÖÖRS KOMMUN" in words
    assert "Eslövs kommun" in words


def test_other_sum_without_a_name_is_not_proposed(document: Document) -> None:
    read(paying(document, 124_999, references=[]))

    assert proposed() is None


def test_confirmed_proposal_pays_the_invoice(document: Document) -> None:
    read(paying(document, references=[], text=document.full_number))
    proposal = proposed()
    assert proposal is not None
    payment = BankMovement.objects.get().payment
    assert payment is not None

    placing.place(
        payment_id=payment.pk,
        parts={one.pk: ore for one, ore in proposal.shares},
        actor=SYSTEM,
    )

    assert standing_of(document).open_ore == 0
    assert not Decision.objects.filter(settled_at__isnull=True).exists()
    assert_always_true()


def test_proposals_of_many_take_no_more_statements(
    document: Document, django_assert_num_queries: object
) -> None:
    for number in range(3):
        read(Movement(125_000, f"B{number}", DAY, text=f"{document.full_number} {number}"))
    rows = list(BankMovement.objects.select_related("payment").order_by("pk"))

    with django_assert_num_queries(6):  # type: ignore[operator]
        propose([Free(rows[0], 125_000)])
    with django_assert_num_queries(6):  # type: ignore[operator]
        propose([Free(row, 125_000) for row in rows])


def finished_words() -> list[str]:
    """Return what is said of the invoices that the last payment names and that are finished."""
    movement = BankMovement.objects.filter(payment__isnull=False).latest("pk")
    assert movement.payment is not None
    said = look_up([Free(movement, ledger.free_ore(movement.payment))])
    return [one.words for one in said.finished[movement.pk]]


def test_double_payment_says_which_paid_invoice_it_names(document: Document) -> None:
    read(paying(document), paying(document, number="B2"))

    assert finished_words() == [
        f"Den anger faktura {document.full_number}, som redan är betald",
    ]


def test_too_much_says_that_it_paid_the_last_of_its_invoice(document: Document) -> None:
    read(paying(document, 150_000))

    assert finished_words() == [
        f"Den betalade det som var kvar av faktura {document.full_number} och är för stor",
    ]


def test_payment_of_a_credited_invoice_says_so(document: Document) -> None:
    crediting.credit(document_id=document.pk, reason="Fel", actor=SYSTEM)
    read(paying(document))

    assert finished_words() == [f"Den anger faktura {document.full_number}, som är krediterad"]


def test_sum_of_another_invoice_is_not_proposed_against_an_ocr_of_ours(document: Document) -> None:
    read(paying(document))
    another()
    read(paying(document, number="B2", payer="Okänd"), message_id="M2")

    movement = BankMovement.objects.latest("pk")

    assert propose([Free(movement, 125_000)]) == {}
