"""What events keeps: the kinds of page, and the speakers and venues they share."""

from events.models.kinds import ConferencePage, ExternalEventPage, GameSessionPage, TrainingPage
from events.models.page import EventPage, ListedPage
from events.models.snippets import Speaker, Venue

__all__ = [
    "ConferencePage",
    "EventPage",
    "ExternalEventPage",
    "GameSessionPage",
    "ListedPage",
    "Speaker",
    "TrainingPage",
    "Venue",
]
