"""The payments as data: whose they are, the filters of their list, and how many of each state."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet, Sum
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import pgettext

from registrations.models import Checkout, Offering, Payment, Refund
from registrations.workspace import access
from registrations.workspace.days import day_of, end_of, period_error, start_of
from registrations.workspace.listing import SavedView
from registrations.workspace.payment_state import PaymentState, with_state

MOST_WORDS = 8
LONGEST_SEARCH = 200


def visible_checkouts(request: HttpRequest) -> QuerySet[Checkout]:
    """Return the Checkouts of the offerings whose list this member of staff may work."""
    return Checkout.objects.filter(
        payer__registration__offering__in=access.visible_offerings(request)
    )


@dataclass(frozen=True)
class PaymentFilters:
    """What the address of the list asks for; unknown values are left out."""

    state: str = ""
    first: date | None = None
    last: date | None = None
    words: str = ""
    mode: str = ""

    @classmethod
    def from_query(cls, query: Mapping[str, Any]) -> "PaymentFilters":
        state, mode = query.get("state", ""), query.get("mode", "")
        return cls(
            state=state if state in PaymentState.values else "",
            first=day_of(query.get("first", "")),
            last=day_of(query.get("last", "")),
            words=" ".join(query.get("q", "").replace("\0", "").split())[:LONGEST_SEARCH],
            mode=mode if mode in {"live", "test"} else "",
        )

    def as_query(self) -> dict[str, str]:
        parts = {
            "state": self.state,
            "first": self.first.isoformat() if self.first else "",
            "last": self.last.isoformat() if self.last else "",
            "q": self.words,
            "mode": self.mode,
        }
        return {key: value for key, value in parts.items() if value}


class PaymentListing:
    """The Checkouts that a member of staff may see, under some filters."""

    def __init__(
        self, request: HttpRequest, offering: Offering | None, filters: PaymentFilters
    ) -> None:
        self.request = request
        self.offering = offering
        self.filters = filters

    def _under(self, filters: PaymentFilters) -> QuerySet[Any]:
        found = visible_checkouts(self.request)
        if self.offering is not None:
            found = found.filter(payer__registration__offering=self.offering)
        if filters.mode:
            found = found.filter(is_live=filters.mode == "live")
        for word in filters.words.split()[:MOST_WORDS]:
            found = found.filter(_holds(word))
        shown = with_state(found)
        if filters.first:
            shown = shown.filter(shown_at__gte=start_of(filters.first))
        if filters.last and filters.last < date.max - timedelta(days=1):
            shown = shown.filter(shown_at__lt=end_of(filters.last))
        return shown.filter(pay_state=filters.state) if filters.state else shown

    def checkouts(self) -> QuerySet[Any]:
        """Return those that match, the newest first."""
        return (
            self._under(self.filters)
            .select_related("payer__registration__offering")
            .order_by("-shown_at", "-pk")
        )

    @cached_property
    def _counts(self) -> dict[str, tuple[int, int]]:
        """Return how many of each state there are under the other filters, and their sum."""
        rows = (
            self._under(replace(self.filters, state=""))
            .order_by()
            .values("pay_state")
            .annotate(number=Count("pk"), ore=Sum("amount_ore"))
        )
        return {row["pay_state"]: (row["number"], row["ore"]) for row in rows}

    def count(self) -> int:
        counts = self._counts
        if self.filters.state:
            return counts.get(self.filters.state, (0, 0))[0]
        return sum(number for number, _ore in counts.values())

    def views(self) -> list[SavedView]:
        """Return the states as links, with how many of each; a state without any is left out."""
        total = sum(number for number, _ore in self._counts.values())
        everything = SavedView(
            pgettext("list of payments", "All"), total, self.query(state=""), not self.filters.state
        )
        return [everything] + [
            SavedView(
                str(state.label),
                self._counts[state.value][0],
                self.query(state=state.value),
                self.filters.state == state.value,
            )
            for state in PaymentState
            if state.value in self._counts
        ]

    def query(self, **changes: str) -> str:
        parts = {
            "offering": str(self.offering.pk) if self.offering else "",
            **self.filters.as_query(),
            **changes,
        }
        return f"?{urlencode({key: value for key, value in parts.items() if value})}"

    @property
    def is_narrowed(self) -> bool:
        return self.filters != PaymentFilters()

    @property
    def period_error(self) -> str:
        return period_error(self.filters.first, self.filters.last)


def _holds(word: str) -> Q:
    """Match a reference, a payer's name, or a number at the payment provider."""
    payments = Payment.objects.filter(external_id__icontains=word).values("checkout")
    refunds = Refund.objects.filter(external_id__icontains=word).values("payment__checkout")
    return (
        Q(payer__registration__reference__icontains=word)
        | Q(payer__name__icontains=word)
        | Q(payer__registration__contact_name__icontains=word)
        | Q(session_id__icontains=word)
        | Q(payment_id__icontains=word)
        | Q(pk__in=payments)
        | Q(pk__in=refunds)
    )
