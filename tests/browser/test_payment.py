"""Paying as a visitor does: from the event's page to the receipt, and money given back."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from events.models import ConferencePage
from registrations.models import Checkout, Offering
from registrations.payments import local_bank
from registrations.tasks import tick
from registrations.words import PayerKind, Status
from registrations.workspace.addresses import payment_url
from tests.addresses import read_addresses_anew, unmount_bank
from tests.browser.watching import assert_accessible
from tests.contracts.fixtures import stripe_server
from tests.contracts.stripe_server import StripeServer
from tests.factories.events import make_event, make_home, translate_page
from tests.factories.payments import sign_up_online, use_local_payments
from tests.factories.registrations import make_offering

__all__ = ["stripe_server"]

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

PAID = "#payment"
WORDS: dict[str, dict[str, Any]] = {
    "sv": {
        "sign_up": "Anmäl dig",
        "name": "Namn",
        "email": "E-post",
        "to_payment": "Till betalningen",
        "pay": re.compile("^Betala 1.250.kr – beställning med betalningsskyldighet$"),
        "pay_now": "Betala nu",
        "paid": re.compile("Betalt: 1.250.kr"),
        "seat": "Du har en plats",
        "receipt": re.compile(r"Kvitto TK\d{4}-\d{4} \(PDF\)"),
        "credit": re.compile(r"Kreditkvitto TKK\d{4}-\d{4} \(PDF\)"),
        "back": re.compile("Av det återbetalas 250.kr"),
    },
    "en": {
        "sign_up": "Sign up",
        "name": "Name",
        "email": "E-mail",
        "to_payment": "Go to payment",
        "pay": re.compile("^Pay SEK.1,250 – order with a duty to pay$"),
        "pay_now": "Pay now",
        "paid": re.compile("Paid: SEK.1,250"),
        "seat": "You have a seat",
        "receipt": re.compile(r"Receipt TK\d{4}-\d{4} \(PDF\)"),
        "credit": re.compile(r"Credit note TKK\d{4}-\d{4} \(PDF\)"),
        "back": re.compile("Of that, SEK.250 is given back"),
    },
}


@pytest.fixture(autouse=True)
def bank(settings: Any, transactional_db: None) -> Iterator[None]:
    use_local_payments(settings)
    read_addresses_anew()
    yield
    unmount_bank(settings)


def make_paid_event() -> dict[str, Any]:
    """Return the page of an event with a fee for private persons, in both languages."""
    home = make_home()
    page = make_event(home, ConferencePage, title="Återbrukets dag")
    make_paid_offering(page_key=page.translation_key)
    return {"sv": page, "en": translate_page(page, title="The day of reuse")}


def make_paid_offering(**fields: Any) -> Offering:
    offering = make_offering(size=3, slug="aterbruk", payment="online", **fields)
    offering.fees.update(amount_ore=125000, includes_vat=True, payer_kind=PayerKind.PERSON)
    return offering


@pytest.fixture
def organiser(
    browser: Browser, live_server: LiveServer, sign_in: Callable[[Page], None]
) -> Iterator[Page]:
    """A page on which an organiser has signed in, in a browser of their own."""
    context = browser.new_context(base_url=live_server.url, locale="sv-SE")
    context.set_default_timeout(10_000)
    page = context.new_page()
    sign_in(page)
    yield page
    context.close()


def refund_some(organiser: Page) -> None:
    """Give a part of the fee back as an organiser does, and let the tick do its work."""
    organiser.goto(f"{payment_url(Checkout.objects.get().pk)}aterbetala/")
    organiser.get_by_label(re.compile("^Deltagare, ")).fill("250")
    organiser.get_by_label("Anledning").fill("Kortare dag")
    organiser.locator("form.ws-form button[type=submit]").click()
    organiser.locator("form.ws-form button[name=sure]").click()
    expect(organiser).to_have_url(re.compile(r"/betalningar/\d+/$"))
    assert tick() == []


@pytest.mark.parametrize("language", ["sv", "en"])
def test_from_the_event_to_the_receipt_and_a_refund(
    any_page: Page, organiser: Page, language: str
) -> None:
    words, event = WORDS[language], make_paid_event()[language]
    any_page.goto(urlsplit(event.full_url).path)
    any_page.get_by_role("link", name=words["sign_up"], exact=True).first.click()
    any_page.get_by_label(words["name"], exact=True).fill("Anna Öberg")
    any_page.get_by_label(words["email"], exact=True).fill("anna@example.org")
    any_page.get_by_role("button", name=words["to_payment"]).click()
    assert_accessible(any_page)

    any_page.get_by_role("button", name=words["pay"]).click()
    assert_accessible(any_page)
    any_page.get_by_role("button", name=words["pay_now"]).click()

    expect(any_page.locator("#state")).to_have_text(words["seat"])
    expect(any_page.locator(PAID)).to_contain_text(words["paid"])
    assert_accessible(any_page)
    receipt = any_page.get_by_role("link", name=words["receipt"]).get_attribute("href")
    assert any_page.request.get(str(receipt)).body().startswith(b"%PDF-")

    refund_some(organiser)
    any_page.reload()

    expect(any_page.locator(PAID)).to_contain_text(words["back"])
    credit = any_page.get_by_role("link", name=words["credit"]).get_attribute("href")
    assert any_page.request.get(str(credit)).body().startswith(b"%PDF-")
    assert_accessible(any_page)


def start_paying(page: Page) -> str:
    """Go to the bank with someone newly held, and return the registration's own address."""
    registration = sign_up_online(make_paid_offering())
    address = f"/r/{registration.token}/"
    page.goto(f"{address}betala/")
    page.get_by_role("button", name=WORDS["sv"]["pay"]).click()
    return address


def test_the_page_tells_by_itself_when_the_bank_has_answered(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local_bank, "SLOW_BY", local_bank.SLOW_BY / 10)
    start_paying(page)

    page.get_by_role("button", name="Betala, och beskedet dröjer").click()

    expect(page.locator(PAID)).to_contain_text("Vi väntar på din bank")
    assert_accessible(page)
    expect(page.locator(PAID)).to_contain_text(WORDS["sv"]["paid"])
    expect(page.locator("#state")).to_have_text("Du har en plats")
    expect(page).to_have_title(re.compile("^Du har en plats"))


def test_without_script_a_link_asks_again(
    plain_page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local_bank, "SLOW_BY", local_bank.SLOW_BY / 20)
    start_paying(plain_page)
    plain_page.get_by_role("button", name="Betala, och beskedet dröjer").click()
    plain_page.wait_for_timeout(1200)

    plain_page.get_by_role("link", name="Uppdatera").click()

    expect(plain_page.locator(PAID)).to_contain_text(WORDS["sv"]["paid"])


def test_declined_closed_and_taken_up_again_ends_well(page: Page) -> None:
    start_paying(page)
    page.get_by_role("button", name="Låt banken säga nej").click()
    expect(page.get_by_role("status")).to_contain_text("Banken sa nej")
    assert_accessible(page)
    page.get_by_role("button", name="Stäng sidan utan att betala").click()
    expect(page.locator(PAID)).to_contain_text("Betalningen är inte klar")
    assert_accessible(page)

    page.get_by_role("link", name="Fortsätt till betalningen").click()
    page.get_by_role("button", name=WORDS["sv"]["pay"]).click()
    page.get_by_role("button", name="Betala nu").click()

    expect(page.locator(PAID)).to_contain_text(WORDS["sv"]["paid"])


def test_two_tabs_and_the_back_button_pay_once(page: Page) -> None:
    address = start_paying(page)
    second = page.context.new_page()
    second.goto(page.url)
    page.get_by_role("button", name="Betala nu").click()
    expect(page.locator(PAID)).to_contain_text(WORDS["sv"]["paid"])

    second.get_by_role("button", name="Betala nu").click()
    page.go_back()
    page.go_back()
    page.reload()

    expect(second.get_by_role("status")).to_contain_text("Det går inte längre att betala")
    expect(page).to_have_url(re.compile(re.escape(address) + "$"))
    participant = Offering.objects.get().participants.get()
    assert participant.status == Status.CONFIRMED
    assert participant.charges.get().allocations.get().amount_ore == 125000


def test_the_return_page_of_a_stranger_is_accessible(any_page: Page) -> None:
    start_paying(any_page)
    bank = any_page.url
    any_page.get_by_role("button", name="Betala nu").click()
    any_page.context.clear_cookies()

    any_page.goto(bank.replace("/prov", ""))

    expect(any_page.get_by_role("heading", level=1)).to_have_text(WORDS["sv"]["paid"])
    assert_accessible(any_page)


def test_the_form_leads_to_another_origin_and_back_under_the_content_policy(
    browser: Browser, live_server: LiveServer, stripe_server: StripeServer, settings: Any
) -> None:
    settings.PAYMENTS_BACKEND = "stripe"
    settings.STRIPE_API_KEY = stripe_server.key
    settings.STRIPE_API_BASE = stripe_server.url
    settings.BASE_URL = live_server.url
    context = browser.new_context(base_url=live_server.url)
    context.set_default_timeout(10_000)
    page = context.new_page()
    start_paying(page)
    expect(page).to_have_url(re.compile("^" + re.escape(stripe_server.url)))

    page.get_by_role("button", name="Betala", exact=True).click()

    expect(page.locator(PAID)).to_contain_text(WORDS["sv"]["paid"])
    expect(page).to_have_url(re.compile(r"/r/[^/]+/$"))
    context.close()
