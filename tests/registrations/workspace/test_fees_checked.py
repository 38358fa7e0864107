"""Fees for members and students: the decision, the verb that changes a fee; the link to pay."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from registrations import ledger
from registrations.charges import payer_of
from registrations.models import Decision, Message, Participant, Registration
from registrations.words import DecisionKind, Happening, PaymentMethod, Status
from tests.factories.payments import use_local_payments
from tests.factories.registrations import make_fee, make_offering, sign_up_one

pytestmark = [pytest.mark.web, pytest.mark.django_db]


def member_and_full() -> tuple[Participant, Any]:
    offering = make_offering(fee=50_000)
    offering.fees.update(needs_check=True)
    full = make_fee(offering, quotas=[offering.quotas.get()], amount_ore=100_000, name="Ordinarie")
    return sign_up_one(offering), full


def test_a_fee_can_be_changed_on_the_registrations_page(organiser: Client) -> None:
    anna, full = member_and_full()
    address = reverse("workspace:act", args=[anna.pk, "andra-avgift"])

    page = organiser.get(address).content.decode()
    organiser.post(address, {"fee": full.pk, "reason": "Inte medlem"})

    anna.refresh_from_db()
    assert "Ändra avgift" in page
    assert anna.fee == full
    assert ledger.open_ore(payer_of(anna)) == 125_000
    assert Decision.objects.get(kind=DecisionKind.FEE_CHECK).settled_at is not None


def test_a_change_of_fee_needs_a_reason(organiser: Client) -> None:
    anna, full = member_and_full()

    response = organiser.post(
        reverse("workspace:act", args=[anna.pk, "andra-avgift"]), {"fee": full.pk}
    )

    anna.refresh_from_db()
    assert response.status_code == 422
    assert anna.fee != full


def test_a_fee_to_check_is_in_the_list_of_decisions(organiser: Client) -> None:
    member_and_full()

    page = organiser.get(reverse("workspace:decisions")).content.decode()

    assert "En avgift att kontrollera" in page
    assert "andra-avgift" in page


def by_telephone(client: Client, offering: Any, **fields: str) -> None:
    data = {
        "form_key": "3f3ad5a0-6a4f-4be1-9d2e-6c2b0a7c1c11",
        "contact_name": "Anna Berg",
        "contact_email": "anna@example.org",
        "language": "sv",
        "unnamed": "0",
        "fee": str(offering.fees.get().pk),
        "if_full": "ask",
    }
    client.post(reverse("workspace:register_someone", args=[offering.pk]), {**data, **fields})


def test_a_link_to_pay_is_mailed_at_once(organiser: Client, settings: Any) -> None:
    use_local_payments(settings)
    offering = make_offering(fee=50_000)

    by_telephone(organiser, offering, way="online")

    anna = Participant.objects.get()
    mail = Message.objects.get(kind=Happening.HELD)
    assert anna.status == Status.HELD
    assert mail.due_at <= timezone.now()


def test_who_calls_is_invoiced_unless_a_link_is_chosen(organiser: Client, settings: Any) -> None:
    use_local_payments(settings)
    offering = make_offering(fee=50_000)

    by_telephone(organiser, offering)

    registration = Registration.objects.get()
    assert registration.payers.get().method == PaymentMethod.INVOICE
    assert registration.participants.get().status == Status.CONFIRMED


def test_no_link_is_offered_without_a_provider(organiser: Client) -> None:
    offering = make_offering(fee=50_000)

    page = organiser.get(reverse("workspace:register_someone", args=[offering.pk]))

    assert "way" not in page.context["form"].fields
