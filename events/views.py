"""The calendar, the feeds to follow it by, and one event as a calendar file."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from events.addresses import absolute
from events.feeds import calendar_file, offering_file, rss_file
from events.filters import Filter, kind_choices, month_choices, read_filter, town_choices
from events.listing import Entry, candidates, entries_of, page_of
from registrations.facts import facts_of
from registrations.models import Offering

PER_PAGE = 20
IN_FEED = 200


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    chosen = read_filter(request.GET)
    found = candidates(past=chosen.past)
    taken = [one for one in found if chosen.takes(one)]
    page = Paginator(taken, PER_PAGE).get_page(request.GET.get("sida"))
    context = {
        "filter": chosen,
        "kind_choices": kind_choices(chosen),
        "town_choices": town_choices(found, chosen),
        "month_choices": month_choices(found, chosen),
        "entries": entries_of(list(page.object_list), request),
        "page_obj": page,
        "number": len(taken),
        "query": f"?{chosen.query}" if chosen.query else "",
        "section": "calendar",
    }
    return render(request, "events/calendar.html", context)


@require_safe
@cache_control(public=True, max_age=300)
def calendar_ical(request: HttpRequest) -> HttpResponse:
    chosen = read_filter(request.GET)
    content = calendar_file(_listed(chosen, request), _title(chosen))
    return HttpResponse(content, content_type="text/calendar; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=300)
def calendar_rss(request: HttpRequest) -> HttpResponse:
    chosen = read_filter(request.GET)
    query = f"?{chosen.query}" if chosen.query else ""
    content = rss_file(
        _listed(chosen, request),
        title=_title(chosen),
        link=reverse("events:calendar") + query,
        feed_url=reverse("events:calendar_rss") + query,
    )
    return HttpResponse(content, content_type="application/rss+xml; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=300)
def offering_ics(request: HttpRequest, slug: str) -> HttpResponse:
    offering = get_object_or_404(Offering, slug=slug)
    page = page_of(offering)
    url = page.get_url(request) if page else reverse("registrations:signup", args=[slug])
    content = offering_file(facts_of(offering), absolute(url or "/"))
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{offering.slug}.ics"'
    return response


def _listed(chosen: Filter, request: HttpRequest) -> list[Entry]:
    taken = [one for one in candidates(past=chosen.past) if chosen.takes(one)]
    return entries_of(taken[:IN_FEED], request)


def _title(chosen: Filter) -> str:
    name = gettext("Kretslopp: calendar")
    return f"{name} ({chosen.words})" if chosen.is_set else name
