"""Loads the whole demo, in one order: what others point at comes first."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from wagtail.models import Page

from config.demo.conference import load_conference
from config.demo.dates import dates_for
from config.demo.games import load_games
from config.demo.information import invite_home, load_information, make_home_pages
from config.demo.invoices import load_invoices
from config.demo.lab import load_lab
from config.demo.library import load_library
from config.demo.mail import settle_outbox
from config.demo.pages import welcome_pages
from config.demo.payments import make_seller
from config.demo.people import People
from config.demo.projects import load_projects
from config.demo.scene import Scene
from config.demo.seminars import load_seminars
from config.demo.snippets import make_snippets
from config.demo.training import load_training
from config.demo.trip import load_trip
from registrations.mail.rendering import render_due
from registrations.models import Offering


def is_empty() -> bool:
    """Tell whether the site has no pages but Wagtail's own, and no Offering."""
    beyond = Page.objects.exclude(Q(depth=1) | Q(pk__in=welcome_pages().values("pk")))
    return not beyond.exists() and not Offering.objects.exists()


@transaction.atomic
def load_demo(*, now: datetime, organiser: Any, bookkeeper: Any) -> None:
    """Load everything, or nothing if something fails."""
    make_seller()
    shared = make_snippets()
    scene = Scene(
        dates=dates_for(now),
        shared=shared,
        homes=make_home_pages(),
        people=People(),
        organiser=organiser,
        bookkeeper=bookkeeper,
    )
    for load in (
        load_projects,
        load_library,
        load_conference,
        load_training,
        load_trip,
        load_lab,
        load_games,
        load_seminars,
        load_information,
        invite_home,
        load_invoices,
    ):
        load(scene)
    render_due(now)
    settle_outbox()
