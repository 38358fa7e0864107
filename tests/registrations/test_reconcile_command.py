"""The operator's commands at Stripe: repair after an outage, and whether the key fits."""

from argparse import ArgumentTypeError
from datetime import UTC, datetime
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django import Settings

from registrations.management.commands import stripe_check
from registrations.management.commands.stripe_reconcile import moment
from registrations.models import Checkout, Participant, Payment
from registrations.payments.checkouts import start_checkout
from registrations.payments.stripe_probe import PERMISSIONS
from registrations.proof import first_disagreement
from registrations.signup_sheet import PayerDetails
from registrations.words import CheckoutState, PayerKind, PaymentPolicy, Status
from tests.contracts.fixtures import stripe_server  # noqa: F401 (a fixture)
from tests.contracts.stripe_server import StripeServer
from tests.factories.money import payer_of
from tests.factories.payments import make_seller
from tests.factories.registrations import make_offering, sign_up_one

ONLINE = PayerDetails(kind=PayerKind.PERSON, name="Anna Öberg", pays_online=True)


@pytest.fixture
def stripe(settings: Settings, stripe_server: StripeServer) -> StripeServer:  # noqa: F811
    """Stripe as the provider, spoken to over HTTP; its notices are lost."""
    settings.DEBUG = True
    settings.PAYMENTS_BACKEND = "stripe"
    settings.STRIPE_API_KEY = stripe_server.key
    settings.STRIPE_API_BASE = stripe_server.url
    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_tests"]
    return stripe_server


def start_to_pay() -> Checkout:
    """Return the Checkout of one whose seat is held."""
    offering = make_offering(fee=100_000, payment=PaymentPolicy.ONLINE)
    participant = sign_up_one(offering, payer=ONLINE)
    return start_checkout(payer_id=payer_of(participant).pk)


def run(command: str, *arguments: str) -> str:
    printed = StringIO()
    call_command(command, *arguments, stdout=printed)
    return printed.getvalue()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_payments_made_while_the_endpoint_was_down_are_found(stripe: StripeServer) -> None:
    make_seller()
    checkouts = [start_to_pay() for _number in range(3)]
    for checkout in checkouts:
        stripe.bank.pay(checkout.session_id)

    printed = run("stripe_reconcile", "--since", "3d")

    assert "Of these had changed without our knowledge: 3." in printed
    assert set(Participant.objects.values_list("status", flat=True)) == {Status.CONFIRMED}
    assert Payment.objects.count() == 3
    assert first_disagreement() is None


@pytest.mark.django_db(transaction=True)
def test_second_reconciliation_finds_nothing_new(stripe: StripeServer) -> None:
    make_seller()
    stripe.bank.pay(start_to_pay().session_id)
    run("stripe_reconcile", "--since", "3d")

    printed = run("stripe_reconcile", "--since", "3d")

    assert "Of these had changed without our knowledge: 0." in printed
    assert Payment.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_command_fails_while_the_provider_is_away(stripe: StripeServer) -> None:
    make_seller()
    checkout = start_to_pay()
    stripe.bank.pay(checkout.session_id)
    stripe.outages.down("503")

    with pytest.raises(CommandError, match="Run the command again"):
        run("stripe_reconcile", "--since", "12h")

    checkout.refresh_from_db()
    assert checkout.state == CheckoutState.OPEN


@pytest.mark.django_db
def test_reconciliation_without_a_provider_is_refused(settings: Settings) -> None:
    settings.PAYMENTS_BACKEND = "invoice"

    with pytest.raises(CommandError, match="nothing to ask"):
        run("stripe_reconcile", "--since", "3d")


@time_machine.travel(datetime(2026, 11, 24, 12, tzinfo=UTC), tick=False)
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-20", datetime(2026, 11, 19, 23, tzinfo=UTC)),
        ("2026-11-20T08:00", datetime(2026, 11, 20, 7, tzinfo=UTC)),
        ("2026-11-20T08:00Z", datetime(2026, 11, 20, 8, tzinfo=UTC)),
        ("3d", datetime(2026, 11, 21, 12, tzinfo=UTC)),
        ("12h", datetime(2026, 11, 24, 0, tzinfo=UTC)),
    ],
)
def test_moment_is_read_as_an_operator_writes_it(text: str, expected: datetime) -> None:
    assert moment(text) == expected


@pytest.mark.parametrize("text", ["", "yesterday", "3w", "2026-13-01", "-3d", "99999d"])
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(ArgumentTypeError):
        moment(text)


def test_key_that_may_do_all_is_praised_and_the_endpoint_told(
    stripe: StripeServer, settings: Settings
) -> None:
    settings.BASE_URL = "https://example.org"

    printed = run("stripe_check")

    assert "https://example.org/betalning/notis/stripe/" in printed
    assert "event        checkout.session.completed" in printed
    assert printed.endswith("the key may do all that is needed.\n")


@pytest.mark.parametrize(
    ("operation", "name"),
    [
        ("checkout.sessions.expire", "Checkout Sessions: Write"),
        ("checkout.sessions.list", "Checkout Sessions: Read"),
        ("payment_intents.list", "PaymentIntents: Read"),
        ("refunds.create", "Charges and Refunds: Write"),
        ("refunds.list", "Charges and Refunds: Read"),
        ("disputes.list", "Disputes: Read"),
        ("events.list", "Events: Read"),
        ("balance_transactions.list", "Balance transactions: Read"),
        ("payouts.list", "Payouts: Read"),
    ],
)
def test_missing_permission_is_named(stripe: StripeServer, operation: str, name: str) -> None:
    stripe.forbid(operation)
    printed = StringIO()

    with pytest.raises(CommandError, match="To be put right: 1"):
        call_command("stripe_check", stdout=printed)

    assert f"The key lacks {name}, needed for" in printed.getvalue()


def test_endpoint_is_told_before_there_is_a_secret(
    stripe: StripeServer, settings: Settings
) -> None:
    settings.STRIPE_WEBHOOK_SECRETS = []

    printed = run("stripe_check")

    assert "put its signing secret into STRIPE_WEBHOOK_SECRETS" in printed
    assert stripe_check.Command.requires_system_checks == []


def test_every_permission_is_tried() -> None:
    assert len({permission.name for permission in PERMISSIONS}) == 9


def test_account_need_not_be_readable(stripe: StripeServer) -> None:
    stripe.forbid("account.retrieve")

    assert "the key may do all that is needed." in run("stripe_check")


def test_stripe_out_of_reach_is_told(stripe: StripeServer) -> None:
    stripe.outages.down("drop")

    with pytest.raises(CommandError, match="did not answer as it should"):
        run("stripe_check")


def test_check_without_a_key_tells_how_to_get_one(settings: Settings) -> None:
    settings.STRIPE_API_KEY = ""

    with pytest.raises(CommandError, match="docs"):
        run("stripe_check")
