"""Choosing how to pay and using a discount code in a real browser, with and without script."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from registrations.models import DiscountCode, Offering, Registration
from tests.browser.watching import assert_accessible
from tests.factories.payments import use_local_payments
from tests.factories.registrations import make_fee, make_offering

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def conference(settings: Any, transactional_db: None) -> Offering:
    """An Offering with a fee for organisations and one for people, and a code for both."""
    use_local_payments(settings)
    offering = make_offering(slug="konferens", fee=195_000, withdrawal_days=14)
    make_fee(
        offering,
        quotas=[offering.quotas.get()],
        amount_ore=450_000,
        name="Privat",
        payer_kind="person",
        includes_vat=True,
    )
    DiscountCode.objects.create(offering=offering, code="HÖST", per_cent=20)
    return offering


def test_what_is_asked_follows_who_pays_and_how(page: Page, conference: Offering) -> None:
    page.goto("/anmalan/konferens/")
    number, reference = (
        page.get_by_label("Organisationsnummer"),
        page.get_by_label("Fakturareferens"),
    )
    expect(number).to_be_hidden()

    page.get_by_label("Deltagare:").check()
    expect(page.get_by_label("Faktura", exact=True)).to_be_checked()
    expect(reference).to_be_visible()
    page.get_by_label("Kort eller Swish nu").check()

    expect(number).to_be_visible()
    expect(reference).to_be_hidden()
    expect(page.get_by_label("Betalarens adress: gata eller box")).to_be_hidden()
    expect(page.get_by_role("button", name="Till betalningen", exact=True)).to_be_visible()
    assert_accessible(page)


def test_a_person_above_the_limit_is_asked_for_an_address(page: Page, conference: Offering) -> None:
    page.goto("/anmalan/konferens/")
    page.get_by_label("Privat:").check()

    expect(page.get_by_label("Kort eller Swish nu")).to_be_checked()
    expect(page.get_by_label("Gata eller box", exact=True)).to_be_visible()
    page.get_by_label("Faktura", exact=True).check()
    expect(page.get_by_label("Gata eller box", exact=True)).to_be_hidden()
    expect(
        page.get_by_role("button", name="Anmäl med betalningsskyldighet", exact=True)
    ).to_be_visible()


@pytest.mark.parametrize("language", ["", "/en"])
def test_the_form_with_a_code_and_errors_is_accessible(
    any_page: Page, conference: Offering, language: str
) -> None:
    any_page.goto(f"{language}/anmalan/konferens/")
    any_page.locator(".pays-person").check()
    any_page.locator("#id_pay-code").fill("fel")
    with any_page.expect_navigation():
        any_page.locator("button[value=code]").click()
    expect(any_page.locator(":focus")).to_have_class("error-summary")
    assert_accessible(any_page)

    any_page.locator("#id_pay-code").fill("höst")
    any_page.locator("button[value=code]").click()
    expect(any_page.locator("#sum")).to_contain_text("HÖST")
    any_page.locator("button[value=send]").last.click()

    expect(any_page.locator("#error-summary")).to_be_visible()
    assert_accessible(any_page)
    assert not Registration.objects.exists()


def test_a_code_is_used_and_the_seat_held_without_script(
    plain_page: Page, conference: Offering
) -> None:
    plain_page.goto("/anmalan/konferens/")
    plain_page.get_by_label("Namn", exact=True).fill("Anna Öberg")
    plain_page.get_by_label("E-post", exact=True).fill("anna@example.org")
    plain_page.get_by_label("Privat:").check()
    plain_page.get_by_label("Rabattkod").fill("höst")
    plain_page.get_by_role("button", name="Använd koden").click()
    expect(plain_page.locator("#sum")).to_contain_text("Rabatt HÖST")
    expect(plain_page.get_by_label("Kort eller Swish nu")).to_be_checked()

    plain_page.get_by_role("button", name="Till betalningen", exact=True).click()

    expect(plain_page.get_by_role("heading", level=1)).to_contain_text("Betala")
    assert DiscountCode.objects.get().used == 1
