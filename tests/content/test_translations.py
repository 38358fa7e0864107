import re

import pytest
from django.test import Client
from wagtail.models import Locale
from wagtail_localize.operations import translate_object

from content.models import HomePage
from tests.factories.content import make_text
from tests.factories.events import translate_page

pytestmark = [pytest.mark.django_db, pytest.mark.web]


def language_link(client: Client, path: str) -> str:
    html = client.get(path).content.decode()
    found = re.search(r'<a class="head__language"[^>]*href="([^"]*)"', html)
    assert found
    return found[1].replace("&amp;", "&")


def test_language_link_of_a_page_lands_on_the_same_page(home: HomePage, client: Client) -> None:
    translate_page(make_text(home), title="About us", slug="about-us")

    there = language_link(client, "/om-oss/")
    back = language_link(client, there)

    assert (there, back) == ("/en/about-us/", "/om-oss/")


def test_language_link_of_a_page_without_translation_leads_home(
    home: HomePage, client: Client
) -> None:
    make_text(home)

    assert language_link(client, "/om-oss/") == "/en/"


def test_language_link_of_a_view_keeps_the_query(home: HomePage, client: Client) -> None:
    assert language_link(client, "/sok/?q=textil") == "/en/sok/?q=textil"


def test_language_link_of_a_missing_page_leads_home(home: HomePage, client: Client) -> None:
    assert language_link(client, "/finns-inte/") == "/en/"


def test_page_sent_to_translation_is_a_draft_until_it_is_published(
    home: HomePage, client: Client
) -> None:
    page = make_text(home)

    translate_object(page, [Locale.objects.get(language_code="en")])

    twin = page.get_translations().get()
    assert (page.live, twin.live) == (True, False)
    assert client.get("/en/om-oss/").status_code == 404
    assert language_link(client, "/om-oss/") == "/en/"
