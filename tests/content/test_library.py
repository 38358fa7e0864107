import pytest
from django.http import QueryDict
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from wagtail.models import Page

from content.library import search_library
from content.models import DownloadCount, HomePage, ReportIndexPage, Topic
from tests.factories.content import make_document, make_library, make_project, make_projects
from tests.factories.content import make_report as make
from tests.factories.events import translate_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def library(home: HomePage) -> ReportIndexPage:
    return make_library(home)


def titles(library: ReportIndexPage, query: str) -> list[str]:
    return [page.title for page in search_library(library, QueryDict(query)).reports]


def test_library_without_filter_lists_the_newest_first(library: ReportIndexPage) -> None:
    make(library, "Äldre", year=2020)
    make(library, "Nyare", year=2026)

    assert titles(library, "") == ["Nyare", "Äldre"]


def test_library_leaves_out_drafts(library: ReportIndexPage) -> None:
    make(library, "Utkast", live=False)

    assert titles(library, "") == []


def test_library_by_year_and_topic_lists_what_has_both(library: ReportIndexPage) -> None:
    topic = Topic.objects.create(name_sv="Textil", slug="textil")
    make(library, "Rätt", year=2026, topics=[topic])
    make(library, "Fel år", year=2020, topics=[topic])
    make(library, "Fel ämne", year=2026)

    assert titles(library, "ar=2026&amne=textil") == ["Rätt"]


def test_library_by_words_finds_authors(library: ReportIndexPage) -> None:
    make(library, "En rapport", authors="Alma Exempel")
    make(library, "En annan")

    assert titles(library, "q=Alma") == ["En rapport"]


@pytest.mark.parametrize("query", ["ar=tjugo", "amne=%00", "sida=-3", "sida=x", "q=%00", "ar=²"])
def test_library_with_a_value_that_means_nothing_lists_all(
    library: ReportIndexPage, query: str
) -> None:
    make(library, "En rapport")

    assert titles(library, query) == ["En rapport"]


@pytest.mark.web
@pytest.mark.parametrize("number", [1, 6])
def test_library_costs_the_same_for_one_and_many(
    library: ReportIndexPage,
    client: Client,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    number: int,
) -> None:
    document = make_document()
    for index in range(number):
        make(library, f"Rapport {index}", document=document)
    client.get("/rapporter/")

    with django_assert_max_num_queries(14):
        client.get("/rapporter/")


@pytest.mark.web
def test_download_sends_the_file_and_counts_one(library: ReportIndexPage, client: Client) -> None:
    report = make(library, document=make_document(b"innehall"))

    response = client.get(report.download_url)
    body = b"".join(response.streaming_content)

    assert (body, response["Content-Disposition"], DownloadCount.of(report.translation_key)) == (
        b"innehall",
        'attachment; filename="inkopsprocessen.pdf"',
        1,
    )


@pytest.mark.web
def test_head_of_a_download_counts_nothing(library: ReportIndexPage, client: Client) -> None:
    report = make(library, document=make_document(b"innehall"))

    response = client.head(report.download_url)

    counted = DownloadCount.of(report.translation_key)
    assert (response.status_code, response["Content-Length"], counted) == (200, "8", 0)


@pytest.mark.web
def test_downloads_of_both_languages_are_counted_together(
    library: ReportIndexPage, client: Client
) -> None:
    report = make(library, document=make_document())
    twin = translate_page(report, title="The process")

    for page in (report, twin, twin):
        b"".join(client.get(page.download_url).streaming_content)

    assert DownloadCount.of(report.translation_key) == 3


@pytest.mark.web
def test_download_of_an_unpublished_report_is_not_found(
    library: ReportIndexPage, client: Client
) -> None:
    report = make(library, document=make_document(), live=False)

    assert client.get(report.download_url).status_code == 404


@pytest.mark.web
def test_download_without_a_file_is_not_found(library: ReportIndexPage, client: Client) -> None:
    report = make(library)

    assert client.get(report.download_url).status_code == 404


@pytest.mark.web
def test_download_by_post_is_refused(library: ReportIndexPage, client: Client) -> None:
    report = make(library, document=make_document())

    assert client.post(report.download_url).status_code == 405


@pytest.mark.web
def test_report_page_names_its_project(
    home: HomePage, library: ReportIndexPage, client: Client
) -> None:
    project = make_project(make_projects(home))
    report = make(library, project=project)

    html = client.get(Page.objects.get(pk=report.pk).url).content.decode()

    assert '<a href="/projekt/circles/">CIRCLES</a>' in html
