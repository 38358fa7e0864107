"""One archive with the database, the media and a manifest; written and read as a whole."""

import json
import os
import shutil
import tarfile
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from config.backup import postgres, sqlite

FORMAT = 1
MANIFEST = "manifest.json"


class UnusableBackup(Exception):
    """The archive cannot be restored here; the text says why."""


def default_path(kind: str = "kretslopp") -> Path:
    moment = timezone.localtime().strftime("%Y-%m-%d-%H%M%S")
    return Path(settings.DATA) / "backups" / f"{kind}-{moment}.tar.gz"


def write_backup(path: Path) -> None:
    """Write everything but the keys to one archive, while the site goes on."""
    path.parent.mkdir(parents=True, exist_ok=True)
    media = Path(settings.MEDIA_ROOT)
    with tempfile.TemporaryDirectory(dir=path.parent) as name:
        folder = Path(name)
        (folder / "database").mkdir()
        manifest = {
            "format": FORMAT,
            "vendor": connection.vendor,
            "made_at": timezone.now().isoformat(),
            "migrations": sorted(MigrationRecorder(connection).applied_migrations()),
        }
        (folder / MANIFEST).write_text(json.dumps(manifest, indent=1))
        engine().dump(folder / "database")
        unfinished = folder / "unfinished.tar.gz"
        # Personal data: for the owner's eyes only.
        with (
            os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file,
            tarfile.open(fileobj=file, mode="w:gz", compresslevel=6) as archive,
        ):
            archive.add(folder / MANIFEST, MANIFEST)
            archive.add(folder / "database", "database")
            if media.exists():
                archive.add(media, "media")
        unfinished.replace(path)


def restore_backup(path: Path) -> Path | None:
    """Put the archive in the place of what is there; return the backup made of that first."""
    with tempfile.TemporaryDirectory(dir=settings.DATA) as name:
        folder = Path(name)
        manifest = unpack(path, folder)
        kept = keep_what_is_there()
        engine().load(folder / "database", [tuple(pair) for pair in manifest["migrations"]])
        replace_media(folder / "media")
    # An archive from an older version gets what the newer one adds.
    call_command("migrate", interactive=False, verbosity=0)
    return kept


def unpack(path: Path, folder: Path) -> dict:
    try:
        with tarfile.open(path) as archive:
            archive.extractall(folder, filter="data")
        manifest = json.loads((folder / MANIFEST).read_text())
    except (OSError, tarfile.TarError, ValueError, EOFError) as error:
        raise UnusableBackup(f"{path} is no backup of Kretslopp: {error}") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise UnusableBackup(f"{path} is no backup of format {FORMAT}.")
    if not {"vendor", "migrations"} <= set(manifest):
        raise UnusableBackup(f"{path} does not say what it holds.")
    if manifest["vendor"] != connection.vendor:
        raise UnusableBackup(
            f"{path} was made on {manifest['vendor']}; DATABASE_URL points to {connection.vendor}."
        )
    return manifest


def keep_what_is_there() -> Path | None:
    if not connection.introspection.table_names():
        return None
    path = default_path("before-restore")
    write_backup(path)
    return path


def replace_media(restored: Path) -> None:
    media = Path(settings.MEDIA_ROOT)
    former = media.with_name(f"{media.name}.former")
    shutil.rmtree(former, ignore_errors=True)
    if media.exists():
        media.rename(former)
    if restored.exists():
        shutil.move(restored, media)
    shutil.rmtree(former, ignore_errors=True)


def engine() -> sqlite.Engine | postgres.Engine:
    return postgres.Engine() if connection.vendor == "postgresql" else sqlite.Engine()
