"""What has come from a registration's payers and gone back, by a fixed number of statements."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Sum

from registrations.external_refunds import BOOKED_BY_HAND
from registrations.models import (
    Allocation,
    Checkout,
    Document,
    DocumentFile,
    DocumentLine,
    Refund,
    Registration,
)
from registrations.workspace.addresses import payment_url
from registrations.workspace.payment_state import StateWords, state_of, with_state


@dataclass(frozen=True)
class PaymentLine:
    """One payment, or an attempt to pay."""

    checkout: Checkout
    state: StateWords
    url: str


@dataclass
class PayerMoney:
    """A payer's payments, refunds and documents, and what the payments pay."""

    allocated_ore: int = 0
    payments: list[PaymentLine] = field(default_factory=list)
    refunds: list[Refund] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)


def money_of_payers(registration: Registration) -> dict[int, PayerMoney]:
    """Return the money of each of the registration's payers."""
    found: dict[int, PayerMoney] = defaultdict(PayerMoney)
    paid = Allocation.objects.filter(charge__payer__registration=registration).order_by()
    for payer, ore in paid.values_list("charge__payer").annotate(ore=Sum("amount_ore")):
        found[payer].allocated_ore = ore
    checkouts = with_state(Checkout.objects.filter(payer__registration=registration))
    for checkout in checkouts.order_by("pk"):
        line = PaymentLine(checkout, state_of(checkout), payment_url(checkout.pk))
        found[checkout.payer_id].payments.append(line)
    refunds = Refund.objects.filter(payment__payer__registration=registration)
    refunds = refunds.exclude(BOOKED_BY_HAND)
    for refund in refunds.select_related("payment").order_by("pk"):
        found[refund.payment.payer_id or 0].refunds.append(refund)
    _add_documents(found, registration)
    return found


def _add_documents(found: dict[int, PayerMoney], registration: Registration) -> None:
    """Add the documents that have a charge of the payer, in whoever's name they stand."""
    lines = DocumentLine.objects.filter(charge__payer__registration=registration).order_by()
    pairs = sorted(lines.values_list("document", "charge__payer").distinct())
    files = DocumentFile.objects.filter(document=OuterRef("pk"))
    documents = Document.objects.select_related("credits").annotate(is_kept=Exists(files))
    by_key = documents.in_bulk([pk for pk, _payer in pairs])
    for pk, payer in pairs:
        found[payer].documents.append(by_key[pk])
