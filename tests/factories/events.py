"""Builds a small site with event pages in both languages for tests."""

from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Locale, Page, Site

from content.models import HomePage, Partner, ProjectIndexPage, ProjectPage
from events.models import ConferencePage, EventPage, ExternalEventPage, Speaker, Venue


def make_home(*, english: bool = True) -> HomePage:
    """Return the Swedish home page, with an English twin; the site shows them."""
    root = Page.get_first_root_node()
    swedish, _ = Locale.objects.get_or_create(language_code="sv")
    home = HomePage(title="Kretslopp", slug="hem", heading="Lär av andra", locale=swedish)
    root.add_child(instance=home)
    Site.objects.update(is_default_site=False)
    Site.objects.update_or_create(
        hostname="localhost", port=80, defaults={"root_page": home, "is_default_site": True}
    )
    if english:
        locale, _ = Locale.objects.get_or_create(language_code="en")
        twin = home.copy_for_translation(locale)
        twin.title = "Kretslopp in English"
        twin.save_revision().publish()
    return home


def make_event(
    parent: Page, model: type[EventPage] = ConferencePage, *, live: bool = True, **fields: Any
) -> Any:
    """Return a page of an event, published unless told otherwise."""
    values = {"title": "Cirkulär ekonomi i Lund", "lead": "En dag om upphandling."} | fields
    page = model(locale=parent.locale, live=live, **values)
    parent.add_child(instance=page)
    if live:
        page.save_revision().publish()
    page.refresh_from_db()
    return page


def make_external(parent: Page, *, days: int = 30, **fields: Any) -> ExternalEventPage:
    start = timezone.now() + timedelta(days=days)
    values: dict[str, Any] = {
        "title": "Frukost om innovation",
        "organiser": "Länsstyrelsen Skåne",
        "outside_url": "https://example.org/frukost",
        "starts_at": start,
        "ends_at": start + timedelta(hours=2),
        "town": "Malmö",
    } | fields
    page: ExternalEventPage = make_event(parent, ExternalEventPage, **values)  # type: ignore[type-var]
    return page


def translate_page(page: Page, *, live: bool = True, **fields: Any) -> Any:
    """Return the page's English twin."""
    twin = page.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True)
    for name, value in fields.items():
        setattr(twin, name, value)
    revision = twin.save_revision()
    if live:
        revision.publish()
    twin.refresh_from_db()
    return twin


def make_project(home: HomePage, **fields: Any) -> ProjectPage:
    index = ProjectIndexPage.objects.first()
    if index is None:
        index = ProjectIndexPage(title="Projekt", locale=home.locale)
        home.add_child(instance=index)
    values = {"title": "CIRCLES", "starts_year": 2017} | fields
    project = ProjectPage(locale=home.locale, **values)
    index.add_child(instance=project)
    return project


def programme_of(*speakers: Speaker) -> list[dict[str, Any]]:
    """Return a programme with a session, a break and two tracks, as it is stored."""
    ids = [speaker.pk for speaker in speakers]
    return [
        {
            "type": "session",
            "value": {
                "starts": "09:00:00",
                "ends": "10:00:00",
                "title": "Välkommen",
                "text": "",
                "room": "Stora salen",
                "speakers": ids[:1],
            },
        },
        {"type": "pause", "value": {"starts": "10:00:00", "ends": None, "title": "Kaffe"}},
        {
            "type": "parallel",
            "value": {
                "starts": "10:30:00",
                "ends": "12:00:00",
                "title": "Två spår",
                "tracks": [
                    {
                        "name": f"Spår {name}",
                        "title": f"Ämne {name}",
                        "text": "",
                        "room": "",
                        "speakers": ids[1:],
                    }
                    for name in ("A", "B")
                ],
            },
        },
    ]


def make_speaker(name: str = "Maja Lind", **fields: Any) -> Speaker:
    return Speaker.objects.create(name=name, role_sv="Inköpschef", role_en="Buyer", **fields)


def make_venue(**fields: Any) -> Venue:
    values = {
        "name": "Stadshallen",
        "address": "Stortorget 9",
        "town": "Lund",
        "accessibility_sv": "Hiss finns.",
        "accessibility_en": "There is a lift.",
    } | fields
    return Venue.objects.create(**values)


def make_partner(name: str = "Region Skåne", **fields: Any) -> Partner:
    return Partner.objects.create(name=name, url="https://example.org", **fields)


def make_image(title: str = "Bild") -> Any:
    """Return a stored picture of one colour."""
    from wagtail.images.tests.utils import get_test_image_file

    return get_image_model().objects.create(title=title, file=get_test_image_file())


def make_document(title: str = "Program") -> Any:
    return get_document_model().objects.create(
        title=title, file=ContentFile(b"%PDF-1.4", name="program.pdf")
    )
