"""The kinds of event: conference, training, game session, and events that others hold."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.search import index

from events.models.page import PLAIN_TEXT, EventPage, ListedPage


class ConferencePage(EventPage):
    """A conference or seminar, with a programme that may run in parallel tracks."""

    kind = "conference"
    kind_words = pgettext_lazy("kind of event", "Conference")
    template = "events/conference_page.html"

    content_panels = [
        *EventPage.content_panels,
        *EventPage.programme_panels,
        *EventPage.about_panels,
    ]

    class Meta:
        verbose_name = _("conference")
        verbose_name_plural = _("conferences")


class TrainingPage(EventPage):
    """A training over one or more occasions, perhaps with a certificate."""

    kind = "training"
    kind_words = pgettext_lazy("kind of event", "Training")
    template = "events/training_page.html"

    prerequisites = RichTextField(_("prerequisites"), features=PLAIN_TEXT, blank=True)
    between = RichTextField(_("between the occasions"), features=PLAIN_TEXT, blank=True)
    certificate = RichTextField(_("certificate"), features=PLAIN_TEXT, blank=True)

    content_panels = [
        *EventPage.content_panels,
        FieldPanel("prerequisites"),
        *EventPage.programme_panels,
        FieldPanel("between"),
        FieldPanel("certificate"),
        *EventPage.about_panels,
    ]
    search_fields = [*EventPage.search_fields, index.SearchField("prerequisites")]

    class Meta:
        verbose_name = _("training")
        verbose_name_plural = _("trainings")


class GameSessionPage(EventPage):
    """A game that is played with a host; often several sessions a year."""

    kind = "game"
    kind_words = pgettext_lazy("kind of event", "Game")
    template = "events/game_session_page.html"

    host = models.CharField(_("host"), max_length=160, blank=True)
    facilitator = models.CharField(_("facilitator"), max_length=160, blank=True)
    is_trial = models.BooleanField(
        _("trial session"), default=False, help_text=_("A first session that may lead to more.")
    )
    requests = RichTextField(_("how to ask for a session at home"), features=PLAIN_TEXT, blank=True)

    content_panels = [
        *EventPage.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("host"), FieldPanel("facilitator")]),
                FieldPanel("is_trial"),
                FieldPanel("requests"),
            ],
            heading=_("The game"),
        ),
        *EventPage.programme_panels,
        *EventPage.about_panels,
    ]
    search_fields = [*EventPage.search_fields, index.SearchField("host")]

    class Meta:
        verbose_name = _("game session")
        verbose_name_plural = _("game sessions")


class ExternalEventPage(ListedPage):
    """An activity that others hold: its dates and a link out, and no sign-up here."""

    kind = "external"
    kind_words = pgettext_lazy("kind of event", "With others")
    template = "events/external_event_page.html"

    organiser = models.CharField(_("organiser"), max_length=160)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    place_name = models.CharField(_("place"), max_length=200, blank=True)
    town = models.CharField(_("town"), max_length=80, blank=True)
    is_online = models.BooleanField(_("online"), default=False)
    outside_url = models.URLField(_("the organiser's page"))
    price_text = models.CharField(_("price"), max_length=100, blank=True)

    content_panels = [
        *ListedPage.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("organiser"),
                FieldPanel("outside_url"),
                FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
                FieldRowPanel([FieldPanel("place_name"), FieldPanel("town")]),
                FieldPanel("is_online"),
                FieldPanel("price_text"),
            ],
            heading=_("When, where and by whom"),
        ),
        FieldPanel("project"),
    ]
    search_fields = [
        *ListedPage.search_fields,
        index.SearchField("organiser"),
        index.SearchField("town"),
    ]
    parent_page_types = EventPage.parent_page_types
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("event held by others")
        verbose_name_plural = _("events held by others")

    def clean(self) -> None:
        super().clean()
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("The end must be after the start.")})
