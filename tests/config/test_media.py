"""What /media/ serves: images, in a sandbox; documents only by their own address."""

from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction

from tests.factories.events import make_image

pytestmark = [pytest.mark.web, pytest.mark.django_db]


def keep(name: str, content: bytes, **fields: object) -> object:
    return get_document_model().objects.create(
        title=name, file=ContentFile(content, name=name), **fields
    )


def upload(client: Client, name: str) -> None:
    data = {"title": name, "file": SimpleUploadedFile(name, b"some text")}
    client.post("/admin/documents/add/", data)


def test_an_image_is_served_in_a_sandbox(client: Client) -> None:
    rendition = make_image().get_rendition("width-100")

    response = client.get(rendition.url)
    response.close()

    assert response.status_code == 200
    assert response["Content-Type"].startswith("image/")
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", ["evil.html", "evil.js", "report.pdf"])
def test_a_document_is_not_served_from_its_folder(client: Client, name: str) -> None:
    document = keep(name, b"<script src=evil.js></script>")

    assert client.get(document.file.url).status_code == 404


@pytest.mark.parametrize("name", ["evil.html", "evil.svg", "evil.js", "evil"])
def test_what_is_no_image_is_not_served_from_the_images(
    client: Client, settings: object, name: str
) -> None:
    folder = Path(settings.MEDIA_ROOT) / "images"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text("<script>alert(1)</script>")

    assert client.get(f"/media/images/{name}").status_code == 404


def test_a_document_behind_a_sign_in_is_nowhere_in_the_open(client: Client) -> None:
    collection = Collection.get_first_root_node().add_child(instance=Collection(name="Privat"))
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")

    document = keep("secret.pdf", b"%PDF secret", collection=collection)

    assert client.get(document.url).status_code == 302
    assert client.get(document.file.url).status_code == 404


@pytest.mark.parametrize("name", ["page.html", "script.js", "picture.svg", "program.exe"])
def test_an_editor_uploads_nothing_that_a_browser_would_run(client: Client, name: str) -> None:
    editor = User.objects.create_user("redaktor")
    editor.groups.add(Group.objects.get(name="Editors"))
    client.force_login(editor)

    upload(client, name)
    upload(client, "report.pdf")

    assert [document.title for document in get_document_model().objects.all()] == ["report.pdf"]
