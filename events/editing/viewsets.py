"""How speakers and venues are kept in the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from events.models import Speaker, Venue


class SpeakerViewSet(SnippetViewSet):
    model = Speaker
    icon = "user"
    list_display = ("name", "role_sv")
    panels = [
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("role_sv"), FieldPanel("role_en")]),
        FieldPanel("photo"),
        FieldPanel("about_sv"),
        FieldPanel("about_en"),
    ]


class VenueViewSet(SnippetViewSet):
    model = Venue
    icon = "site"
    list_display = ("name", "town")
    list_filter = ("town",)
    panels = [
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("address"), FieldPanel("town")]),
        FieldPanel("link"),
        FieldPanel("directions_sv"),
        FieldPanel("directions_en"),
        FieldPanel("accessibility_sv"),
        FieldPanel("accessibility_en"),
    ]


class EventSnippets(SnippetViewSetGroup):
    items = (SpeakerViewSet, VenueViewSet)
    menu_icon = "group"
    menu_label = _("Speakers and venues")
    menu_name = "event-snippets"
