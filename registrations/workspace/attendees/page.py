"""The attendee list: wagtail-modeladmin's index view over a `Listing`, one offering at a time."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext
from wagtail_modeladmin.views import IndexView

from registrations.models import Batch, Offering, Participant
from registrations.words import BatchState
from registrations.workspace import access
from registrations.workspace.addresses import payments_url
from registrations.workspace.attendees.exports import export_response
from registrations.workspace.attendees.filter_form import (
    column_options,
    filter_fields,
    head_fields,
)
from registrations.workspace.attendees.heads import heads_of
from registrations.workspace.attendees.listing import Listing, listing_for
from registrations.workspace.attendees.rows import rows_of
from registrations.workspace.attendees.tabs import tabs_of
from registrations.workspace.attendees.view import TIGHT
from registrations.workspace.bulk import ACTIONS
from registrations.workspace.crumbs import crumbs
from registrations.workspace.listing import PER_PAGE
from registrations.workspace.seats_bar import seats_bar


class CountedPaginator(Paginator):
    """A paginator that is told the count instead of asking the database again."""

    def __init__(self, participants: Any, per_page: int, count: int) -> None:
        super().__init__(participants, per_page)
        self.count = count


class AttendeeListView(IndexView):
    """The list of one offering's participants; without an offering it leads to the overview."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated or not self.permission_helper.user_can_list(
            request.user
        ):
            return super().dispatch(request, *args, **kwargs)
        asked = request.GET.get("offering", "")
        if not (asked.isascii() and asked.isdigit() and len(asked) < 10):
            messages.info(request, gettext("Choose an event to see its participants."))
            return redirect("workspace:overview")
        offering = access.get_offering(request, int(asked))
        self.listing = listing_for(request.user, offering, request.GET)
        wanted = request.GET.get(self.EXPORT_VAR, "")
        if wanted:
            return export_response(request, self.listing, wanted)
        return super().dispatch(request, *args, **kwargs)

    @property
    def offering(self) -> Offering:
        return self.listing.offering

    def get_queryset(self, request: HttpRequest | None = None) -> QuerySet[Participant]:
        return self.listing.participants()

    @cached_property
    def shown(self) -> Page:
        found = self.listing.participants().select_related("registration")
        pages = CountedPaginator(found, PER_PAGE, self.listing.count())
        return pages.get_page(self.request.GET.get("p", "1"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        listing, user = self.listing, self.request.user
        return {
            "view": self,
            "offering": self.offering,
            "page": self.shown,
            "total": listing.count(),
            "rows": rows_of(list(self.shown.object_list), listing.columns),
            "bar": seats_bar(self.offering, listing.counts),
            "batches": self._batches_to_come(),
            "actions": ACTIONS,
            "breadcrumbs_items": crumbs(self.offering, gettext("Participants")),
            "may_work": access.user_may(user, access.WORK),
            "may_check_in": access.user_may(user, access.CHECK_IN)
            and self.offering.first_starts_at is not None,
            "may_export": access.user_may(user, access.EXPORT),
            "payments_url": (
                payments_url(self.offering) if access.user_may(user, access.VIEW_PAYMENT) else ""
            ),
            **self._look(listing),
        }

    def _look(self, listing: Listing) -> dict[str, Any]:
        """Return what the page shows of the view itself."""
        return {
            "listing": listing,
            "heads": heads_of(listing),
            "tabs": tabs_of(listing, self.request.user),
            "chips": listing.chips(),
            "clear_url": listing.query(listing.view.everybody()),
            "filters_text": listing.view.as_text(),
            "found": listing.found_counts.by_status() if listing.view.is_narrowed else [],
            "first_fields": head_fields(listing),
            "more_fields": filter_fields(listing),
            "column_options": column_options(listing),
            "is_tight": listing.view.density == TIGHT,
        }

    def _batches_to_come(self) -> list[Batch]:
        return list(
            self.offering.batches.filter(state__in=[BatchState.WAITING, BatchState.RUNNING])
            .annotate(number=Count("items"))
            .order_by("runs_at")
        )
