"""What every page has: a sentence that leads in, and a body of shared blocks."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from content.blocks.body import BodyBlock


class BasePage(Page):
    # The entry of the main menu it stands under: "calendar", "projects", "reports", "about".
    section: ClassVar[str] = ""

    lead = models.TextField(
        _("lead"),
        blank=True,
        max_length=400,
        help_text=_("One or two sentences under the heading; they are shown in search too."),
    )
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body")]
    search_fields = [
        *Page.search_fields,
        index.SearchField("lead", boost=2),
        index.AutocompleteField("lead"),
        index.SearchField("body"),
    ]

    class Meta:
        abstract = True

    @property
    def summary(self) -> str:
        """Return what a list or a search engine says about the page."""
        return self.search_description or self.lead
