"""The report library: a list that is searched by words, year and topic, and its reports."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, PageChooserPanel
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from content.models.base import BasePage


class ReportIndexPage(BasePage):
    section = "reports"

    content_panels = BasePage.content_panels
    search_fields = BasePage.search_fields
    parent_page_types: ClassVar[list[str]] = ["content.HomePage"]
    subpage_types: ClassVar[list[str]] = ["content.ReportPage"]
    template = "content/report_index_page.html"

    class Meta:
        verbose_name = _("report library")
        verbose_name_plural = _("report libraries")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from content.library import search_library  # noqa: PLC0415 (it reads this model)

        return {
            **super().get_context(request, *args, **kwargs),
            "library": search_library(self, request.GET),
        }


class ReportPage(BasePage):
    section = "reports"

    year = models.PositiveSmallIntegerField(_("year"))
    authors = models.CharField(_("authors"), max_length=250, blank=True)
    language = models.CharField(
        _("language of the report"), max_length=5, choices=settings.LANGUAGES, default="sv"
    )
    page_count = models.PositiveSmallIntegerField(_("number of pages"), null=True, blank=True)
    cover = models.ForeignKey(
        "wagtailimages.Image",
        verbose_name=_("cover"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    document = models.ForeignKey(
        "wagtaildocs.Document",
        verbose_name=_("file"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    project = models.ForeignKey(
        "content.ProjectPage",
        verbose_name=_("project"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    topics = ParentalManyToManyField("content.Topic", verbose_name=_("topics"), blank=True)

    override_translatable_fields = [SynchronizedField("project"), SynchronizedField("authors")]

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("document"),
                FieldRowPanel(
                    [FieldPanel("year"), FieldPanel("page_count"), FieldPanel("language")]
                ),
                FieldPanel("authors"),
                FieldPanel("topics"),
                PageChooserPanel("project"),
                FieldPanel("cover"),
            ],
            heading=_("The report"),
        ),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("authors"),
        index.FilterField("year"),
    ]
    parent_page_types: ClassVar[list[str]] = ["content.ReportIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "content/report_page.html"

    class Meta:
        ordering = ["-year", "-first_published_at"]
        verbose_name = _("report")
        verbose_name_plural = _("reports")

    @property
    def download_url(self) -> str:
        return reverse("download", args=[self.pk])

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from content.library import localized_project  # noqa: PLC0415 (it reads this model)

        return {
            **super().get_context(request, *args, **kwargs),
            "downloads": DownloadCount.of(self.translation_key),
            "project": localized_project(self),
            "topics": list(self.topics.all()),
        }


class DownloadCount(models.Model):
    """How often a report was downloaded; not on the page, where an old revision would reset it."""

    report_key = models.UUIDField(_("report"), unique=True, default=uuid.uuid4)
    number = models.PositiveIntegerField(_("downloads"), default=0)

    class Meta:
        verbose_name = _("number of downloads")
        verbose_name_plural = _("numbers of downloads")

    def __str__(self) -> str:
        return str(self.report_key)

    @classmethod
    def of(cls, report_key: uuid.UUID) -> int:
        return (
            cls.objects.filter(report_key=report_key).values_list("number", flat=True).first() or 0
        )
