from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from tests.browser.watching import assert_accessible

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def test_sign_in_page_is_accessible_with_and_without_errors(any_page: Page) -> None:
    any_page.goto("/konto/login/")
    assert_accessible(any_page)

    any_page.locator("[name=login]").fill("nobody")
    any_page.locator("[name=password]").fill("nothing")
    any_page.locator("main form button").click()

    expect(any_page.get_by_role("alert")).to_be_visible()
    assert_accessible(any_page)


def test_sign_in_works_without_script(plain_page: Page) -> None:
    User.objects.create_superuser("elin", "elin@example.org", "a long password for tests")
    plain_page.goto("/konto/login/?next=/konto/2fa/")
    plain_page.locator("[name=login]").fill("elin")
    plain_page.locator("[name=password]").fill("a long password for tests")
    plain_page.locator("main form button").click()

    expect(plain_page.locator("h1")).to_have_text("Din inloggning")


def test_setting_up_the_second_factor_is_accessible(
    any_page: Page, sign_in: Callable[[Page], None]
) -> None:
    sign_in(any_page)
    any_page.goto("/konto/2fa/totp/activate/")
    any_page.locator("[name=password]").fill("a long password for tests")
    any_page.locator("main form button").click()

    expect(any_page.locator("h1")).to_have_text("Ställ in autentiseringsappen")
    assert_accessible(any_page)


def test_admin_home_keeps_to_its_policy_and_calls_nobody(
    page: Page, sign_in: Callable[[Page], None]
) -> None:
    sign_in(page)

    expect(page.get_by_role("navigation").first).to_be_visible()
