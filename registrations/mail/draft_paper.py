"""The PDF of an invoice that is not issued yet: marked as a draft, without number and OCR."""

from django.utils import translation
from django.utils.translation import gettext

from registrations.mail import paper, pdf
from registrations.models import Document


def draft_pdf(document: Document) -> bytes:
    """Render what `issuing.preview` returned; nobody can pay by it or take it for an invoice."""
    with translation.override(document.language):
        hidden = {"number": gettext("Draft, no number yet"), "ocr": ""}
    seller = document.content["seller"] | {"swish_number": ""}
    shown = Document(
        language=document.language, content=document.content | hidden | {"seller": seller}
    )
    page = paper.page_of(shown)
    with translation.override(document.language):
        page |= {"test": gettext("DRAFT. Not issued: nothing to pay yet."), "attachment": None}
    return pdf.render(paper.template_of(shown), page)
