"""Sets up payments for tests: a seller, a provider, and people who pay."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from registrations.models import Checkout, Offering, Payer, Payment, Registration, Seller
from registrations.payments import local_bank
from registrations.payments.checkouts import start_checkout
from registrations.signup_sheet import PayerDetails
from registrations.words import PayerKind
from tests.contracts.stripe_server import StripeServer
from tests.factories.registrations import sign_up

ONLINE = PayerDetails(kind=PayerKind.PERSON, name="Anna Öberg", pays_online=True)


def make_seller(**fields: Any) -> Seller:
    values = {
        "from_on": date(2000, 1, 1),
        "name": "Kretslopp Syd",
        "org_number": "802001-2343",
        "vat_number": "SE802001234301",
        "street": "Stortorget 9",
        "postcode": "222 23",
        "town": "Lund",
        "email": "ekonomi@example.org",
        "bankgiro": "5050-1055",
    } | fields
    return Seller.objects.create(**values)


def use_local_payments(settings: Any) -> None:
    """Let the local test bank be the provider of this test."""
    settings.DEBUG = True
    settings.PAYMENTS_BACKEND = "local"
    make_seller()


def use_stripe(settings: Any, server: StripeServer, secret: str = "whsec_tests") -> None:
    """Let the stand-in for Stripe be the provider of this test."""
    settings.DEBUG = True
    settings.PAYMENTS_BACKEND = "stripe"
    settings.STRIPE_API_KEY = server.key
    settings.STRIPE_API_BASE = server.url
    settings.STRIPE_WEBHOOK_SECRETS = [secret]
    make_seller()


def sign_up_online(offering: Offering, **fields: Any) -> Registration:
    """Register people who pay online, through the domain; they are held until they have paid."""
    return sign_up(offering, **{"payer": ONLINE} | fields)


def payer_of(registration: Registration) -> Payer:
    return Payer.objects.get(registration=registration)


def checkout_for(registration: Registration, now: datetime | None = None) -> Checkout:
    """Start the registration's Checkout, as the button of the pay page does."""
    return start_checkout(payer_id=payer_of(registration).pk, now=now)


def pay_locally(registration: Registration, now: datetime | None = None) -> Payment:
    """Pay all that the registration owes at the local test bank, whose notice arrives at once."""
    now = now or timezone.now()
    checkout = checkout_for(registration, now)
    assert local_bank.pay(str(checkout.session_id), now=now)
    return Payment.objects.get(checkout=checkout)
