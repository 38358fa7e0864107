"""The blocks a page's text is made of."""

from wagtail import blocks

from content.blocks.media import PictureBlock, TableBlock
from content.blocks.pointers import ButtonBlock, DocumentBlock, NoticeBlock
from content.blocks.text import QuestionsBlock, QuoteBlock, TextBlock


class BodyBlock(blocks.StreamBlock):
    text = TextBlock()
    picture = PictureBlock()
    quote = QuoteBlock()
    notice = NoticeBlock()
    button = ButtonBlock()
    document = DocumentBlock()
    questions = QuestionsBlock()
    table = TableBlock()

    class Meta:
        required = False
