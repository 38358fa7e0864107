"""The study trip: its route, its itinerary by day, and what the price includes."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.search import index

from events.models import EventPage
from events.models.page import PLAIN_TEXT
from trips.blocks import ItineraryBlock, RouteBlock
from trips.itinerary import read_days, read_stops
from trips.ladder import read_ladder


class StudyTripPage(EventPage):
    """A trip of one or more days with visits to hosts."""

    kind = "trip"
    kind_words = pgettext_lazy("kind of event", "Study trip")
    template = "trips/study_trip_page.html"

    route = StreamField(RouteBlock(), verbose_name=_("the trip in a row"), blank=True)
    itinerary = StreamField(ItineraryBlock(), verbose_name=_("day by day"), blank=True)
    included = RichTextField(_("what the price includes"), features=PLAIN_TEXT, blank=True)
    conditions = RichTextField(_("terms of the trip"), features=PLAIN_TEXT, blank=True)

    content_panels = [
        *EventPage.content_panels,
        FieldPanel("route"),
        FieldPanel("itinerary"),
        FieldPanel("included"),
        FieldPanel("conditions"),
        FieldPanel("speakers", heading=_("guides")),
        *EventPage.about_panels,
    ]
    search_fields = [
        *EventPage.search_fields,
        index.SearchField("itinerary"),
        index.SearchField("included"),
    ]

    class Meta:
        verbose_name = _("study trip")
        verbose_name_plural = _("study trips")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        offerings = context["event"].offerings
        starts_at = offerings[0].starts_at if offerings else None
        return {
            **context,
            "ladder": read_ladder(context["event"].only),
            "stops": read_stops(self.route.raw_data),
            "days": read_days(self.itinerary.raw_data, starts_at),
        }
