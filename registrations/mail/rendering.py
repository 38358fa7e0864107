"""Renders issued documents, once each, and keeps the bytes with their hash.

An invoice, or the credit of one, is written as an e-invoice first, and its PDF carries that file.
Only what was frozen when the document was issued is read.
"""

import logging
from datetime import datetime
from hashlib import sha256

from django.utils import timezone

from registrations.invoicing import ubl
from registrations.mail import paper, pdf
from registrations.models import Document, DocumentFile
from registrations.words import DocumentKind

logger = logging.getLogger(__name__)

PDF = "application/pdf"
XML = paper.XML
ENDINGS = {PDF: "pdf", XML: "xml"}


class FilesDisagree(Exception):
    """A kept file is not what its hash says."""


def render_due(now: datetime | None = None) -> int:
    """Render every document that has no PDF yet; return how many. One failure stops no other."""
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


def files_of(document: Document, *, now: datetime | None = None) -> list[DocumentFile]:
    """Return the document's files, the e-invoice first where there is one; made if need be."""
    found = [ubl_of(document, now=now), file_of(document, now=now)]
    return [file for file in found if file is not None]


def file_of(document: Document, *, now: datetime | None = None) -> DocumentFile:
    """Return the document's PDF as it is kept; where there is none yet, it is made and kept.

    Of two who make it at once, the first file stays, and both return that one.
    """
    found = _kept(document, PDF)
    if found is not None:
        return found
    attached = ubl_of(document, now=now)
    body = pdf.render(
        paper.template_of(document),
        paper.page_of(document),
        attachment=bytes_of(attached) if attached is not None else b"",
    )
    return _keep(document, PDF, body, now)


def ubl_of(document: Document, *, now: datetime | None = None) -> DocumentFile | None:
    """Return the document's e-invoice as it is kept, or make it; nothing for what can't be one.

    One that cannot be written leaves the document its PDF; whoever asks for it later tries again.
    """
    if document.kind == DocumentKind.RECEIPT:
        return None
    found = _kept(document, XML)
    if found is not None or not paper.is_about_invoice(document.content):
        return found
    try:
        if not ubl.can_write(document.content):
            return None
        body = ubl.write_ubl(document.content)
    except Exception:
        logger.exception("Document %s could not be written as an e-invoice", document.pk)
        return None
    return _keep(document, XML, body, now)


def _kept(document: Document, media_type: str) -> DocumentFile | None:
    return DocumentFile.objects.filter(document=document, media_type=media_type).first()


def _keep(document: Document, media_type: str, body: bytes, now: datetime | None) -> DocumentFile:
    made = DocumentFile(
        document=document,
        media_type=media_type,
        body=body,
        sha256=sha256(body).hexdigest(),
        rendered_at=now or timezone.now(),
    )
    DocumentFile.objects.bulk_create([made], ignore_conflicts=True)
    return DocumentFile.objects.get(document=document, media_type=media_type)


def bytes_of(file: DocumentFile) -> bytes:
    """Return the file's bytes, checked against the hash kept with them. Raises FilesDisagree.

    They are empty once the years that bookkeeping law asks for are over.
    """
    body = bytes(file.body)
    if sha256(body).hexdigest() != file.sha256:
        raise FilesDisagree(str(file))
    return body


def media_type_of(name: str) -> str:
    """Return the media type of a file that `file_name` named."""
    return XML if name.endswith(f".{ENDINGS[XML]}") else PDF


def file_name(document: Document, media_type: str = PDF) -> str:
    """Return the name under which a file of the document is attached and downloaded."""
    return f"{document.full_number}.{ENDINGS[media_type]}"
