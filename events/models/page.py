"""What every kind of event page has; the facts live on its Offerings, found by `page_key`."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import PageViewRestriction
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from content.models import BasePage
from events.addresses import absolute, project_link
from events.blocks import EventPartnersBlock, MaterialBlock, ProgrammeBlock, SpeakerListBlock
from events.editing.panel import OfferingsPanel
from events.keeping import kept
from events.reading import read_event
from events.structured import structured_data
from registrations.facts import OfferingFacts

PLAIN_TEXT = ["bold", "italic", "link", "document-link", "ol", "ul"]


class ListedPage(BasePage):
    """A page that the calendar can list; each kind says its name and the colour of its strip."""

    section = "calendar"
    kind: ClassVar[str] = ""
    kind_words: ClassVar[str | Promise] = ""

    project = models.ForeignKey(
        "content.ProjectPage",
        verbose_name=_("project"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("The event is listed on the project's page."),
    )

    override_translatable_fields = [SynchronizedField("project")]

    # Set by whoever has asked already, so that it is not asked again.
    is_known_public = False
    # Set where the page is the published one; what was gathered for it is then kept for a while.
    content_version = ""

    class Meta:
        abstract = True

    def get_view_restrictions(self) -> "models.QuerySet[PageViewRestriction]":
        if self.is_known_public:
            return PageViewRestriction.objects.none()
        restrictions: models.QuerySet[PageViewRestriction] = super().get_view_restrictions()
        return restrictions

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context(request, *args, **kwargs),
            "canonical_url": absolute(self.get_url(request) or "/"),
            "project_link": kept(self, "project", lambda: project_link(self, request)),
        }


class EventPage(ListedPage):
    """An event of our own: its words, and a panel with the Offerings that carry its facts."""

    programme = StreamField(ProgrammeBlock(), verbose_name=_("programme"), blank=True)
    speakers = StreamField(SpeakerListBlock(), verbose_name=_("speakers"), blank=True)
    venue = models.ForeignKey(
        "events.Venue",
        verbose_name=_("venue"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    accessibility = RichTextField(_("accessibility"), features=PLAIN_TEXT, blank=True)
    partners = StreamField(
        EventPartnersBlock(), verbose_name=_("organisers and funders"), blank=True
    )
    material = StreamField(
        MaterialBlock(),
        verbose_name=_("slides and documents"),
        blank=True,
        help_text=_("Shown first once the event has taken place."),
    )

    override_translatable_fields = [
        *ListedPage.override_translatable_fields,
        SynchronizedField("venue"),
    ]

    content_panels = [
        *BasePage.content_panels,
        OfferingsPanel(heading=_("Dates, seats and fees")),
    ]
    programme_panels = [
        FieldPanel("programme"),
        FieldPanel("speakers"),
    ]
    about_panels = [
        MultiFieldPanel(
            [FieldPanel("venue"), FieldPanel("accessibility")], heading=_("Place and accessibility")
        ),
        FieldPanel("partners"),
        FieldPanel("project"),
        FieldPanel("material"),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("programme"),
        index.SearchField("accessibility"),
    ]
    parent_page_types = ["content.HomePage", "content.StandardPage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        abstract = True

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        facts: Iterable[OfferingFacts] | None = getattr(request, "event_facts", None)
        event = read_event(self, facts)
        return {
            **context,
            "event": event,
            "structured_data": structured_data(self, event.offerings, context["canonical_url"]),
        }
