"""The blocks editors build a study trip of: its route, and its itinerary day by day."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks

MEANS = [
    ("train", pgettext_lazy("means of travel", "Train")),
    ("bus", pgettext_lazy("means of travel", "Bus")),
    ("boat", pgettext_lazy("means of travel", "Boat")),
    ("walk", pgettext_lazy("means of travel", "On foot")),
]


class StopBlock(blocks.StructBlock):
    place = blocks.CharBlock(label=_("place"), max_length=80)
    note = blocks.CharBlock(label=_("short note"), max_length=80, required=False)

    class Meta:
        icon = "site"
        label = pgettext_lazy("route", "Stop")


class RouteBlock(blocks.StreamBlock):
    """The stops of a trip in order."""

    stop = StopBlock()

    class Meta:
        required = False


class ItineraryItemBlock(blocks.StructBlock):
    """What every line of a day has."""

    starts = blocks.TimeBlock(label=_("starts"), required=False)
    ends = blocks.TimeBlock(label=_("ends"), required=False)
    title = blocks.CharBlock(label=_("title"), max_length=200)
    text = blocks.TextBlock(label=_("text"), required=False, rows=3)
    is_provisional = blocks.BooleanBlock(label=_("provisional"), required=False)


class VisitBlock(ItineraryItemBlock):
    """A visit to a host, with the question that the group brings."""

    host = blocks.CharBlock(label=_("host"), max_length=160, required=False)
    question = blocks.TextBlock(label=_("question to the host"), required=False, rows=2)

    class Meta:
        icon = "home"
        label = pgettext_lazy("itinerary", "Visit")


class LegBlock(ItineraryItemBlock):
    means = blocks.ChoiceBlock(choices=MEANS, default="train", label=_("means of travel"))

    class Meta:
        icon = "arrow-right"
        label = pgettext_lazy("itinerary", "Leg")


class MealBlock(ItineraryItemBlock):
    class Meta:
        icon = "cup"
        label = pgettext_lazy("itinerary", "Meal")


class NightBlock(ItineraryItemBlock):
    class Meta:
        icon = "moon"
        label = pgettext_lazy("itinerary", "Night")


class OtherBlock(ItineraryItemBlock):
    class Meta:
        icon = "time"
        label = pgettext_lazy("itinerary", "Other")


class DayItemsBlock(blocks.StreamBlock):
    visit = VisitBlock()
    leg = LegBlock()
    meal = MealBlock()
    night = NightBlock()
    other = OtherBlock()


class DayBlock(blocks.StructBlock):
    """One day of a trip; its date follows from the trip's first day."""

    heading = blocks.CharBlock(
        label=_("heading"),
        max_length=100,
        required=False,
        help_text=_("For example a town. The number and the date of the day are put before it."),
    )
    items = DayItemsBlock(label=_("the day"))

    class Meta:
        icon = "calendar"
        label = pgettext_lazy("itinerary", "Day")


class ItineraryBlock(blocks.StreamBlock):
    day = DayBlock()

    class Meta:
        required = False
