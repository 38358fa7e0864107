"""What buyers owe: totals by buyer, and the ledger of one buyer as a page and a table."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.views.decorators.http import require_GET

from registrations.invoicing import buyer_ledger as ledgers
from registrations.invoicing.buyer_ledger import Entry, EntryKind
from registrations.workspace import access
from registrations.workspace.crumbs import crumbs
from registrations.workspace.days import day_of, period_error
from registrations.workspace.export_rows import Cell
from registrations.workspace.exports import file_response
from registrations.workspace.listing import PER_PAGE

WORDS = {
    EntryKind.INVOICE: pgettext_lazy("ledger", "Invoice"),
    EntryKind.CREDIT: pgettext_lazy("ledger", "Credit note"),
    EntryKind.PAYMENT: pgettext_lazy("ledger", "Payment"),
    EntryKind.RELEASE: pgettext_lazy("ledger", "Payment moved or given back"),
    EntryKind.TAKEN_BACK: pgettext_lazy("ledger", "The bank took the payment back"),
    EntryKind.EXTRA: pgettext_lazy("ledger", "Payment that paid no invoice"),
    EntryKind.GIVEN_BACK: pgettext_lazy("ledger", "Payment given back"),
    EntryKind.FEE: pgettext_lazy("ledger", "Reminder fee"),
    EntryKind.FEE_WAIVED: pgettext_lazy("ledger", "Reminder fee waived"),
    EntryKind.WRITE_OFF: pgettext_lazy("ledger", "Written off"),
}
LONGEST_KEY = 200


@require_GET
@access.permission_needed(access.ISSUE)
def receivables(request: HttpRequest) -> HttpResponse:
    """List buyers with what they owe, what of it is overdue, and what was paid beforehand."""
    found = ledgers.receivables(timezone.localdate())
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("p", "1"))
    title = pgettext("page", "Receivables")
    context = {
        "title": title,
        "page": page,
        "rows": [(one, ledger_url(one.key)) for one in page.object_list],
        "open_ore": sum(one.open_ore for one in found),
        "overdue_ore": sum(one.overdue_ore for one in found),
        "prepaid_ore": sum(one.prepaid_ore for one in found),
        "breadcrumbs_items": _crumbs(title),
    }
    return render(request, "workspace/receivables.html", context)


def ledger_url(key: str) -> str:
    return f"{reverse('workspace:buyer_ledger')}?{urlencode({'buyer': key})}"


def _crumbs(*words: str) -> list[dict[str, str]]:
    path = crumbs(None, pgettext("workspace menu", "Due"), *words)
    path[1]["url"] = reverse("workspace:due_list")
    if len(words) > 1:
        path[2]["url"] = reverse("workspace:receivables")
    return path


@dataclass
class Period:
    """The days of a ledger; without any, all there is."""

    first: date | None
    last: date | None

    @property
    def error(self) -> str:
        return period_error(self.first, self.last)

    def holds(self, day: date) -> bool:
        return not (self.first and day < self.first) and not (self.last and day > self.last)


class BuyerLedger:
    """The lines of one buyer in a period, with what was owed when it began and when it ended."""

    def __init__(self, key: str, period: Period) -> None:
        self.period = period
        self.documents = ledgers.documents_of(key)

    @cached_property
    def buyer(self) -> dict[str, Any]:
        """Return the buyer as on the latest document."""
        return dict(self.documents[-1].content.get("buyer", {}))

    @cached_property
    def _all(self) -> list[Entry]:
        return ledgers.entries_of(self.documents)

    @cached_property
    def entries(self) -> list[Entry]:
        return [entry for entry in self._all if self.period.holds(entry.day)]

    @property
    def opening_ore(self) -> int:
        first = self.period.first
        before = [entry for entry in self._all if first and entry.day < first]
        return before[-1].balance_ore if before else 0

    @property
    def closing_ore(self) -> int:
        return self.entries[-1].balance_ore if self.entries else self.opening_ore

    def heading(self) -> list[str]:
        return [
            pgettext("column", "Day"),
            pgettext("column", "What"),
            gettext("Invoice or credit note"),
            gettext("OCR"),
            pgettext("ledger", "Owed"),
            pgettext("ledger", "Paid or taken off"),
            pgettext("ledger", "Balance"),
        ]

    def rows(self) -> Iterator[list[Cell]]:
        if self.period.first:
            opening = gettext("Brought forward")
            yield [self.period.first, opening, "", "", None, None, _kronor(self.opening_ore)]
        for entry in self.entries:
            yield [
                entry.day,
                str(WORDS[entry.kind]),
                entry.document.full_number if entry.document else "",
                (entry.document.ocr or "") if entry.document else "",
                _kronor(entry.ore) if entry.ore > 0 else None,
                _kronor(-entry.ore) if entry.ore < 0 else None,
                _kronor(entry.balance_ore),
            ]


def _kronor(ore: int) -> Decimal:
    return Decimal(ore) / 100


@require_GET
@access.permission_needed(access.ISSUE)
def buyer_ledger(request: HttpRequest) -> HttpResponse:
    """Show one buyer's documents, payments and credits in a period, or answer with a table."""
    key = request.GET.get("buyer", "").replace("\0", "")[:LONGEST_KEY]
    period = Period(day_of(request.GET.get("first", "")), day_of(request.GET.get("last", "")))
    ledger = BuyerLedger(key, period)
    if not key or not ledger.documents:
        raise Http404
    name = ledger.buyer.get("name", "") or key
    wanted = request.GET.get("export", "")
    if wanted in {"csv", "xlsx"} and not period.error:
        if not access.user_may(request.user, access.EXPORT_MONEY):
            raise PermissionDenied
        words = pgettext("file name", "ledger")
        file_name = f"{words}-{slugify(name)}-{timezone.localdate()}"
        return file_response(ledger, wanted, name=file_name, sheet=gettext("Ledger"))
    page = Paginator(ledger.entries, PER_PAGE).get_page(request.GET.get("p", "1"))
    context = {
        "ledger": ledger,
        "key": key,
        "name": name,
        "page": page,
        "rows": [(entry, WORDS[entry.kind]) for entry in page.object_list],
        "may_export": access.user_may(request.user, access.EXPORT_MONEY),
        "breadcrumbs_items": _crumbs(pgettext("page", "Receivables"), name),
    }
    return render(request, "workspace/buyer_ledger.html", context)
