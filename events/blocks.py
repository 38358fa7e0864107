"""The blocks editors build a programme of, and the lists of speakers, partners and material."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock


class SpeakersBlock(blocks.ListBlock):
    """Who speaks; chosen from the speakers that the site keeps."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(
            SnippetChooserBlock("events.Speaker", label=_("speaker")),
            **{"default": [], "label": _("speakers"), **kwargs},
        )


class DayBlock(blocks.StructBlock):
    """A heading in a programme of several days."""

    heading = blocks.CharBlock(label=_("day"), max_length=100)

    class Meta:
        icon = "calendar"
        label = _("New day")


class SessionBlock(blocks.StructBlock):
    """One point of the programme that everybody attends."""

    starts = blocks.TimeBlock(label=_("starts"))
    ends = blocks.TimeBlock(label=_("ends"), required=False)
    title = blocks.CharBlock(label=_("title"), max_length=200)
    text = blocks.TextBlock(label=_("text"), required=False, rows=3)
    room = blocks.CharBlock(label=_("room"), max_length=100, required=False)
    speakers = SpeakersBlock()

    class Meta:
        icon = "group"
        label = pgettext_lazy("programme", "Session")


class TrackBlock(blocks.StructBlock):
    """One of the sessions that run at the same time."""

    name = blocks.CharBlock(label=_("track"), max_length=60)
    title = blocks.CharBlock(label=_("title"), max_length=200)
    text = blocks.TextBlock(label=_("text"), required=False, rows=3)
    room = blocks.CharBlock(label=_("room"), max_length=100, required=False)
    speakers = SpeakersBlock()


class ParallelBlock(blocks.StructBlock):
    """Sessions side by side; a participant chooses one."""

    starts = blocks.TimeBlock(label=_("starts"))
    ends = blocks.TimeBlock(label=_("ends"), required=False)
    title = blocks.CharBlock(label=_("title"), max_length=200)
    tracks = blocks.ListBlock(TrackBlock(), label=_("tracks"), min_num=2)

    class Meta:
        icon = "grip"
        label = _("Parallel tracks")


class PauseBlock(blocks.StructBlock):
    """A break or a meal."""

    starts = blocks.TimeBlock(label=_("starts"))
    ends = blocks.TimeBlock(label=_("ends"), required=False)
    title = blocks.CharBlock(label=_("title"), max_length=200)

    class Meta:
        icon = "time"
        label = pgettext_lazy("programme", "Break")


class ProgrammeBlock(blocks.StreamBlock):
    day = DayBlock()
    session = SessionBlock()
    parallel = ParallelBlock()
    pause = PauseBlock()

    class Meta:
        required = False


class SpeakerListBlock(blocks.StreamBlock):
    """Speakers in the order they are shown."""

    speaker = SnippetChooserBlock("events.Speaker", label=_("speaker"))

    class Meta:
        required = False


PARTNER_ROLES = [
    ("organiser", pgettext_lazy("role of a partner", "Organiser")),
    ("partner", pgettext_lazy("role of a partner", "Partner")),
    ("funder", pgettext_lazy("role of a partner", "Funder")),
]


class EventPartnerBlock(blocks.StructBlock):
    partner = SnippetChooserBlock("content.Partner", label=_("partner"))
    role = blocks.ChoiceBlock(choices=PARTNER_ROLES, default="organiser", label=_("role"))

    class Meta:
        icon = "group"
        label = pgettext_lazy("role of a partner", "Partner")


class EventPartnersBlock(blocks.StreamBlock):
    partner = EventPartnerBlock()

    class Meta:
        required = False


class DocumentBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("title"), max_length=200)
    document = DocumentChooserBlock(label=_("document"))

    class Meta:
        icon = "doc-full"
        label = _("Document")


class LinkBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("title"), max_length=200)
    url = blocks.URLBlock(label=_("address"))

    class Meta:
        icon = "link"
        label = pgettext_lazy("block", "Link")


class MaterialBlock(blocks.StreamBlock):
    """Slides and documents, shown first when the event is over."""

    document = DocumentBlock()
    link = LinkBlock()

    class Meta:
        required = False
