"""The list of payments: wagtail-modeladmin's index view over `payment_listing`."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import pgettext
from wagtail_modeladmin.views import IndexView

from registrations.models import Checkout
from registrations.workspace import access
from registrations.workspace.addresses import payment_url
from registrations.workspace.crumbs import crumbs
from registrations.workspace.listing import PER_PAGE, is_key
from registrations.workspace.money_totals import MoneyTotals, offering_totals
from registrations.workspace.payment_listing import PaymentFilters, PaymentListing
from registrations.workspace.payment_state import PaymentState, StateWords, state_of


class CountedPaginator(Paginator):
    """A paginator that is told the count instead of asking the database again."""

    def __init__(self, rows: Any, per_page: int, count: int) -> None:
        super().__init__(rows, per_page)
        self.count = count


class PaymentRow:
    """One line of the list, in words."""

    def __init__(self, checkout: Checkout) -> None:
        registration = checkout.payer.registration
        self.checkout = checkout
        self.url = payment_url(checkout.pk)
        self.reference = registration.reference
        self.payer = checkout.payer.name or registration.contact_name
        self.offering = registration.offering
        self.state: StateWords = state_of(checkout)


class PaymentListView(IndexView):
    """The list of payments of one offering, or of all that the user may see."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = request.GET.get("offering", "")
        offering = access.get_offering(request, int(asked)) if is_key(asked) else None
        filters = PaymentFilters.from_query(request.GET)
        self.listing = PaymentListing(request, offering, filters)
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self, request: HttpRequest | None = None) -> QuerySet[Checkout]:
        return self.listing.checkouts()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        listing = self.listing
        total = listing.count()
        page = CountedPaginator(listing.checkouts(), PER_PAGE, total).get_page(
            self.request.GET.get("p", "1")
        )
        return {
            "view": self,
            "offering": listing.offering,
            "listing": listing,
            "filters": listing.filters,
            "page": page,
            "rows": [PaymentRow(checkout) for checkout in page.object_list],
            "total": total,
            "states": PaymentState.choices,
            "money": self._money(),
            "may_export": access.user_may(self.request.user, access.EXPORT_MONEY),
            "breadcrumbs_items": crumbs(listing.offering, pgettext("workspace menu", "Payments")),
        }

    def _money(self) -> MoneyTotals | None:
        offering = self.listing.offering
        return offering_totals(offering) if offering is not None else None
