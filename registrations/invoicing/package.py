"""Several documents as one zip, e-invoice and PDF of each, for an operator's portal."""

import zipfile
from collections.abc import Iterable
from io import BytesIO

from registrations.errors import DomainError
from registrations.models import Document, DocumentFile

ENDINGS = {"application/xml": "xml", "application/pdf": "pdf"}
# The same documents give the same bytes: no clock stands in the zip.
LONG_AGO = (1980, 1, 1, 0, 0, 0)
READABLE_BY_ALL = 0o644 << 16


class NotRendered(DomainError):
    """A document is not kept as a file yet, or no longer."""


def zip_of(documents: Iterable[Document]) -> bytes:
    """Return the kept files of documents in one zip, ordered by name.

    Raises NotRendered for a document without a PDF: whoever calls renders all of them first.
    """
    found = {document.pk: document for document in documents}
    files = DocumentFile.objects.filter(document__in=found, media_type__in=ENDINGS)
    bodies = {
        _name(found[file.document_id], file.media_type): bytes(file.body)
        for file in files
        if file.body
    }
    for document in found.values():
        if _name(document, "application/pdf") not in bodies:
            raise NotRendered(document.full_number)
    return _zip(bodies)


def _name(document: Document, media_type: str) -> str:
    return f"{document.full_number}.{ENDINGS[media_type]}"


def _zip(bodies: dict[str, bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(bodies):
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = READABLE_BY_ALL
            archive.writestr(entry, bodies[name])
    return buffer.getvalue()
