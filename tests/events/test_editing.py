"""Editors make offerings on the way, duplicate events and unpublish them in Wagtail's admin."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, Locale, Page
from wagtail_localize.models import Translation, TranslationSource

from events.editing.publishing import publish_scheduled
from events.models import ConferencePage
from registrations.models import Offering
from tests.factories.events import (
    make_event,
    make_home,
    make_project,
    make_speaker,
    make_venue,
    programme_of,
    translate_page,
)
from tests.factories.registrations import make_offering, sign_up

pytestmark = [pytest.mark.django_db, pytest.mark.web]


@pytest.fixture
def editor(client: Client, admin_user: User, settings: Any) -> Client:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "SecondFactor" not in name]
    client.force_login(admin_user)
    return client


def new_offering_form(**changes: Any) -> dict[str, Any]:
    start = timezone.localtime() + timedelta(days=40)
    return {
        "title_sv": "Konferens i Lund",
        "title_en": "Conference in Lund",
        "starts_at": start.strftime("%Y-%m-%d 09:00"),
        "ends_at": start.strftime("%Y-%m-%d 16:00"),
        "place_name": "Stadshallen",
        "address": "",
        "town": "Lund",
        "size": "80",
        "fee": "1950",
        "vat_rate": "25",
        "payer_kind": "organisation",
        "closes_at": "",
        "opens_now": "on",
    } | changes


def test_panel_shows_the_offerings_of_the_page(editor: Client) -> None:
    page = make_event(make_home())
    offering = make_offering(page_key=page.translation_key, title_sv="Majträffen")

    text = editor.get(f"/admin/pages/{page.pk}/edit/").content.decode()

    assert "Majträffen" in text
    assert "/admin/anmalningar/" in text
    assert f"/admin/evenemang/{page.pk}/nytt-tillfalle/" in text
    assert offering.title == "Majträffen"


def test_panel_of_an_unsaved_page_says_to_save_it_first(editor: Client) -> None:
    home = make_home()

    text = editor.get(f"/admin/pages/add/events/conferencepage/{home.pk}/").content.decode()

    assert "Spara sidan som utkast först." in text


@pytest.mark.parametrize("live", [True, False])
def test_new_offering_belongs_to_the_page_and_can_be_signed_up_for(
    editor: Client, live: bool
) -> None:
    page = make_event(make_home(), live=live)

    response = editor.post(f"/admin/evenemang/{page.pk}/nytt-tillfalle/", new_offering_form())

    offering = Offering.objects.get()
    fee, quota = offering.fees.get(), offering.quotas.get()
    assert response["Location"] == f"/admin/pages/{page.pk}/edit/"
    assert (offering.page_key, offering.is_open()) == (page.translation_key, True)
    assert (fee.amount_ore, quota.size, list(fee.quotas.all())) == (195000, 80, [quota])
    assert offering.first_starts_at == offering.occasions.get().starts_at


def test_new_offering_that_ends_before_it_starts_is_refused(editor: Client) -> None:
    page = make_event(make_home())
    form = new_offering_form(ends_at="2020-01-01 10:00")

    response = editor.post(f"/admin/evenemang/{page.pk}/nytt-tillfalle/", form)

    assert "Slutet måste komma efter starten." in response.content.decode()
    assert not Offering.objects.exists()


@pytest.mark.parametrize("address", ["nytt-tillfalle", "kopiera"])
def test_editor_without_permission_is_turned_away(
    client: Client, settings: Any, address: str
) -> None:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "SecondFactor" not in name]
    home = make_home()
    page = make_event(home)
    user = User.objects.create_user("kim", password="x")
    group = Group.objects.create(name="Skribenter")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    GroupPagePermission.objects.create(
        group=group, page=home, permission=Permission.objects.get(codename="change_page")
    )
    user.groups.add(group)
    client.force_login(user)

    response = client.post(f"/admin/evenemang/{page.pk}/{address}/", new_offering_form())

    assert response.status_code in {302, 403}
    assert not Offering.objects.exists()
    assert ConferencePage.objects.count() == 1


def test_duplicate_copies_both_languages_as_drafts_and_moves_the_dates(editor: Client) -> None:
    page = make_event(make_home(), programme=[])
    translate_page(page, title="Conference")
    offering = make_offering(page_key=page.translation_key, size=5)
    sign_up(offering)
    first_day = timezone.localtime(offering.occasions.get().starts_at).date()

    response = editor.post(
        f"/admin/evenemang/{page.pk}/kopiera/",
        {
            "first_day": (first_day + timedelta(days=364)).isoformat(),
            "title_sv": "Konferens nästa år",
            "title_en": "Conference next year",
        },
    )

    copy = ConferencePage.objects.get(title="Konferens nästa år")
    twin = copy.get_translations().get()
    moved = Offering.objects.get(page_key=copy.translation_key)
    assert response["Location"] == f"/admin/pages/{copy.pk}/edit/"
    assert (copy.live, twin.live, twin.title) == (False, False, "Conference next year")
    assert copy.translation_key != page.translation_key
    assert (moved.state, moved.quotas.get().taken, moved.participants.count()) == ("closed", 0, 0)
    assert (moved.title_sv, moved.title_en) == ("Konferens nästa år", "Conference next year")
    assert timezone.localtime(moved.first_starts_at).date() == first_day + timedelta(days=364)


def test_copy_opens_in_the_editor_with_the_new_title(editor: Client) -> None:
    page = make_event(make_home())
    make_offering(page_key=page.translation_key)
    editor.post(
        f"/admin/evenemang/{page.pk}/kopiera/",
        {"first_day": "2028-05-24", "title_sv": "Nästa års konferens"},
    )
    copy = ConferencePage.objects.get(title="Nästa års konferens")

    text = editor.get(f"/admin/pages/{copy.pk}/edit/").content.decode()

    assert "Nästa års konferens" in text
    assert Offering.objects.get(page_key=copy.translation_key).slug == "nasta-ars-konferens-2028"


def test_editor_menu_offers_duplicate(editor: Client) -> None:
    page = make_event(make_home())

    text = editor.get(f"/admin/pages/{page.pk}/edit/").content.decode()

    assert f"/admin/evenemang/{page.pk}/kopiera/" in text


def test_unpublishing_asks_whether_sign_up_closes_too(editor: Client) -> None:
    page = make_event(make_home())
    make_offering(page_key=page.translation_key)

    text = editor.get(f"/admin/pages/{page.pk}/unpublish/").content.decode()

    assert 'name="close_signup"' in text


@pytest.mark.parametrize(("ticked", "state"), [({"close_signup": "on"}, "closed"), ({}, "open")])
def test_unpublishing_closes_sign_up_only_when_ticked(
    editor: Client, ticked: dict[str, str], state: str
) -> None:
    page = make_event(make_home())
    offering = make_offering(page_key=page.translation_key)

    editor.post(f"/admin/pages/{page.pk}/unpublish/", ticked)

    page.refresh_from_db()
    offering.refresh_from_db()
    assert (page.live, offering.state) == (False, state)


def test_copied_page_starts_without_offering_and_a_translation_shares_it() -> None:
    page = make_event(make_home())
    make_offering(page_key=page.translation_key)

    copy = page.copy(update_attrs={"slug": "kopia"})
    twin = translate_page(page)

    assert not Offering.objects.filter(page_key=copy.translation_key).exists()
    assert Offering.objects.filter(page_key=twin.translation_key).exists()


def test_page_is_published_at_its_set_time_by_the_tick(client: Client) -> None:
    page = make_event(make_home(), live=False)
    page.go_live_at = timezone.now() - timedelta(minutes=1)
    page.save()
    revision = page.save_revision(approved_go_live_at=page.go_live_at)
    assert revision.approved_go_live_at

    ran = publish_scheduled(timezone.now())

    assert ran
    assert Page.objects.get(pk=page.pk).live
    assert not publish_scheduled(timezone.now())


def test_translation_by_wagtail_localize_shares_the_offering(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    home = make_home()
    venue, project = make_venue(), make_project(home)
    page = make_event(home, venue=venue, project=project, programme=programme_of(make_speaker()))
    offering = make_offering(page_key=page.translation_key)
    english = Locale.objects.get(language_code="en")
    source, _ = TranslationSource.update_or_create_from_instance(page)

    with django_capture_on_commit_callbacks(execute=True):
        Translation.objects.create(source=source, target_locale=english).save_target(publish=True)

    twin = page.get_translation(english)
    text = client.get(twin.get_url()).content.decode()
    assert (twin.translation_key, twin.venue, twin.project_id) == (
        page.translation_key,
        venue,
        project.pk,
    )
    assert f"/en/anmalan/{offering.slug}/" in text


@pytest.mark.parametrize("year", ["9999", "2101", "1999", "0001"])
def test_no_date_of_an_offering_from_a_page_is_far_away(editor: Client, year: str) -> None:
    page = make_event(make_home())
    moments = {"starts_at": f"{year}-12-31 09:00", "ends_at": f"{year}-12-31 16:00"}

    response = editor.post(
        reverse("events_admin:add_offering", args=[page.pk]), new_offering_form(**moments)
    )

    words = ["Skriv ett datum mellan 2000 och 2100."]
    assert response.context["form"].errors == {"starts_at": words, "ends_at": words}
    assert not Offering.objects.exists()
