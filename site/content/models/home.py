"""The home page and the plain page of text."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PageChooserPanel
from wagtail.models import Page
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from content.models.base import BasePage


class HomePage(BasePage):
    """The first page: the sign, what is coming up, new reports, and an invitation."""

    heading = models.CharField(
        _("heading"), max_length=120, help_text=_("The large words beside the sign.")
    )
    invitation_heading = models.CharField(_("heading"), max_length=80, blank=True)
    invitation_text = models.TextField(_("text"), max_length=300, blank=True)
    invitation_button = models.CharField(_("button"), max_length=60, blank=True)
    invitation_page = models.ForeignKey(
        Page,
        verbose_name=_("page"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    override_translatable_fields = [SynchronizedField("invitation_page")]

    content_panels = [
        *Page.content_panels,
        FieldPanel("heading"),
        FieldPanel("lead"),
        MultiFieldPanel(
            [
                FieldPanel("invitation_heading"),
                FieldPanel("invitation_text"),
                FieldPanel("invitation_button"),
                PageChooserPanel("invitation_page"),
            ],
            heading=_("Invitation"),
        ),
        FieldPanel("body"),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("heading")]
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    template = "content/home_page.html"

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from content.library import newest_reports  # noqa: PLC0415 (it reads the pages)

        return {
            **super().get_context(request, *args, **kwargs),
            "reports": newest_reports(self.locale_id),
        }


class StandardPage(BasePage):
    """A page of text: about us, privacy, accessibility."""

    section = "about"

    content_panels = BasePage.content_panels
    search_fields = BasePage.search_fields
    parent_page_types: ClassVar[list[str]] = [
        "content.HomePage",
        "content.StandardPage",
    ]
    template = "content/standard_page.html"

    class Meta:
        verbose_name = _("page of text")
        verbose_name_plural = _("pages of text")
