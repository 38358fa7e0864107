"""All that stands about one payment, read with a fixed number of statements."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef

from registrations import ledger
from registrations.models import (
    Allocation,
    Charge,
    Checkout,
    Decision,
    Document,
    DocumentFile,
    LogEntry,
    Payment,
    Refund,
    WebhookEvent,
)
from registrations.words import DEAD_REFUND, Happening, RefundState
from registrations.workspace.payment_state import StateWords, state_of

DASHBOARD = "https://dashboard.stripe.com"
_MONEY = (
    Happening.PAID,
    Happening.SEAT_GONE,
    Happening.RECEIPT,
    Happening.CREDITED,
    Happening.REFUND_ASKED,
    Happening.REFUNDED,
    Happening.REFUND_FAILED,
    Happening.DISPUTED,
)


@dataclass(frozen=True)
class PaidLine:
    """A charge with what of this payment lies on it, and the document it stands on."""

    charge: Charge
    ore: int
    document: str = ""

    @property
    def who(self) -> str:
        return self.charge.participant.name if self.charge.participant else ""


@dataclass
class Money:
    """Money that came, what it pays, and what goes back of it."""

    payment: Payment
    lines: list[PaidLine] = field(default_factory=list)
    refunds: list[Refund] = field(default_factory=list)

    @property
    def free_ore(self) -> int:
        live = sum(one.amount_ore for one in self.refunds if one.state not in DEAD_REFUND)
        return self.payment.amount_ore - sum(line.ore for line in self.lines) - live

    @property
    def can_be_by_hand(self) -> bool:
        has_failed = any(one.state == RefundState.FAILED for one in self.refunds)
        return has_failed and self.free_ore > 0

    @property
    def can_refund(self) -> bool:
        return ledger.can_refund(self.payment)


@dataclass
class PaymentDossier:
    checkout: Checkout
    state: StateWords
    asked: list[PaidLine]
    money: list[Money]
    documents: list[Document]
    decisions: list[Decision]
    events: list[WebhookEvent]
    log: list[LogEntry]
    open_ore: int

    @property
    def stripe_url(self) -> str:
        return stripe_url_of(self.checkout)

    @property
    def refundable(self) -> list[PaidLine]:
        return [line for one in self.money if one.can_refund for line in one.lines]

    @property
    def is_asked_about(self) -> bool:
        """Tell whether a person must first say what becomes of money that pays nothing."""
        return any(one.kind in ledger.ABOUT_MONEY and not one.settled_at for one in self.decisions)

    @property
    def is_disputed(self) -> bool:
        return self.checkout.disputed_at is not None


def stripe_url_of(checkout: Checkout) -> str:
    """Return where the payment stands at Stripe; the test bank has no such page."""
    if checkout.backend != "stripe" or not checkout.payment_id:
        return ""
    mode = "" if checkout.is_live else "test/"
    return f"{DASHBOARD}/{mode}payments/{checkout.payment_id}"


def payment_dossier(checkout: Checkout) -> PaymentDossier:
    """Read what there is about a Checkout found `with_state`."""
    payments = list(checkout.payments.select_related("payer").order_by("pk"))
    for payment in payments:
        payment.checkout = checkout
    money = _money(payments)
    documents = _documents(payments)
    return PaymentDossier(
        checkout=checkout,
        state=state_of(checkout),
        asked=_asked(checkout),
        money=money,
        documents=documents,
        decisions=list(
            Decision.objects.filter(payment__in=payments)
            .select_related("settled_by")
            .order_by("settled_at", "pk")
        ),
        events=list(checkout.events.order_by("-happened_at", "-pk")),
        log=_log(checkout, money, documents),
        open_ore=ledger.open_ore(checkout.payer),
    )


def _asked(checkout: Checkout) -> list[PaidLine]:
    rows = checkout.lines.select_related("charge__participant").order_by("pk")
    return [PaidLine(row.charge, row.amount_ore) for row in rows]


def _money(payments: Sequence[Payment]) -> list[Money]:
    found = {payment.pk: Money(payment) for payment in payments}
    lines: dict[tuple[int, int], int] = defaultdict(int)
    charges: dict[int, Charge] = {}
    rows = Allocation.objects.filter(payment__in=found).select_related(
        "charge__participant", "charge__document_line__document"
    )
    for row in rows.order_by("pk"):
        lines[(row.payment_id, row.charge_id)] += row.amount_ore
        charges[row.charge_id] = row.charge
    for (payment, charge), ore in lines.items():
        if ore > 0:
            number = _number_of(charges[charge])
            found[payment].lines.append(PaidLine(charges[charge], ore, number))
    refunds = Refund.objects.filter(payment__in=found).select_related("requested_by")
    for refund in refunds.order_by("pk"):
        found[refund.payment_id].refunds.append(refund)
    return list(found.values())


def _number_of(charge: Charge) -> str:
    line = getattr(charge, "document_line", None)
    return line.document.full_number if line is not None else ""


def _documents(payments: Sequence[Payment]) -> list[Document]:
    files = DocumentFile.objects.filter(document=OuterRef("pk"))
    return list(
        Document.objects.filter(payment__in=payments)
        .select_related("credits")
        .annotate(is_kept=Exists(files))
        .order_by("pk")
    )


def _log(checkout: Checkout, money: list[Money], documents: list[Document]) -> list[LogEntry]:
    """Return the happenings that name this payment, its refunds or its documents."""
    names = {f"document:{document.pk}" for document in documents}
    for one in money:
        names.add(f"payment:{one.payment.pk}")
        names.update(f"refund:{refund.pk}" for refund in one.refunds)
    entries = LogEntry.objects.filter(
        registration=checkout.payer.registration_id, happening__in=_MONEY
    )
    rows = entries.select_related("actor").order_by("-pk")
    return [entry for entry in rows if names.intersection(entry.fields)]


def can_hold_back(refund: Refund) -> bool:
    """Tell whether a refund has not left yet, so that it can still be stopped."""
    return refund.state == RefundState.NEW and refund.asked_at is None
