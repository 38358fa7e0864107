"""The pages of text, projects, reports and search, read in a browser."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.watching import assert_accessible, assert_fits
from tests.factories.content import (
    make_document,
    make_library,
    make_project,
    make_projects,
    make_report,
    make_settings,
    make_text,
)
from tests.factories.events import make_external, make_home, translate_page

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

PATHS = (
    "/",
    "/om-oss/",
    "/projekt/",
    "/projekt/cirkular-ekonomi/",
    "/rapporter/",
    "/rapporter/?q=finns+inte",
    "/rapporter/inkopsprocessen/",
    "/sok/?q=ekonomi",
    "/en/about-us/",
    "/finns-inte/",
)
BODY = [
    {"type": "text", "value": "<h2>Rubrik</h2><p>Löpande text om ekonomi.</p>"},
    {"type": "quote", "value": {"quote": "Citat", "who": "Någon"}},
    {"type": "notice", "value": {"tone": "warn", "heading": "Obs", "text": "<p>Tänk på.</p>"}},
    {"type": "table", "value": {"data": [["A" * 90, "B" * 90], ["1", "2"]]}},
]


@pytest.fixture
def site(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    home = make_home()
    about = make_text(home, body=json.dumps(BODY))
    translate_page(about, title="About us", slug="about-us")
    projects, library = make_projects(home), make_library(home)
    first = make_project(projects, "Cirkulär ekonomi", results="<p>Resultat</p>")
    make_project(projects, based_on=first)
    make_report(library, document=make_document(), project=first)
    make_external(home, project=first)
    make_settings(projects_page=projects, reports_page=library, about_page=about)


def test_every_page_is_open_to_all_in_light_and_dark(site: None, any_page: Page) -> None:
    for scheme in ("light", "dark"):
        any_page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for path in PATHS:
            any_page.goto(path)
            assert_accessible(any_page)


def test_no_page_scrolls_sideways_at_320_px(site: None, phone: Page) -> None:
    phone.set_viewport_size({"width": 320, "height": 640})
    for path in PATHS:
        phone.goto(path)
        assert_fits(phone)


def test_reader_without_script_searches_and_downloads(site: None, plain_page: Page) -> None:
    plain_page.goto("/rapporter/")
    plain_page.get_by_label("Ord", exact=True).fill("Inköpsprocessen")
    plain_page.get_by_role("button", name="Sök").click()
    plain_page.get_by_role("link", name="Inköpsprocessen").click()
    with plain_page.expect_download() as download:
        plain_page.get_by_role("link", name="Ladda ner rapporten").click()

    assert download.value.suggested_filename == "inkopsprocessen.pdf"


def test_first_stop_of_the_keyboard_leads_past_the_menu(site: None, page: Page) -> None:
    page.goto("/om-oss/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "content"


def test_language_link_stays_on_the_page(site: None, page: Page) -> None:
    page.goto("/om-oss/")
    page.get_by_role("link", name="English").click()

    assert page.get_by_role("heading", level=1).inner_text() == "About us"
