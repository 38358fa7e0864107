"""Money of bank payments that a credit set free after it had paid: the buyer's to have back."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.translation import gettext

from registrations.models import Allocation, Document

_CREDITS = "charge__document_line__document__credit_notes"


@dataclass(frozen=True)
class Freed:
    """An invoice that was paid, the credit note that set money of it free, and whose it is."""

    invoice: Document
    credit: Document

    @property
    def buyer(self) -> str:
        return str(self.invoice.content.get("buyer", {}).get("name") or "")

    @property
    def words(self) -> str:
        numbers = {"number": self.invoice.full_number, "credit": self.credit.full_number}
        return gettext("%(number)s is credited after it was paid (%(credit)s)") % numbers


def _released() -> QuerySet[Allocation]:
    """Return what left a charge in the moment that its invoice was credited."""
    return Allocation.objects.filter(
        amount_ore__lt=0,
        payment__source="bank",
        **{f"{_CREDITS}__created_at": F("created_at")},
    )


def was_freed() -> Exists:
    """Tell, beside a `payment`, whether a credit has set money of it free."""
    return Exists(_released().filter(payment=OuterRef("payment")))


def freed_by_credit(payments: Iterable[int | None]) -> dict[int, list[Freed]]:
    """Return by payment which invoices were credited after it had paid them, in two statements."""
    rows = _released().filter(payment__in=[pk for pk in payments if pk is not None]).order_by("pk")
    named = list(
        dict.fromkeys(
            rows.values_list("payment", "charge__document_line__document", f"{_CREDITS}__pk")
        )
    )
    documents = Document.objects.in_bulk({pk for _payment, *pair in named for pk in pair})
    found: dict[int, list[Freed]] = defaultdict(list)
    for payment, invoice, credit in named:
        found[payment].append(Freed(documents[invoice], documents[credit]))
    return found
