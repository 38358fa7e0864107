"""Blocks of running text: paragraphs, quotes, and questions with answers."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

TEXT_FEATURES = ["h2", "h3", "bold", "italic", "link", "document-link", "ol", "ul"]


class TextBlock(blocks.RichTextBlock):
    def __init__(self, **kwargs: object) -> None:
        super().__init__(**{"features": TEXT_FEATURES, "label": _("text"), **kwargs})

    class Meta:
        icon = "pilcrow"
        template = "components/text.html"


class QuoteBlock(blocks.StructBlock):
    """What somebody said, and who said it."""

    quote = blocks.TextBlock(label=_("quotation"), rows=3)
    who = blocks.CharBlock(label=_("who said it"), max_length=160, required=False)

    class Meta:
        icon = "openquote"
        label = _("quotation")
        template = "components/quote.html"


class QuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(label=_("question"), max_length=200)
    answer = blocks.RichTextBlock(
        label=_("answer"), features=["bold", "italic", "link", "ol", "ul"]
    )


class QuestionsBlock(blocks.StructBlock):
    """Questions that open to show their answers."""

    heading = blocks.CharBlock(label=_("heading"), max_length=100, required=False)
    questions = blocks.ListBlock(QuestionBlock(), label=_("questions"))

    class Meta:
        icon = "help"
        label = _("questions and answers")
        template = "components/questions.html"
