"""Blocks that point somewhere: notices, buttons and documents."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock

TONES = [
    ("info", pgettext_lazy("notice", "For information")),
    ("ok", pgettext_lazy("notice", "Good news")),
    ("warn", pgettext_lazy("notice", "Mind this")),
]


class NoticeBlock(blocks.StructBlock):
    """A few sentences that must not be missed."""

    tone = blocks.ChoiceBlock(choices=TONES, default="info", label=_("kind of notice"))
    heading = blocks.CharBlock(label=_("heading"), max_length=120)
    text = blocks.RichTextBlock(
        label=_("text"), features=["bold", "italic", "link"], required=False
    )

    class Meta:
        icon = "warning"
        label = _("notice")
        template = "components/notice_block.html"


class ButtonBlock(blocks.StructBlock):
    """One button to a page of the site or to an address outside."""

    text = blocks.CharBlock(label=_("text"), max_length=60)
    page = blocks.PageChooserBlock(label=_("page"), required=False)
    address = blocks.URLBlock(label=_("address outside"), required=False)

    class Meta:
        icon = "link"
        label = _("button")
        template = "components/button_block.html"


class DocumentBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("title"), max_length=200)
    document = DocumentChooserBlock(label=_("document"))

    class Meta:
        icon = "doc-full"
        label = _("document")
        template = "components/document.html"
