"""Renders issued documents, once each, and keeps the bytes with their hash."""

import logging
from datetime import datetime
from hashlib import sha256

from django.utils import timezone

from registrations.mail import paper, pdf
from registrations.models import Document, DocumentFile

logger = logging.getLogger(__name__)

PDF = "application/pdf"


class FilesDisagree(Exception):
    """A kept file is not what its hash says."""


def render_due(now: datetime | None = None) -> int:
    """Render every document that has no file yet; return how many. One failure stops no other."""
    due = Document.objects.exclude(files__media_type=PDF).order_by("pk")
    rendered = 0
    failure: Exception | None = None
    for pk in list(due.values_list("pk", flat=True)):
        try:
            file_of(Document.objects.get(pk=pk), now=now)
            rendered += 1
        except Exception as problem:
            logger.exception("Document %s could not be rendered", pk)
            failure = failure or problem
    if failure is not None:
        raise failure
    return rendered


def file_of(document: Document, *, now: datetime | None = None) -> DocumentFile:
    """Return the document's PDF as it is kept; where there is none yet, it is made and kept.

    Of two who make it at once, the first file stays, and both return that one.
    """
    kept = DocumentFile.objects.filter(document=document, media_type=PDF)
    found = kept.first()
    if found is not None:
        return found
    body = pdf.render("receipt.typ", paper.page_of(document))
    made = DocumentFile(
        document=document,
        media_type=PDF,
        body=body,
        sha256=sha256(body).hexdigest(),
        rendered_at=now or timezone.now(),
    )
    DocumentFile.objects.bulk_create([made], ignore_conflicts=True)
    return kept.get()


def bytes_of(file: DocumentFile) -> bytes:
    """Return the file's bytes, checked against the hash kept with them. Raises FilesDisagree.

    They are empty once the years that bookkeeping law asks for are over.
    """
    body = bytes(file.body)
    if sha256(body).hexdigest() != file.sha256:
        raise FilesDisagree(str(file))
    return body


def file_name(document: Document) -> str:
    """Return the name under which the document is attached and downloaded."""
    return f"{document.full_number}.pdf"
