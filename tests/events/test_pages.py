"""Event pages show words from the page and facts from its offerings, cheaply."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from content.models import HomePage
from events.models import ConferencePage, GameSessionPage, Speaker, TrainingPage
from tests.factories.events import (
    make_document,
    make_event,
    make_external,
    make_home,
    make_image,
    make_partner,
    make_project,
    make_speaker,
    make_venue,
    programme_of,
    translate_page,
)
from tests.factories.registrations import make_offering, sign_up

pytestmark = [pytest.mark.django_db, pytest.mark.web]


def given_full_page(offerings: int = 1) -> ConferencePage:
    home = make_home()
    funder, organiser = make_partner(logo=make_image()).pk, make_partner("LRF").pk
    speakers = [make_speaker(f"Talare {number}", photo=make_image()) for number in range(4)]
    page = make_event(
        home,
        venue=make_venue(),
        project=make_project(home),
        programme=programme_of(*speakers),
        speakers=[{"type": "speaker", "value": speaker.pk} for speaker in speakers],
        partners=[
            {
                "type": "partner",
                "value": {"partner": funder, "role": "funder"},
            },
            {"type": "partner", "value": {"partner": organiser, "role": "organiser"}},
        ],
        material=[
            {"type": "link", "value": {"title": "Bilder", "url": "https://example.org/b"}},
            {"type": "document", "value": {"title": "Program", "document": make_document().pk}},
        ],
    )
    for _ in range(offerings):
        sign_up(make_offering(page_key=page.translation_key, fee=195000, size=30), number=2)
    translate_page(page, title="Circular economy in Lund")
    return page


def test_conference_shows_programme_speakers_facts_and_button(client: Client) -> None:
    page = given_full_page()
    offering_title = "Anmäl dig"

    text = client.get(page.url).content.decode()

    for words in ("Välkommen", "Spår A", "9.00–10.00", "Talare 3", "Stadshallen", "Hiss finns."):
        assert words in text
    for words in ("1\xa0950\xa0kr", "CIRCLES", "Region Skåne", offering_title, "Bilder"):
        assert words in text


@pytest.mark.parametrize("offerings", [1, 4])
def test_page_cold_costs_at_most_twelve_queries(
    client: Client, offerings: int, django_assert_max_num_queries: Any
) -> None:
    page = given_full_page(offerings)
    client.get(page.url)
    cache.clear()
    # What every page shares (menus, addresses of the site) is kept by the process.
    client.get(f"/{make_event(HomePage.objects.get(slug='hem'), title='Annan').slug}/")

    with django_assert_max_num_queries(12):
        response = client.get(page.url)

    assert response.status_code == 200


@pytest.mark.parametrize("offerings", [1, 4])
def test_page_known_to_the_reader_costs_at_most_three_queries(
    client: Client, offerings: int, django_assert_max_num_queries: Any
) -> None:
    page = given_full_page(offerings)
    tag = client.get(page.url)["ETag"]

    with django_assert_max_num_queries(3):
        response = client.get(page.url, headers={"if-none-match": tag})

    assert response.status_code == 304


def test_page_drawn_for_another_reader_is_not_drawn_again(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    page = given_full_page()
    first = client.get(page.url)

    with django_assert_max_num_queries(3):
        second = client.get(page.url)

    assert second.content == first.content


def test_page_to_anonymous_readers_may_be_shared(client: Client) -> None:
    page = given_full_page()

    response = client.get(page.url)

    assert response["Cache-Control"] == "public, max-age=30, must-revalidate"
    assert not response.has_header("Vary")
    assert not response.cookies


def test_page_to_somebody_signed_in_is_neither_kept_nor_tagged(
    client: Client, admin_user: Any
) -> None:
    page = given_full_page()
    client.force_login(admin_user)

    response = client.get(page.url)

    assert not response.has_header("ETag")
    assert "public" not in response.get("Cache-Control", "")


def test_tag_differs_after_a_sign_up_an_edit_and_in_english(client: Client) -> None:
    page = given_full_page()
    offering = make_offering(page_key=page.translation_key)
    tags = [client.get(page.url)["ETag"], client.get("/en" + page.url)["ETag"]]

    sign_up(offering)
    tags.append(client.get(page.url)["ETag"])
    page.title = "Nytt namn"
    page.save_revision().publish()
    response = client.get(page.url)
    tags.append(response["ETag"])

    assert len(set(tags)) == 4
    assert "Nytt namn" in response.content.decode()


def test_page_with_a_view_restriction_asks_for_its_password(client: Client) -> None:
    from wagtail.models import PageViewRestriction

    page = given_full_page()
    client.get(page.url)
    PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.PASSWORD, password="hemligt"
    )

    response = client.get(page.url)

    assert "Välkommen" not in response.content.decode()
    assert not response.has_header("ETag")
    assert "private" in response["Cache-Control"]
    assert "Cookie" in response["Vary"]


def test_page_that_is_a_draft_is_not_found(client: Client) -> None:
    page = make_event(make_home(), live=False)

    response = client.get(f"/{page.slug}/")

    assert response.status_code == 404


def test_training_lists_its_occasions(client: Client) -> None:
    page = make_event(make_home(), TrainingPage, prerequisites="<p>Ingen förkunskap.</p>")
    make_offering(page_key=page.translation_key)

    text = client.get(page.url).content.decode()

    assert "Ingen förkunskap." in text
    assert "Stadshallen, Lund" in text


def test_training_on_one_occasion_lists_none(client: Client) -> None:
    page = make_event(make_home(), TrainingPage, title="Cirkulära krav")
    make_offering(page_key=page.translation_key)

    html = client.get(page.url).content.decode()

    assert "Träff 1" not in html


def test_button_of_an_event_with_approval_asks_for_a_place(client: Client) -> None:
    page = make_event(make_home(), TrainingPage, title="Labb")
    make_offering(page_key=page.translation_key, approval=True)

    html = client.get(page.url).content.decode()

    assert html.count(">Ansök om plats</a>") == 2


def test_game_with_several_sessions_lists_them_with_a_button_each(client: Client) -> None:
    page = make_event(make_home(), GameSessionPage, host="Ystads kommun", is_trial=True)
    offerings = [make_offering(page_key=page.translation_key) for _ in range(3)]

    text = client.get(page.url).content.decode()

    for offering in offerings:
        assert f'href="/anmalan/{offering.slug}/"' in text
    assert "Ystads kommun" in text


def test_page_without_offering_says_that_there_is_no_date(client: Client) -> None:
    page = make_event(make_home())

    text = client.get(page.url, headers={"accept-language": "sv"}).content.decode()

    assert 'id="no-dates"' in text


def test_external_event_leads_out_and_has_no_sign_up(client: Client) -> None:
    page = make_external(make_home())

    text = client.get(page.url).content.decode()

    assert 'href="https://example.org/frukost"' in text
    assert "/anmalan/" not in text


def test_page_with_both_languages_shares_its_offering(client: Client) -> None:
    page = given_full_page()
    twin = page.get_translations().get()

    english = client.get(twin.get_url()).content.decode()

    assert 'lang="en"' in english
    assert "/en/anmalan/" in english
    assert "There is a lift." in english


def test_preview_of_an_unsaved_page_shows_it(rf: Any) -> None:
    home = make_home()
    page = ConferencePage(title="Utkast", slug="utkast", locale=home.locale)
    page.path, page.depth = home.path + "0009", home.depth + 1
    page.full_clean(exclude=["path", "depth"])

    response = page.make_preview_request(preview_mode="")

    cache.clear()
    assert response.status_code == 200
    assert "Utkast" in response.content.decode()


def test_tag_differs_after_an_edit_of_a_speaker_or_a_picture(
    client: Client, admin_user: Any, settings: Any
) -> None:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "SecondFactor" not in name]
    page = given_full_page()
    speaker = Speaker.objects.first()
    assert speaker is not None
    tags = [client.get(page.url)["ETag"]]
    staff = Client()
    staff.force_login(admin_user)

    staff.post(f"/admin/snippets/events/speaker/edit/{speaker.pk}/", {"name": "Ny talare"})
    response = client.get(page.url)
    tags.append(response["ETag"])
    staff.post(f"/admin/images/{speaker.photo_id}/", {"title": "Ny bild", "tags": ""})
    tags.append(client.get(page.url)["ETag"])

    assert "Ny talare" in response.content.decode()
    assert len(set(tags)) == 3
