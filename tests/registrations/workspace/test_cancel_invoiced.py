"""One of five people on an issued invoice cancels: each rung of the terms, said and then done."""

import pytest
from django.test import Client
from django.urls import reverse

from registrations.invoicing.ready import uninvoiced
from registrations.models import CancellationStep, Document
from tests.factories.billing import invoice, sign_up_invoiced, standing_of
from tests.factories.payments import make_seller
from tests.factories.registrations import make_offering
from tests.invariants import assert_always_true
from tests.registrations.workspace.conftest import text

pytestmark = [pytest.mark.web, pytest.mark.django_db]
# Free until 40 days before, then half, and the whole fee in the last ten days.
LADDER = ((40, 50), (10, 100))


@pytest.mark.parametrize(
    ("days", "fee", "fee_ore"),
    [
        (60, "terms", 0),
        (40, "terms", 62_500),
        (11, "terms", 62_500),
        (10, "terms", 125_000),
        (10, "none", 0),
    ],
)
def test_each_rung_credits_the_place_and_bills_the_fee(
    organiser: Client, days: int, fee: str, fee_ore: int
) -> None:
    make_seller()
    offering = make_offering(fee=100_000, days=days)
    for days_before, per_cent in LADDER:
        CancellationStep.objects.create(
            offering=offering, days_before=days_before, per_cent=per_cent
        )
    registration = sign_up_invoiced(offering, number=5)
    document = invoice(registration)
    participant = registration.participants.order_by("pk")[0]
    url = reverse("workspace:act", args=[participant.pk, "avboka"])

    page = text(organiser.get(url))
    for _time in range(2):
        organiser.post(url, {"reason": "Sjuk", "fee": fee})

    assert f"En kreditfaktura tar bort 1 250 kr från faktura {document.full_number}." in page
    (note,) = Document.objects.filter(credits=document)
    assert note.gross_ore == -125_000
    assert note.content["credits"]["number"] == document.full_number
    assert standing_of(document).open_ore == 500_000
    assert sum(one.gross_ore for one in uninvoiced()) == fee_ore
    if fee == "terms" and fee_ore:
        assert "får en egen faktura" in page
    assert_always_true()


def test_a_place_that_is_not_invoiced_promises_no_credit(organiser: Client) -> None:
    participant = sign_up_invoiced(make_offering(fee=100_000)).participants.get()

    page = text(organiser.get(reverse("workspace:act", args=[participant.pk, "avboka"])))

    assert "kreditfaktura" not in page
