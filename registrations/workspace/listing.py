"""The attendee list as data: its filters, saved views, counts and columns."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext

from registrations.models import Answer, Fee, Offering, Participant, Payer, Question
from registrations.sorting import by_name
from registrations.words import LIVE, PayerKind, Readers, Status
from registrations.workspace.participant_money import PaidState, with_paid_state
from registrations.workspace.search import search_participants

PER_PAGE = 50
UNCOUNTED = "uncounted"
MISSING = "missing"
REGISTERED = "registered"
_DIGITS_OF_A_KEY = 16


def is_key(text: str) -> bool:
    """Tell whether a text may be a row's key, within what databases and Python read."""
    return text.isascii() and text.isdigit() and len(text) < _DIGITS_OF_A_KEY


def required_questions(offering: Offering) -> list[Question]:
    """Return what must be answered and that every organiser may read about."""
    return list(
        offering.questions.filter(is_asked=True, is_required=True, readers=Readers.ORGANISERS)
    )


@dataclass(frozen=True)
class Filters:
    """What the address of a list asks for; unknown values are left out."""

    status: str = ""
    fee: int | None = None
    payer: str = ""
    payment: str = ""
    answers: str = ""
    count: str = ""
    words: str = ""
    sort: str = ""

    @classmethod
    def from_query(cls, query: Mapping[str, Any]) -> "Filters":
        fee = query.get("fee", "")
        return cls(
            status=_known(query.get("status", ""), Status.values),
            fee=int(fee) if is_key(fee) else None,
            payer=_known(query.get("payer", ""), PayerKind.values),
            payment=_known(query.get("payment", ""), PaidState.values),
            answers=_known(query.get("answers", ""), [MISSING]),
            count=_known(query.get("count", ""), [UNCOUNTED]),
            words=" ".join(query.get("q", "").replace("\0", "").split())[:200],
            sort=_known(query.get("sort", ""), [REGISTERED]),
        )

    def as_query(self) -> dict[str, str]:
        """Return the parts that are set, as they stand in an address."""
        parts = {
            "status": self.status,
            "fee": str(self.fee) if self.fee else "",
            "payer": self.payer,
            "payment": self.payment,
            "answers": self.answers,
            "count": self.count,
            "q": self.words,
            "sort": self.sort,
        }
        return {key: value for key, value in parts.items() if value}

    def without(self, key: str) -> "Filters":
        empty: dict[str, Any] = {"q": {"words": ""}, "fee": {"fee": None}}
        return replace(self, **empty.get(key, {key: ""}))


def _known(value: str, known: list[str]) -> str:
    return value if value in known else ""


@dataclass(frozen=True)
class Chip:
    """A filter in force, with the address of the list without it."""

    words: str
    remove_url: str


@dataclass(frozen=True)
class SavedView:
    words: str
    count: int
    url: str
    is_current: bool


class Listing:
    """The participants of one offering under some filters."""

    def __init__(self, offering: Offering, filters: Filters) -> None:
        self.offering = offering
        self.filters = filters

    @cached_property
    def required(self) -> list[Question]:
        return required_questions(self.offering)

    @cached_property
    def fees(self) -> list[Fee]:
        return list(self.offering.fees.all())

    @cached_property
    def counts(self) -> dict[tuple[str, bool], int]:
        """Return how many participants there are by status and by whether they count."""
        rows = (
            Participant.objects.filter(offering=self.offering)
            .order_by()
            .values_list("status", "counted")
            .annotate(Count("pk"))
        )
        return {(status, counted): number for status, counted, number in rows}

    def number_of(self, *statuses: str, counted: bool | None = None) -> int:
        return sum(
            number
            for (status, is_counted), number in self.counts.items()
            if (not statuses or status in statuses) and counted in (None, is_counted)
        )

    def participants(self) -> QuerySet[Participant]:
        """Return the participants that match, in Swedish order, without joins."""
        filters = self.filters
        found: QuerySet[Any] = Participant.objects.filter(offering=self.offering)
        if filters.status:
            found = found.filter(status=filters.status)
        if filters.fee:
            found = found.filter(fee_id=filters.fee)
        if filters.payer:
            payers = Payer.objects.filter(registration=OuterRef("registration"))
            found = found.filter(Exists(payers.filter(kind=filters.payer)))
        if filters.payment:
            found = with_paid_state(found).filter(paid_state=filters.payment)
        if filters.count:
            found = found.filter(counted=False)
        if filters.answers:
            found = found.filter(self._lacks_answers())
        return search_participants(found, filters.words, self.offering).order_by(*self._order())

    def _order(self) -> tuple[Any, ...]:
        if self.filters.sort == REGISTERED:
            return ("-created_at", "-pk")
        if self.filters.status == Status.WAITING:
            return ("place", "pk")
        return by_name()

    def _lacks_answers(self) -> Q:
        lacks = Q(pk__in=[])
        for question in self.required:
            answered = Answer.objects.filter(participant=OuterRef("pk"), question=question)
            lacks |= ~Q(Exists(answered.exclude(value="")))
        return lacks & Q(status__in=LIVE)

    def count(self) -> int:
        """Return how many match; without other filters the counts by status already know."""
        filters = replace(self.filters, sort="")
        if filters == Filters():
            return self.number_of()
        if filters == Filters(status=filters.status):
            return self.number_of(filters.status)
        return self.participants().order_by().count()

    def query(self, **changes: object) -> str:
        parts = {"offering": self.offering.pk, **self.filters.as_query(), **changes}
        return f"?{urlencode({key: value for key, value in parts.items() if value})}"

    def query_of(self, filters: Filters) -> str:
        return Listing(self.offering, filters).query()

    def chips(self) -> list[Chip]:
        fees = {fee.pk: fee.name for fee in self.fees}
        words = {
            "status": Status(self.filters.status).label if self.filters.status else "",
            "fee": fees.get(self.filters.fee or 0, gettext("Fee")),
            "payer": PayerKind(self.filters.payer).label if self.filters.payer else "",
            "payment": PaidState(self.filters.payment).label if self.filters.payment else "",
            "answers": gettext("Answers missing"),
            "count": gettext("Outside the count"),
            "q": f"”{self.filters.words}”",
        }
        return [
            Chip(str(words[key]), self.query_of(self.filters.without(key)))
            for key in self.filters.as_query()
            if key in words
        ]

    def saved_views(self) -> list[SavedView]:
        views = [
            (pgettext("list of participants", "All"), Filters(), self.number_of()),
            self._status_view(Status.CONFIRMED),
            self._status_view(Status.WAITING),
            self._status_view(Status.APPLIED),
            (
                gettext("Outside the count"),
                Filters(count=UNCOUNTED),
                self.number_of(counted=False),
            ),
        ]
        unpaid = self._unpaid()
        if unpaid:
            views.insert(2, (str(PaidState.OPEN.label), Filters(payment=PaidState.OPEN), unpaid))
        return [
            SavedView(str(words), number, self.query_of(filters), filters == self.filters)
            for words, filters, number in views
        ]

    def _unpaid(self) -> int:
        """Return how many have a place that is to be paid online and is not."""
        people = Participant.objects.filter(offering=self.offering, status__in=LIVE)
        return with_paid_state(people).filter(paid_state=PaidState.OPEN).count()

    def _status_view(self, status: Status) -> tuple[str, Filters, int]:
        return str(status.label), Filters(status=status.value), self.number_of(status)
