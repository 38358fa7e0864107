"""The blocks of a project page: who took part, and the awards it got."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

ROLES = [
    ("commissioner", pgettext_lazy("role in a project", "Commissioner")),
    ("funder", pgettext_lazy("role in a project", "Funder")),
    ("lead", pgettext_lazy("role in a project", "Lead partner")),
    ("partner", pgettext_lazy("role in a project", "Partner")),
]


class ProjectPartnerBlock(blocks.StructBlock):
    partner = SnippetChooserBlock("content.Partner", label=_("partner"))
    role = blocks.ChoiceBlock(choices=ROLES, default="partner", label=_("role"))

    class Meta:
        icon = "group"
        label = pgettext_lazy("role in a project", "Partner")


class ProjectPartnersBlock(blocks.StreamBlock):
    partner = ProjectPartnerBlock()

    class Meta:
        required = False


class AwardBlock(blocks.StructBlock):
    year = blocks.IntegerBlock(label=_("year"), min_value=1990, max_value=2100)
    title = blocks.CharBlock(label=_("award"), max_length=160)
    text = blocks.TextBlock(label=_("text"), rows=2, required=False)

    class Meta:
        icon = "success"
        label = _("award")


class AwardsBlock(blocks.StreamBlock):
    award = AwardBlock()

    class Meta:
        required = False
