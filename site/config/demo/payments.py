"""Money in the demo: a seller, people who have paid at the local test bank, and what came of it."""

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings

from config.demo.people import org_number
from registrations.actors import Actor
from registrations.models import (
    Charge,
    Checkout,
    Decision,
    DiscountCode,
    LocalSession,
    Offering,
    Registration,
    Seller,
)
from registrations.payments import local, refunds
from registrations.payments.checkouts import start_checkout
from registrations.payments.sync import sync
from registrations.words import ChargeKind, DecisionKind

AT_THE_BANK = timedelta(minutes=2)
CODE = "HANDLINGSFORUM"


def bank_is_open() -> bool:
    """Tell whether the local test bank is the provider; otherwise everybody is invoiced."""
    return settings.PAYMENTS_BACKEND == local.NAME


def make_seller() -> Seller:
    """Write down whose receipts and invoices these are; the numbers belong to nobody."""
    number = org_number(100)
    return Seller.objects.create(
        from_on=date(2020, 1, 1),
        name="Hållbar Utveckling Skåne",
        org_number=number,
        vat_number=f"SE{number.replace('-', '')}01",
        street="Exempelgatan 1",
        postcode="222 22",
        town="Lund",
        email="ekonomi@kretslopp.example",
        phone="046-10 20 30",
        bankgiro="5050-1055",
        swish_number="1231181189",
        invoice_text_sv="Frågor om fakturan: ekonomi@kretslopp.example",
        invoice_text_en="Questions about the invoice: ekonomi@kretslopp.example",
    )


def add_code(offering: Offering) -> DiscountCode:
    return DiscountCode.objects.create(
        offering=offering,
        code=CODE,
        per_cent=20,
        size=10,
        reason="Nätverkets medlemmar hjälpte till med programmet.",
    )


def open_bank(registration: Registration, *, at: datetime) -> Checkout:
    """Send the payer to the bank, where nothing is paid yet."""
    return start_checkout(payer_id=registration.payers.get().pk, now=at)


def pay(checkout: Checkout, *, at: datetime) -> None:
    """Let the payer pay at the bank at a moment in the past, and ask the bank about it."""
    LocalSession.objects.filter(session_id=checkout.session_id).update(state=local.PAID, paid_at=at)
    sync(checkout.pk, now=at)


def pay_all(registration: Registration, *, at: datetime) -> None:
    """Pay what the registration owes, if it is to be paid at the bank."""
    if bank_is_open():
        pay(open_bank(registration, at=at), at=at + AT_THE_BANK)


def give_a_part_back(registration: Registration, *, at: datetime, actor: Actor) -> None:
    """Refund a third of the fee."""
    if not bank_is_open():
        return
    fee = Charge.objects.get(payer__registration=registration, kind=ChargeKind.FEE)
    refunds.refund_part(
        charge_id=fee.pk,
        gross_ore=fee.gross_ore // 300 * 100,
        reason="Verkstaden ställdes in",
        actor=actor,
        now=at,
    )
    refunds.send_due(now=at + AT_THE_BANK)


def settle_fee_checks(offering: Offering, *, before: datetime, by: Any) -> None:
    """Let the organiser have looked at the student cards of all but the latest."""
    Decision.objects.filter(
        kind=DecisionKind.FEE_CHECK, offering=offering, opened_at__lt=before
    ).update(settled_at=before, settled_by=by, outcome="Har visat studentlegitimation")
