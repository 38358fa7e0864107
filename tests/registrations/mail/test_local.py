"""Mail on a developer's machine: kept as files and shown, and only there."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from registrations.mail import local, outbox
from tests.factories.registrations import make_offering, sign_up

pytestmark = [pytest.mark.django_db, pytest.mark.web]


@pytest.fixture
def kept_mail(settings: Settings, tmp_path: Path) -> local.LocalMail:
    settings.DATA = tmp_path
    settings.DEBUG = True
    settings.EMAIL_BACKEND = "registrations.mail.local.LocalBackend"
    sign_up(make_offering(title_sv="Cirkulär ekonomi"))
    outbox.send_due()
    return local.kept_mails()[0]


def test_kept_mail_is_listed(client: Client, kept_mail: local.LocalMail) -> None:
    response = client.get("/mejl/")

    assert kept_mail.subject == "Du har en plats: Cirkulär ekonomi"
    assert kept_mail.subject in response.content.decode()


def test_kept_mail_shows_text_headers_and_frame(client: Client, kept_mail: local.LocalMail) -> None:
    page = client.get(f"/mejl/{kept_mail.name}/").content.decode()

    assert "Message-ID" in page
    assert f'src="/mejl/{kept_mail.name}/html/"' in page
    assert 'sandbox="' in page


def test_html_twin_has_a_policy_of_its_own(client: Client, kept_mail: local.LocalMail) -> None:
    response = client.get(f"/mejl/{kept_mail.name}/html/")

    assert response.headers["Content-Security-Policy"] == local.HTML_POLICY
    assert "<h1" in response.content.decode()


def test_attachment_is_downloaded(client: Client, kept_mail: local.LocalMail) -> None:
    response = client.get(f"/mejl/{kept_mail.name}/0/")

    assert response.content.startswith(b"BEGIN:VCALENDAR")


@pytest.mark.parametrize("path", ["", "{name}/", "{name}/html/", "{name}/0/"])
def test_mail_is_not_shown_outside_debug(
    client: Client, kept_mail: local.LocalMail, settings: Settings, path: str
) -> None:
    settings.DEBUG = False

    response = client.get("/mejl/" + path.format(name=kept_mail.name))

    assert response.status_code == 404


@pytest.mark.parametrize("name", ["nobody", "..", "%2e%2e%2fsecrets"])
def test_unknown_mail_is_not_found(client: Client, kept_mail: local.LocalMail, name: str) -> None:
    response = client.get(f"/mejl/{name}/")

    assert response.status_code == 404
