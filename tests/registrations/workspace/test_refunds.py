"""The dialogs that move money: asked for, shown first, done once."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from registrations.actors import SYSTEM
from registrations.models import Allocation, Charge, Decision, Document, Offering, Payment, Refund
from registrations.payments import refunds
from registrations.payments.imports import fail_refund
from registrations.words import ChargeKind, DecisionKind, DocumentKind, RefundState
from registrations.workspace.addresses import payment_url
from tests.factories.payments import pay_locally, sign_up_online, use_local_payments
from tests.factories.registrations import make_extra, make_offering
from tests.invariants import assert_always_true

pytestmark = pytest.mark.web


@pytest.fixture
def payment(settings: Any, db: None) -> Payment:
    """A payment of 1 000 kr for a fee and 112 kr for a dinner, at the local test bank."""
    use_local_payments(settings)
    offering = make_offering(fee=80_000)
    dinner = make_extra(offering, amount_ore=10_000)
    return pay_locally(sign_up_online(offering, extras=(dinner,)))


def address(name: str, payment: Payment, *more: int) -> str:
    return reverse(f"workspace:{name}", args=[payment.checkout_id, *more])


def charges_of(payment: Payment) -> list[Charge]:
    return list(Charge.objects.filter(payer=payment.payer_id, reverses=None).order_by("pk"))


def asked(payment: Payment, *sums: str, **more: str) -> dict[str, str]:
    """Return the form's answers: a sum for each charge, and a reason."""
    parts = {
        f"charge-{charge.pk}": text for charge, text in zip(charges_of(payment), sums, strict=False)
    }
    return {**parts, "reason": "Sjuk", **more}


def do(client: Client, payment: Payment, data: dict[str, str]) -> Any:
    """Send the first form, then the one that asks once more, as a browser would."""
    sure = client.post(address("refund", payment), data)
    assert sure.status_code == 200
    return client.post(address("refund", payment), {**dict(sure.context["hidden"]), "sure": "1"})


def test_nothing_happens_before_the_second_page_is_sent(
    payment: Payment, organiser: Client
) -> None:
    response = organiser.post(address("refund", payment), asked(payment, "250"))

    page = response.content.decode()
    assert "Återbetala 250\u00a0kr" in page
    assert payment.documents.get().full_number in page
    assert not Refund.objects.exists()


def test_the_second_page_says_what_goes_to_a_debt_first(
    payment: Payment, organiser: Client
) -> None:
    Charge.objects.create(
        payer_id=payment.payer_id,
        kind=ChargeKind.EXTRA,
        text="Kväll",
        net_ore=8_000,
        vat_rate=25,
        vat_ore=2_000,
    )

    page = organiser.post(address("refund", payment), asked(payment, "250")).content.decode()
    do(organiser, payment, asked(payment, "250"))

    assert "100\u00a0kr går till det som betalaren ännu är skyldig." in page
    assert "150\u00a0kr går tillbaka samma väg som det betalades." in page
    assert Refund.objects.get().amount_ore == 15_000


def test_part_of_one_charge_goes_back_with_a_credit(payment: Payment, organiser: Client) -> None:
    do(organiser, payment, asked(payment, "250,50"))

    refund = Refund.objects.get()
    credit = Document.objects.get(kind=DocumentKind.CREDIT_NOTE)
    assert (refund.amount_ore, refund.reason, refund.state) == (25_050, "Sjuk", RefundState.NEW)
    assert refund.requested_by is not None
    assert credit.gross_ore == -25_050
    assert_always_true()


def test_several_charges_go_back_in_one_refund(payment: Payment, organiser: Client) -> None:
    do(organiser, payment, asked(payment, "100", "1 2"))

    assert Refund.objects.get().amount_ore == 11_200
    reversals = Charge.objects.filter(kind=ChargeKind.REVERSAL).order_by("pk")
    assert [charge.gross_ore for charge in reversals] == [-10_000, -1_200]


def test_everything_goes_back_by_its_box(payment: Payment, organiser: Client) -> None:
    do(organiser, payment, asked(payment, everything="on"))

    assert Refund.objects.get().amount_ore == payment.amount_ore
    assert not organiser.get(address("refund", payment), follow=True).context.get("form")


def test_the_same_answer_sent_twice_is_one_refund(payment: Payment, organiser: Client) -> None:
    sure = organiser.post(address("refund", payment), asked(payment, "250"))
    data = {**dict(sure.context["hidden"]), "sure": "1"}

    for _ in range(3):
        organiser.post(address("refund", payment), data)

    assert Refund.objects.get().amount_ore == 25_000


@pytest.mark.parametrize(
    ("sums", "more", "field", "words"),
    [
        (("1 000,01",), {}, 0, "Högst 1\u00a0000\u00a0kr är betalt för detta."),
        (("0", "112,01"), {}, 1, "Högst 112\u00a0kr är betalt för detta."),
        (("mycket",), {}, 0, "Skriv summan i kronor, till exempel 1 950 eller 1 950,50."),
        (("-5",), {}, 0, "Skriv summan i kronor, till exempel 1 950 eller 1 950,50."),
        (("5",), {"reason": ""}, "reason", "Skriv varför."),
        (("", ""), {}, None, "Skriv hur mycket som ska återbetalas, eller kryssa för allt."),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    payment: Payment,
    organiser: Client,
    sums: tuple[str, ...],
    more: dict[str, str],
    field: int | str | None,
    words: str,
) -> None:
    response = organiser.post(address("refund", payment), asked(payment, *sums, **more))

    name = f"charge-{charges_of(payment)[field].pk}" if isinstance(field, int) else field
    assert response.status_code == 422
    assert response.context["form"].errors == {name or "__all__": [words]}
    assert words in response.content.decode()
    assert not Refund.objects.exists()


def test_a_sum_that_somebody_else_refunded_meanwhile_is_not_refunded_again(
    payment: Payment, organiser: Client
) -> None:
    sure = organiser.post(address("refund", payment), asked(payment, "600"))
    refunds.refund_part(
        charge_id=charges_of(payment)[0].pk, gross_ore=50_000, reason="Först", actor=SYSTEM
    )

    organiser.post(address("refund", payment), {**dict(sure.context["hidden"]), "sure": "1"})

    assert Refund.objects.get().amount_ore == 50_000


def test_a_refund_that_has_not_left_is_stopped_and_becomes_a_decision(
    payment: Payment, organiser: Client
) -> None:
    do(organiser, payment, asked(payment, "250"))
    refund = Refund.objects.get()
    url = address("hold_back", payment, refund.pk)

    shown = organiser.get(url)
    organiser.post(url, {"reason": "Fel person"})

    refund.refresh_from_db()
    decision = Decision.objects.get()
    assert "Stoppa återbetalningen av 250\u00a0kr" in shown.content.decode()
    assert refund.state == RefundState.CANCELED
    assert (decision.kind, decision.payment, decision.detail) == (
        DecisionKind.STRAY_MONEY,
        payment,
        "Fel person",
    )
    assert refunds.send_due(timezone.now()) == 0


def test_a_refund_that_has_left_cannot_be_stopped(payment: Payment, organiser: Client) -> None:
    do(organiser, payment, asked(payment, "250"))
    refund = Refund.objects.get()
    refunds.send_due(timezone.now())

    organiser.post(address("hold_back", payment, refund.pk), {"reason": "För sent"})

    refund.refresh_from_db()
    assert refund.state == RefundState.SUCCEEDED
    assert not Decision.objects.exists()


def stop(client: Client, payment: Payment) -> None:
    do(client, payment, asked(payment, "250"))
    refund = Refund.objects.get()
    client.post(address("hold_back", payment, refund.pk), {"reason": "Fel person"})


def test_money_that_pays_nothing_is_refunded_with_a_reason(
    payment: Payment, organiser: Client
) -> None:
    stop(organiser, payment)
    url = address("give_back", payment, payment.pk)

    without_reason = organiser.post(url, {"reason": ""})
    for _ in range(2):
        organiser.post(url, {"reason": "Rätt person"})

    live = Refund.objects.filter(state=RefundState.NEW)
    assert without_reason.status_code == 422
    assert [refund.amount_ore for refund in live] == [25_000]
    assert Decision.objects.get().settled_at is not None


def test_money_that_pays_nothing_is_put_on_what_is_owed(
    payment: Payment, organiser: Client
) -> None:
    stop(organiser, payment)
    Charge.objects.create(
        payer_id=payment.payer_id,
        kind=ChargeKind.EXTRA,
        text="Kväll",
        net_ore=8_000,
        vat_rate=25,
        vat_ore=2_000,
    )

    organiser.post(address("put_on_debt", payment, payment.pk))

    assert Allocation.objects.filter(charge__text="Kväll").get().amount_ore == 10_000


def test_a_decision_about_the_money_comes_before_another_refund(
    payment: Payment, organiser: Client
) -> None:
    stop(organiser, payment)

    response = organiser.post(address("refund", payment), asked(payment, "1"), follow=True)

    assert "Besluta först om pengarna som väntar." in response.content.decode()
    assert Refund.objects.count() == 1


def test_money_whose_refund_failed_can_be_given_back_in_another_way(
    payment: Payment, organiser: Client
) -> None:
    do(organiser, payment, asked(payment, "250"))
    with transaction.atomic():
        fail_refund(Refund.objects.get(), "Kortet är spärrat", now=timezone.now())
    url = address("paid_by_hand", payment, payment.pk)

    without_reason = organiser.post(url, {"reason": ""})
    for _ in range(2):
        organiser.post(url, {"reason": "Bankgiro den 3 mars"})

    made = Refund.objects.get(state=RefundState.SUCCEEDED)
    decision = Decision.objects.get(kind=DecisionKind.REFUND)
    assert without_reason.status_code == 422
    assert (made.amount_ore, made.is_external) == (25_000, True)
    assert decision.outcome == "Bankgiro den 3 mars"
    assert refunds.send_due(timezone.now()) == 0
    assert_always_true()


def test_money_that_can_go_back_the_way_it_came_is_not_given_back_by_hand(
    payment: Payment, organiser: Client
) -> None:
    stop(organiser, payment)

    organiser.post(address("paid_by_hand", payment, payment.pk), {"reason": "Bankgiro"})

    assert Refund.objects.get().state == RefundState.CANCELED


@pytest.mark.parametrize(
    "name", ["refund", "hold_back", "give_back", "paid_by_hand", "put_on_debt"]
)
@pytest.mark.parametrize(
    ("group", "is_other_team", "expected"),
    [("Organisers", True, 404), ("Editors", False, 403)],
)
def test_another_teams_money_cannot_be_touched_nor_without_permission(
    payment: Payment, sign_in: Any, name: str, group: str, is_other_team: bool, expected: int
) -> None:
    client = sign_in(group)
    if is_other_team:
        Offering.objects.update(team=Group.objects.create(name="Another team"))
    refund = Refund.objects.create(payment=payment, amount_ore=100)
    more = {"refund": [], "hold_back": [refund.pk]}.get(name, [payment.pk])

    response = client.post(address(name, payment, *more), asked(payment, "1", sure="1"))

    refund.refresh_from_db()
    is_sent_away = response.status_code == 302 and response.url == reverse("wagtailadmin_home")
    assert (403 if is_sent_away else response.status_code) == expected
    assert refund.state == RefundState.NEW
    assert Refund.objects.count() == 1


def test_one_who_may_only_look_sees_no_button(payment: Payment, sign_in: Any) -> None:
    client = sign_in("Organisers")
    group = Group.objects.get(name="Organisers")
    group.permissions.remove(*group.permissions.filter(codename="refund_payment"))

    page = client.get(payment_url(payment.checkout_id or 0)).content.decode()

    assert "aterbetala" not in page


def test_the_page_of_a_payment_offers_both_ways_for_money_that_pays_nothing(
    payment: Payment, organiser: Client
) -> None:
    stop(organiser, payment)

    page = organiser.get(payment_url(payment.checkout_id or 0)).content.decode()

    assert "250\u00a0kr väntar på beslut" in page
    assert address("give_back", payment, payment.pk) in page
