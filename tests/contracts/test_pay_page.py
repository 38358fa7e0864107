"""The page of the stand-in to which a payer is sent, and what its buttons do."""

import stripe

from tests.contracts.orders import order
from tests.contracts.stripe_server import StripeServer
from tests.contracts.visits import visit


def test_the_page_shows_the_sum_and_leads_back(session: stripe.checkout.Session) -> None:
    status, _, html = visit(session.url)

    assert status == 200
    assert 'lang="sv"' in html
    assert "Deltagaravgift" in html
    assert "1250,00 kr" in html
    assert f'href="{session.cancel_url}"' in html


def test_the_button_to_pay_pays_and_leads_on(stripe_server: StripeServer) -> None:
    asked = order(success_url="https://example.org/tack/?s={CHECKOUT_SESSION_ID}")
    session = stripe_server.client().v1.checkout.sessions.create(asked)

    status, onward, _ = visit(session.url, "pay")

    assert (status, onward) == (303, f"https://example.org/tack/?s={session.id}")
    assert stripe_server.bank.session(session)["payment_status"] == "paid"
    assert visit(session.url, "pay")[0] == 410


def test_the_button_to_decline_stays_on_the_page(
    stripe_server: StripeServer, session: stripe.checkout.Session
) -> None:
    status, _, html = visit(session.url, "decline")

    assert (status, "Banken nekade" in html) == (200, True)
    assert stripe_server.bank.session(session)["status"] == "open"


def test_an_unknown_page_is_not_found(stripe_server: StripeServer) -> None:
    assert visit(stripe_server.bank.page + "cs_test_none")[0] == 404
