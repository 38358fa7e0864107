import pytest
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from content.models import HomePage
from content.navigation import Entry, navigation
from tests.factories.content import make_settings, make_text
from tests.factories.events import translate_page

pytestmark = pytest.mark.django_db


def test_navigation_when_cold_costs_two_queries(
    home: HomePage, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_settings(about_page=make_text(home))
    assert home.get_url() == "/"  # Wagtail keeps the site's root paths

    with django_assert_num_queries(2):
        navigation("sv")


def test_navigation_when_warm_costs_nothing(
    home: HomePage, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_settings(about_page=make_text(home))
    navigation("sv")

    with django_assert_num_queries(0):
        navigation("sv")


def test_menu_in_english_leads_to_the_translation(home: HomePage) -> None:
    about = make_text(home)
    translate_page(about, title="About us", slug="about-us")
    make_settings(about_page=about)

    with translation.override("en"):
        menu = navigation("en").main

    assert menu[-1] == Entry("About us", "/en/about-us/", "about")


def test_menu_leaves_out_a_page_without_translation(home: HomePage) -> None:
    make_settings(about_page=make_text(home))

    sections = [entry.section for entry in navigation("en").main]

    assert sections == ["calendar"]


def test_menu_follows_a_page_that_moves(home: HomePage) -> None:
    about = make_text(home)
    make_settings(about_page=about)
    before = navigation("sv").main[-1].url

    about.slug = "foreningen"
    about.save_revision().publish()

    assert (before, navigation("sv").main[-1].url) == ("/om-oss/", "/foreningen/")


@pytest.mark.web
def test_page_marks_its_place_in_the_menu(home: HomePage, client: Client) -> None:
    make_settings(about_page=make_text(home))

    html = client.get("/om-oss/").content.decode()

    assert '<a href="/om-oss/" aria-current="page">Om oss</a>' in html


@pytest.mark.web
def test_page_without_cookies_may_be_kept_by_a_shared_cache(home: HomePage, client: Client) -> None:
    response = client.get("/")

    assert "Cookie" not in response.get("Vary", "")
