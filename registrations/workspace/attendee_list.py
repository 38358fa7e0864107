"""The attendee list: wagtail-modeladmin's index view over `listing`, for one offering at a time."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext
from wagtail_modeladmin.views import IndexView

from registrations.models import Batch, Offering, Participant
from registrations.words import BatchState, PayerKind, Status
from registrations.workspace import access
from registrations.workspace.addresses import payments_url
from registrations.workspace.bulk import ACTIONS
from registrations.workspace.crumbs import crumbs
from registrations.workspace.exports import export_response
from registrations.workspace.listing import PER_PAGE, REGISTERED, Filters, Listing
from registrations.workspace.participant_money import PaidState
from registrations.workspace.rows import rows_of
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
        self.listing = Listing(
            access.get_offering(request, int(asked)), Filters.from_query(request.GET)
        )
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
    def total(self) -> int:
        return self.listing.count()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = self.listing.participants().select_related("registration")
        page = CountedPaginator(found, PER_PAGE, self.total).get_page(
            self.request.GET.get("p", "1")
        )
        participants = list(page.object_list)
        user = self.request.user
        return {
            "view": self,
            "offering": self.offering,
            "listing": self.listing,
            "filters": self.listing.filters,
            "page": page,
            "rows": rows_of(participants, self.listing.required),
            "total": self.total,
            "bar": seats_bar(self.offering, self.listing),
            "batches": self._batches_to_come(),
            "statuses": [(status.value, status.label) for status in Status],
            "payment_states": PaidState.choices,
            "payers": [(kind.value, kind.label) for kind in PayerKind],
            "actions": ACTIONS,
            "breadcrumbs_items": crumbs(self.offering, gettext("Participants")),
            "may_work": access.user_may(user, access.WORK),
            "may_export": access.user_may(user, access.EXPORT),
            "payments_url": (
                payments_url(self.offering) if access.user_may(user, access.VIEW_PAYMENT) else ""
            ),
            "saved_views": self.listing.saved_views(),
            "chips": self.listing.chips(),
            "clear_url": self.listing.query_of(Filters()),
            "filters_text": urlencode(self.listing.filters.as_query()),
            "by_name_query": self.listing.query(sort=""),
            "by_date_query": self.listing.query(sort=REGISTERED),
        }

    def _batches_to_come(self) -> list[Batch]:
        return list(
            self.offering.batches.filter(state__in=[BatchState.WAITING, BatchState.RUNNING])
            .annotate(number=Count("items"))
            .order_by("runs_at")
        )
