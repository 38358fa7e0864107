"""A browser that fails the test on what a visitor's browser would complain about."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import override_settings
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.baseline import Table, restore_baseline, take_baseline
from tests.browser.watching import Watcher

WIDE, PHONE = 1280, 390
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str:
    """Return the path of the browser."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert path, "Install Chromium ('apt-get install chromium') or set CHROMIUM to its path."
    return path


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield launched
        launched.close()


@contextmanager
def watched_page(
    browser: Browser,
    origin: str,
    *,
    width: int,
    script: bool = True,
    expects_refusal: bool = False,
) -> Iterator[Page]:
    """Open a page of its own; at the end nothing may have gone wrong in it."""
    context = browser.new_context(
        base_url=origin,
        viewport={"width": width, "height": 900},
        java_script_enabled=script,
        locale="sv-SE",
        timezone_id="Europe/Stockholm",
        reduced_motion="reduce",
    )
    context.set_default_timeout(10_000)
    page = context.new_page()
    watcher = Watcher(origin, expects_refusal=expects_refusal)
    page.on("console", watcher.hear)
    page.on("pageerror", watcher.note_error)
    page.on("request", watcher.see_request)
    page.on("response", watcher.see_response)
    try:
        yield page
    finally:
        context.close()
    assert not watcher.faults, "\n".join(watcher.faults)


@pytest.fixture
def page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A page 1280 px wide."""
    with watched_page(browser, live_server.url, width=WIDE) as opened:
        yield opened


@pytest.fixture
def phone(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A page 390 px wide."""
    with watched_page(browser, live_server.url, width=PHONE) as opened:
        yield opened


@pytest.fixture(params=[PHONE, WIDE], ids=["390", "1280"])
def any_page(
    request: pytest.FixtureRequest, browser: Browser, live_server: LiveServer
) -> Iterator[Page]:
    """A page in each of the two sizes."""
    with watched_page(browser, live_server.url, width=request.param) as opened:
        yield opened


@pytest.fixture
def plain_page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A page without JavaScript."""
    with watched_page(browser, live_server.url, width=PHONE, script=False) as opened:
        yield opened


@pytest.fixture(scope="session")
def kept_demo() -> dict[str, dict[str, Table]]:
    return {}


@pytest.fixture
def demo(transactional_db: None, kept_demo: dict[str, dict[str, Table]]) -> None:
    """The demo as `make run` loads it; made once and put back for each test."""
    if "rows" in kept_demo:
        restore_baseline(kept_demo["rows"])
        return
    with override_settings(DEBUG=True):
        call_command("demo", verbosity=0, stdout=StringIO())
    kept_demo["rows"] = take_baseline()


@pytest.fixture
def sign_in(transactional_db: None) -> Callable[[Page], None]:
    """Sign an administrator in on a page."""
    from django.contrib.auth.models import User

    def enter(page: Page) -> None:
        User.objects.create_superuser("provare", "provare@example.org", "a long password for tests")
        page.goto("/konto/login/")
        page.locator("[name=login]").fill("provare")
        page.locator("[name=password]").fill("a long password for tests")
        page.locator("main form button").first.click()
        page.wait_for_url("**/admin/")

    return enter
