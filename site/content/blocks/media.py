"""Blocks that show something: pictures and tables."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock as PlainTableBlock
from wagtail.images.blocks import ImageChooserBlock

TABLE_OPTIONS = {
    "minSpareRows": 0,
    "startRows": 3,
    "startCols": 2,
    "contextMenu": ["row_above", "row_below", "col_left", "col_right", "remove_row", "remove_col"],
}


class PictureBlock(blocks.StructBlock):
    """A picture with what it shows, for those who do not see it."""

    image = ImageChooserBlock(label=_("picture"))
    alternative = blocks.CharBlock(
        label=_("what the picture shows"),
        max_length=250,
        required=False,
        help_text=_("Leave empty only for a picture that says nothing of its own."),
    )
    caption = blocks.CharBlock(label=_("caption"), max_length=250, required=False)

    class Meta:
        icon = "image"
        label = _("picture")
        template = "components/picture.html"


class TableBlock(PlainTableBlock):
    """A table; it scrolls sideways by itself where it is too wide."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**{"table_options": TABLE_OPTIONS, "label": _("table"), **kwargs})

    class Meta:
        icon = "table"
        template = "components/table.html"
