"""The invoices as data: whose they are, the filters of their list, and one page of it at a time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import pgettext, pgettext_lazy

from registrations.invoicing.standing import stand
from registrations.models import Document, DocumentEvent, DocumentLine, Offering
from registrations.words import DocumentKind, InvoiceDelivery, InvoiceHappening
from registrations.workspace import invoice_access
from registrations.workspace.days import day_of, period_error
from registrations.workspace.invoice_state import (
    CREDIT_NOTES,
    FILTERS,
    StateWords,
    condition,
    state_words,
)
from registrations.workspace.listing import is_key
from registrations.workspace.search import contains

MOST_WORDS = 8
LONGEST_SEARCH = 200
HAND_OVER = "hand_over"
MAILED = "mailed"
NOT_SENT = "not_sent"
_NONE = {"number": 0, "ore": 0}
DELIVERIES = {
    HAND_OVER: pgettext_lazy("list of invoices", "E-invoice to hand over"),
    MAILED: pgettext_lazy("list of invoices", "Sent by e-mail"),
    NOT_SENT: pgettext_lazy("list of invoices", "Not sent"),
}


@dataclass(frozen=True)
class InvoiceFilters:
    """What the address of the list asks for; unknown values are left out."""

    state: str = ""
    delivery: str = ""
    first: date | None = None
    last: date | None = None
    offering: int | None = None
    words: str = ""

    @classmethod
    def from_query(cls, query: Mapping[str, Any]) -> "InvoiceFilters":
        state, delivery = query.get("state", ""), query.get("delivery", "")
        offering = query.get("offering", "")
        return cls(
            state=state if state in FILTERS else "",
            delivery=delivery if delivery in DELIVERIES else "",
            first=day_of(query.get("first", "")),
            last=day_of(query.get("last", "")),
            offering=int(offering) if is_key(offering) else None,
            words=" ".join(query.get("q", "").replace("\0", "").split())[:LONGEST_SEARCH],
        )

    def as_query(self) -> dict[str, str]:
        parts = {
            "state": self.state,
            "delivery": self.delivery,
            "first": self.first.isoformat() if self.first else "",
            "last": self.last.isoformat() if self.last else "",
            "offering": str(self.offering) if self.offering else "",
            "q": self.words,
        }
        return {key: value for key, value in parts.items() if value}


@dataclass(frozen=True)
class InvoiceSums:
    """How many documents match, and what they come to in öre."""

    invoices: int
    invoiced_ore: int
    credits: int
    credited_ore: int
    open_number: int
    open_ore: int
    overdue_number: int
    overdue_ore: int


class InvoiceRow:
    """One line of the list, in words, from what was frozen and how it stands."""

    def __init__(self, document: Any, today: date, titles: Mapping[int, str]) -> None:
        content = document.content
        self.document = document
        self.number = document.full_number
        self.buyer = content.get("buyer", {}).get("name", "")
        # An invoice in English names an event as staff call it: one event has one name here.
        lines = content.get("lines", [])
        named = (titles.get(line.get("offering")) or line.get("title") for line in lines)
        self.events = list(dict.fromkeys(title for title in named if title))
        self.state: StateWords = state_words(document, today)
        self.is_invoice = document.kind == DocumentKind.INVOICE

    @property
    def open_ore(self) -> int:
        return max(self.document.open_ore, 0) if self.is_invoice else 0


class InvoiceListing:
    """The invoices and credit notes that a member of staff may see, under some filters."""

    def __init__(self, request: HttpRequest, filters: InvoiceFilters) -> None:
        self.user = request.user
        self.filters = filters
        self.today = timezone.localdate()

    @cached_property
    def _found(self) -> QuerySet[Document, Any]:
        filters = self.filters
        found: QuerySet[Document, Any] = invoice_access.documents(self.user)
        if filters.offering:
            found = found.filter(pk__in=_of_offering(filters.offering))
        if filters.first:
            found = found.filter(issued_on__gte=filters.first)
        if filters.last:
            found = found.filter(issued_on__lte=filters.last)
        for word in filters.words.split()[:MOST_WORDS]:
            found = found.filter(_holds(word))
        if filters.delivery:
            found = _delivered(found, filters.delivery)
        return self._in_state(found)

    def _in_state(self, found: QuerySet[Document, Any]) -> QuerySet[Document, Any]:
        state = self.filters.state
        if state == CREDIT_NOTES:
            return found.filter(kind=DocumentKind.CREDIT_NOTE)
        if state:
            invoices = stand(found.filter(kind=DocumentKind.INVOICE))
            return invoices.filter(condition(state, self.today))
        return found

    @cached_property
    def total(self) -> int:
        return self._found.count()

    @cached_property
    def sums(self) -> "InvoiceSums":
        """Return what all that match come to, by the same filters as the rows."""
        found = self._found.order_by()
        by_kind = {
            row["kind"]: row
            for row in found.values("kind").annotate(
                number=Count("pk"), ore=Sum(F("net_ore") + F("vat_ore"))
            )
        }
        invoices = by_kind.get(DocumentKind.INVOICE, _NONE)
        credits = by_kind.get(DocumentKind.CREDIT_NOTE, _NONE)
        standing: QuerySet[Any, Any] = stand(Document.objects.filter(pk__in=found.values("pk")))
        left = standing.filter(kind=DocumentKind.INVOICE, open_ore__gt=0).aggregate(
            number=Count("pk"),
            ore=Sum("open_ore"),
            late=Count("pk", filter=Q(due_on__lt=self.today)),
            late_ore=Sum("open_ore", filter=Q(due_on__lt=self.today)),
        )
        return InvoiceSums(
            invoices=invoices["number"],
            invoiced_ore=invoices["ore"],
            credits=credits["number"],
            credited_ore=credits["ore"],
            open_number=left["number"],
            open_ore=left["ore"] or 0,
            overdue_number=left["late"],
            overdue_ore=left["late_ore"] or 0,
        )

    def keys(self) -> QuerySet[Document, int]:
        """Return the keys of those that match, the newest first, without what they stand at."""
        return self._found.order_by("-issued_on", "-pk").values_list("pk", flat=True)

    def rows(self, keys: list[int]) -> list[InvoiceRow]:
        """Return the rows of some keys; only for these the database works out the sums."""
        found = stand(Document.objects.filter(pk__in=keys)).order_by("-issued_on", "-pk")
        documents = list(found)
        lines = (line for one in documents for line in one.content.get("lines", []))
        offerings = Offering.objects.in_bulk({line.get("offering") for line in lines} - {None})
        titles = {pk: offering.title for pk, offering in offerings.items()}
        return [InvoiceRow(document, self.today, titles) for document in documents]

    def all_rows(self) -> Iterator[InvoiceRow]:
        """Yield every row that matches, a handful of statements at a time."""
        keys = list(self.keys())
        for start in range(0, len(keys), 500):
            yield from self.rows(keys[start : start + 500])

    def query(self, **changes: str) -> str:
        parts = {**self.filters.as_query(), **changes}
        return f"?{urlencode({key: value for key, value in parts.items() if value})}"

    def views(self) -> list[tuple[str, str, bool]]:
        """Return the states as links: words, address and whether it is the one shown."""
        state = self.filters.state
        everything = (pgettext("list of invoices", "All"), self.query(state=""), not state)
        return [everything] + [
            (str(words), self.query(state=key), state == key) for key, words in FILTERS.items()
        ]

    @property
    def is_narrowed(self) -> bool:
        return self.filters != InvoiceFilters()

    @property
    def period_error(self) -> str:
        return period_error(self.filters.first, self.filters.last)


def _of_offering(offering: int) -> QuerySet[DocumentLine, Any]:
    lines = DocumentLine.objects.filter(charge__payer__registration__offering=offering)
    return lines.values("document")


def _delivered(found: QuerySet[Document, Any], wanted: str) -> QuerySet[Document, Any]:
    sent = DocumentEvent.objects.filter(document=OuterRef("pk"), happening=InvoiceHappening.SENT)
    by_peppol = Q(content__buyer__delivery=InvoiceDelivery.PEPPOL.value)
    if wanted == HAND_OVER:
        return found.filter(by_peppol).exclude(Exists(sent))
    if wanted == MAILED:
        return found.exclude(by_peppol).filter(Exists(sent))
    return found.exclude(Exists(sent))


_SEARCHED = (
    "content__number",
    "content__buyer__name",
    "content__buyer__reference",
    "content__buyer__order_number",
)


def _holds(word: str) -> Q:
    """Match a number or OCR, a buyer, a reference of theirs, or a registration's reference."""
    lines = DocumentLine.objects.filter(charge__payer__registration__reference__iexact=word)
    found = contains(_SEARCHED, word) | Q(pk__in=lines.values("document"))
    digits = word.replace("-", "")
    if digits.isdigit():
        found |= Q(ocr=digits) | Q(content__buyer__org_number__icontains=word)
    return found
