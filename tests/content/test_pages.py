import json

import pytest
from django.contrib.auth.models import User
from django.test import Client
from wagtail.models import Page

from content.models import ContactPerson, HomePage, Partner, ProjectPage
from tests.factories.content import (
    make_library,
    make_project,
    make_projects,
    make_report,
    make_settings,
    make_text,
)
from tests.factories.events import translate_page

pytestmark = [pytest.mark.django_db, pytest.mark.web]


def html_of(client: Client, page: Page) -> str:
    response = client.get(page.url)
    assert response.status_code == 200
    return response.content.decode()


def make_partners(*roles: str) -> str:
    partner = Partner.objects.create(name="Klimatsamverkan Skåne", url="https://example.org")
    blocks = [{"type": "partner", "value": {"partner": partner.pk, "role": role}} for role in roles]
    return json.dumps(blocks)


def test_project_says_its_funding_before_the_funders(home: HomePage, client: Client) -> None:
    project = make_project(
        make_projects(home), funding_text="Betalat av andra.", partners=make_partners("funder")
    )

    html = html_of(client, project)

    assert html.index("Betalat av andra.") < html.index("Klimatsamverkan Skåne")


def test_project_names_what_came_before_and_after(home: HomePage, client: Client) -> None:
    index = make_projects(home)
    first = make_project(index, "Cirkulär ekonomi")
    second = make_project(index, "CIRCLES", based_on=first)

    assert ">CIRCLES</a>" in html_of(client, first)
    assert ">Cirkulär ekonomi</a>" in html_of(client, second)


def test_translated_project_names_the_translated_predecessor(
    home: HomePage, client: Client
) -> None:
    index = make_projects(home)
    first = make_project(index, "Cirkulär ekonomi")
    second = make_project(index, "CIRCLES", based_on=first)
    translate_page(first, title="Circular economy")
    twin = translate_page(second)

    assert ">Circular economy</a>" in html_of(client, twin)


def test_project_shows_its_contact_person(home: HomePage, client: Client) -> None:
    person = ContactPerson.objects.create(name="Alma Exempel", email="alma@example.org")
    project = make_project(make_projects(home), contact=person)

    assert "mailto:alma@example.org" in html_of(client, project)


@pytest.mark.parametrize(
    ("starts", "ends", "words"),
    [(2016, 2016, "2016"), (2016, 2018, "2016–2018"), (2017, None, "2017–")],
)
def test_years_of_a_project_read_as_a_span(starts: int, ends: int | None, words: str) -> None:
    assert ProjectPage(starts_year=starts, ends_year=ends).years == words


def test_years_are_written_without_a_thousands_sign(home: HomePage, client: Client) -> None:
    library = make_library(home)
    make_report(library, year=2026)

    assert "2\xa0026" not in html_of(client, library)


def test_home_page_shows_the_newest_reports(home: HomePage, client: Client) -> None:
    make_report(make_library(home), "Inköpsprocessen")

    assert ">Inköpsprocessen</a>" in html_of(client, home)


def test_body_blocks_are_shown(home: HomePage, client: Client) -> None:
    body = [
        {"type": "text", "value": "<p>Löpande text</p>"},
        {"type": "quote", "value": {"quote": "Citatet", "who": "Någon"}},
        {"type": "notice", "value": {"tone": "warn", "heading": "Obs", "text": "<p>Tänk på</p>"}},
        {"type": "button", "value": {"text": "Vidare", "page": home.pk, "address": ""}},
        {
            "type": "questions",
            "value": {
                "heading": "Frågor",
                "questions": [{"question": "Hur?", "answer": "<p>Så</p>"}],
            },
        },
        {"type": "table", "value": {"data": [["A", "B"], ["1", "2"]], "table_caption": "Siffror"}},
    ]
    page = make_text(home, body=json.dumps(body))

    html = html_of(client, page)

    missing = [
        words
        for words in ("Löpande text", "Citatet", "notice--warn", ">Vidare</a>", "Hur?", "Siffror")
        if words not in html
    ]
    assert missing == []


def test_english_page_says_so_and_names_its_twin(home: HomePage, client: Client) -> None:
    twin = translate_page(make_text(home), title="About us", slug="about-us")

    html = html_of(client, twin)

    assert ('<html lang="en">' in html, 'hreflang="sv" href="/om-oss/"' in html) == (True, True)


def test_robots_are_kept_from_personal_links(home: HomePage, client: Client) -> None:
    lines = client.get("/robots.txt").content.decode().splitlines()

    assert ("Disallow: /r/" in lines, "Disallow: /en/r/" in lines) == (True, True)


def test_sitemap_lists_live_pages_in_both_languages(home: HomePage, client: Client) -> None:
    translate_page(make_text(home), title="About us", slug="about-us")
    make_text(home, "Utkast").unpublish()

    xml = client.get("/sitemap.xml").content.decode()

    found = [path for path in ("/om-oss/", "/en/about-us/", "/utkast/") if f"{path}</loc>" in xml]
    assert found == ["/om-oss/", "/en/about-us/"]


def test_missing_page_is_said_in_words(home: HomePage, client: Client) -> None:
    response = client.get("/finns-inte/")

    assert (response.status_code, "Sidan finns inte" in response.content.decode()) == (404, True)


def test_broken_csrf_token_is_said_in_words(home: HomePage) -> None:
    response = Client(enforce_csrf_checks=True).post("/ny-lank/", {})

    assert response.status_code == 403
    assert "Formuläret har varit öppet för länge" in response.content.decode()


@pytest.mark.parametrize("kind", ["text", "project", "projects", "report", "library", "home"])
def test_editor_opens_every_kind_of_page(
    home: HomePage, client: Client, settings: object, kind: str
) -> None:
    settings.REQUIRE_SECOND_FACTOR = False  # type: ignore[attr-defined]
    projects, library = make_projects(home), make_library(home)
    pages = {
        "home": home,
        "text": make_text(home),
        "projects": projects,
        "project": make_project(projects),
        "library": library,
        "report": make_report(library),
    }
    client.force_login(User.objects.create_superuser("red", "red@example.org", "x"))

    response = client.get(f"/admin/pages/{pages[kind].pk}/edit/")

    assert response.status_code == 200


def test_foot_names_the_organisation_in_the_readers_language(
    home: HomePage, client: Client
) -> None:
    make_settings(about_sv="En förening.", about_en="An association.")

    swedish, english = client.get("/").content.decode(), client.get("/en/").content.decode()

    assert ("En förening." in swedish, "An association." in english) == (True, True)
