"""The list of projects, and a project with its people, money, results and successors."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, PageChooserPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from content.blocks.projects import AwardsBlock, ProjectPartnersBlock
from content.models.base import BasePage


class ProjectIndexPage(BasePage):
    section = "projects"

    content_panels = BasePage.content_panels
    search_fields = BasePage.search_fields
    parent_page_types: ClassVar[list[str]] = ["content.HomePage"]
    subpage_types: ClassVar[list[str]] = ["content.ProjectPage"]
    template = "content/project_index_page.html"

    class Meta:
        verbose_name = _("list of projects")
        verbose_name_plural = _("lists of projects")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        projects = ProjectPage.objects.child_of(self).live().public()
        running = [project for project in projects if project.state != ProjectPage.State.FINISHED]
        finished = [project for project in projects if project.state == ProjectPage.State.FINISHED]
        groups = [(_("Under way"), running), (_("Finished"), finished)]
        return {
            **super().get_context(request, *args, **kwargs),
            "groups": [(heading, listed) for heading, listed in groups if listed],
        }


class ProjectPage(BasePage):
    section = "projects"

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("state of a project", "Planned")
        RUNNING = "running", pgettext_lazy("state of a project", "Under way")
        FINISHED = "finished", pgettext_lazy("state of a project", "Finished")

    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.PLANNED
    )
    starts_year = models.PositiveSmallIntegerField(_("first year"))
    ends_year = models.PositiveSmallIntegerField(_("last year"), null=True, blank=True)
    results = RichTextField(
        _("results"), features=["bold", "italic", "link", "document-link", "ol", "ul"], blank=True
    )
    funding_text = models.TextField(
        _("funding"),
        blank=True,
        help_text=_("What the funders ask to have said; it stands before their logos."),
    )
    partners = StreamField(
        ProjectPartnersBlock(), verbose_name=_("commissioner, funders and partners"), blank=True
    )
    awards = StreamField(AwardsBlock(), verbose_name=_("awards"), blank=True)
    based_on = models.ForeignKey(
        "self",
        verbose_name=_("builds on"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("The project before this one; that page then shows what came next."),
    )
    contact = models.ForeignKey(
        "content.ContactPerson",
        verbose_name=_("contact person"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    override_translatable_fields = [SynchronizedField("based_on")]

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("state"),
                FieldRowPanel([FieldPanel("starts_year"), FieldPanel("ends_year")]),
                PageChooserPanel("based_on"),
                FieldPanel("contact"),
            ],
            heading=_("The project"),
        ),
        FieldPanel("results"),
        FieldPanel("awards"),
        FieldPanel("funding_text"),
        FieldPanel("partners"),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("results"),
        index.SearchField("funding_text"),
        index.SearchField("partners"),
        index.FilterField("state"),
    ]
    parent_page_types: ClassVar[list[str]] = ["content.ProjectIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "content/project_page.html"

    class Meta:
        ordering = ["-starts_year", "path"]
        verbose_name = _("project")
        verbose_name_plural = _("projects")

    @property
    def years(self) -> str:
        """Return "2016", "2017–2019", or "2017–" while it goes on."""
        if self.ends_year == self.starts_year:
            return str(self.starts_year)
        return f"{self.starts_year}\N{EN DASH}{self.ends_year or ''}"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from content.projects import read_project  # noqa: PLC0415 (it reads this model)

        return {
            **super().get_context(request, *args, **kwargs),
            "project": read_project(self),
        }
