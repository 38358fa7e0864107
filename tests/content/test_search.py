import pytest
from django.test import Client

from content.models import HomePage
from content.search import search_site, snippet
from tests.factories.content import make_text
from tests.factories.events import translate_page

pytestmark = pytest.mark.django_db


def test_search_finds_pages_in_the_readers_language_only(home: HomePage) -> None:
    page = make_text(home, "Textil", lead="Om textil")
    translate_page(page, title="Textil in English", slug="textil-en")

    found = search_site("textil", "sv", None)

    assert [hit.title for hit in found.hits] == ["Textil"]


def test_search_finds_no_draft(home: HomePage) -> None:
    make_text(home, "Textil").unpublish()

    assert search_site("textil", "sv", None).number == 0


def test_search_for_the_beginning_of_a_word_finds_it(home: HomePage) -> None:
    make_text(home, "Konferenser i Lund")

    assert [hit.title for hit in search_site("konferens", "sv", None).hits] == [
        "Konferenser i Lund"
    ]


def test_search_for_nothing_finds_nothing(home: HomePage) -> None:
    assert search_site("   ", "sv", None).hits == []


def test_pages_with_the_words_in_their_title_come_first(home: HomePage) -> None:
    make_text(home, "Om oss", lead="Upphandling, upphandling och upphandling")
    make_text(home, "Seminarium om upphandling", lead="En eftermiddag")

    titles = [hit.title for hit in search_site("upphandling", "sv", None).hits]

    assert titles == ["Seminarium om upphandling", "Om oss"]


@pytest.mark.web
@pytest.mark.parametrize(
    "query", ["'; DROP TABLE", '"""', "a:*", "-", "((", "%", "\\", "å" * 500, "x AND", "<b>hej</b>"]
)
def test_search_for_odd_signs_is_answered(home: HomePage, client: Client, query: str) -> None:
    response = client.get("/sok/", {"q": query})

    assert response.status_code == 200


@pytest.mark.web
def test_search_shows_the_query_as_text(home: HomePage, client: Client) -> None:
    html = client.get("/sok/", {"q": "<script>x</script>"}).content.decode()

    assert "<script>x" not in html


def test_snippet_marks_the_word_and_escapes_the_rest() -> None:
    text = snippet(["", "Vi köper <textil> av återbruk"], "textil")

    assert text == "Vi köper &lt;<mark>textil</mark>&gt; av återbruk"


def test_snippet_is_cut_round_the_word() -> None:
    text = snippet(["ord " * 200 + "textil " + "ord " * 200], "textil")

    assert (text.startswith("… ord"), text.endswith("ord …"), "<mark>textil</mark>" in text) == (
        True,
        True,
        True,
    )
