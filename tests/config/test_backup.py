import tarfile
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import connection
from wagtail.models import Locale, Page

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def data(tmp_path: Path, settings: LazySettings) -> Path:
    settings.DATA = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "media").mkdir()
    (tmp_path / "media/picture.txt").write_text("a picture")
    return tmp_path


@pytest.mark.postgres
def test_restore_brings_back_rows_media_and_sequences(data: Path) -> None:
    key = Locale.objects.create(language_code="en").pk
    call_command("backup", data / "one.tar.gz", verbosity=0)
    Locale.objects.get(pk=key).delete()
    Page.objects.update(title="Overwritten")
    (data / "media/picture.txt").unlink()
    (data / "media/later.txt").write_text("came later")

    call_command("restore", data / "one.tar.gz", verbosity=0)

    assert Locale.objects.get(language_code="en").pk == key
    assert not Page.objects.filter(title="Overwritten").exists()
    assert [path.name for path in (data / "media").iterdir()] == ["picture.txt"]
    assert Locale.objects.create(language_code="fi").pk > key


def test_restore_keeps_what_was_there_first(data: Path) -> None:
    call_command("backup", data / "one.tar.gz", verbosity=0)
    Locale.objects.create(language_code="en")

    call_command("restore", data / "one.tar.gz", verbosity=0)
    (kept,) = (data / "backups").glob("before-restore-*.tar.gz")
    call_command("restore", kept, verbosity=0)

    assert Locale.objects.filter(language_code="en").exists()


def test_backup_is_readable_by_its_owner_only(data: Path) -> None:
    call_command("backup", data / "one.tar.gz", verbosity=0)

    assert (data / "one.tar.gz").stat().st_mode & 0o777 == 0o600


def test_restore_refuses_what_is_no_backup(data: Path) -> None:
    (data / "other.tar.gz").write_text("something else")

    with pytest.raises(CommandError, match="is no backup of Kretslopp"):
        call_command("restore", data / "other.tar.gz")

    assert connection.introspection.table_names()


@pytest.mark.parametrize("manifest", ["{}", "[]", '{"format": 1}', "not JSON"])
def test_restore_refuses_an_archive_whose_manifest_says_too_little(
    data: Path, manifest: str
) -> None:
    (data / "manifest.json").write_text(manifest)
    with tarfile.open(data / "odd.tar.gz", "w:gz") as archive:
        archive.add(data / "manifest.json", "manifest.json")

    with pytest.raises(CommandError):
        call_command("restore", data / "odd.tar.gz")

    assert connection.introspection.table_names()
