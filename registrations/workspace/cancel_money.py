"""What cancelling an event means in money beforehand, and how its refunds get on afterwards."""

from dataclasses import dataclass, field

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext, ngettext

from registrations import formats
from registrations.ledger import ABOUT_MONEY
from registrations.models import (
    Allocation,
    Batch,
    BatchItem,
    Charge,
    Decision,
    DocumentLine,
    Offering,
    Refund,
)
from registrations.words import (
    DEAD_REFUND,
    LIVE,
    BatchState,
    DecisionKind,
    DocumentKind,
    ItemState,
    RefundState,
)


@dataclass(frozen=True)
class CancelMoney:
    """How many get how much back, in öre, and how many slip paying."""

    people: int
    paid_people: int
    paid_ore: int
    owing_people: int
    owing_ore: int
    invoices: int
    # Payments in a dispute, or about which a person is already asked: they go back by a decision.
    held_up: int

    def sentences(self) -> list[str]:
        """Return what happens to the money, one sentence each."""
        found = []
        if self.paid_people:
            words = ngettext(
                "%(number)d has paid and gets %(sum)s back.",
                "%(number)d have paid and get %(sum)s back.",
                self.paid_people,
            )
            found.append(words % {"number": self.paid_people, "sum": formats.money(self.paid_ore)})
        if self.owing_people:
            words = ngettext(
                "%(number)d has not paid and need not: %(sum)s is taken off.",
                "%(number)d have not paid and need not: %(sum)s are taken off.",
                self.owing_people,
            )
            found.append(
                words % {"number": self.owing_people, "sum": formats.money(self.owing_ore)}
            )
        if self.invoices:
            words = ngettext(
                "%(number)d invoice is credited.",
                "%(number)d invoices are credited.",
                self.invoices,
            )
            found.append(words % {"number": self.invoices})
        if self.held_up:
            words = ngettext(
                "%(number)d payment is disputed or to be decided about: it goes back by a"
                " decision.",
                "%(number)d payments are disputed or to be decided about: they go back by"
                " decisions.",
                self.held_up,
            )
            found.append(words % {"number": self.held_up})
        return found or [gettext("Nobody has paid or owes anything.")]


def money_before(offering: Offering) -> CancelMoney:
    """Return what cancelling everybody now would give back and take off."""
    live = {"participant__offering": offering, "participant__status__in": LIVE}
    charges = Charge.objects.filter(**live).order_by().values_list("participant")
    owed = dict(charges.annotate(ore=Sum(F("net_ore") + F("vat_ore"))))
    of_charges = {f"charge__{name}": value for name, value in live.items()}
    rows = Allocation.objects.filter(**of_charges).order_by()
    is_held_up = _is_disputed() | Exists(_asked_about(OuterRef("payment")))
    paid = dict(rows.values_list("charge__participant").annotate(ore=Sum("amount_ore")))
    free = rows.exclude(is_held_up).values_list("charge__participant")
    back = dict(free.annotate(ore=Sum("amount_ore")))
    owing = {pk: ore - paid.get(pk, 0) for pk, ore in owed.items()}
    lines = DocumentLine.objects.filter(document__kind=DocumentKind.INVOICE, **of_charges)
    return CancelMoney(
        people=offering.participants.live().count(),
        paid_people=sum(ore > 0 for ore in back.values()),
        paid_ore=sum(back.values()),
        owing_people=sum(ore > 0 for ore in owing.values()),
        owing_ore=sum(ore for ore in owing.values() if ore > 0),
        invoices=lines.values("document").distinct().count(),
        held_up=rows.filter(is_held_up).values("payment").distinct().count(),
    )


def _is_disputed() -> Q:
    return Q(payment__checkout__disputed_at__isnull=False, payment__checkout__dispute_outcome="")


def _asked_about(payment: OuterRef) -> QuerySet[Decision]:
    return Decision.objects.filter(payment=payment, kind__in=ABOUT_MONEY, settled_at__isnull=True)


@dataclass
class RefundProgress:
    """The refunds that a batch decided, by how far they have come: number and öre."""

    to_send: tuple[int, int] = (0, 0)
    on_its_way: tuple[int, int] = (0, 0)
    done: tuple[int, int] = (0, 0)
    failed: tuple[int, int] = (0, 0)
    decisions: int = 0
    is_any: bool = field(default=False)

    def rows(self) -> list[tuple[str, int, str]]:
        """Return each step in words with its number and sum; the steps without any are left out."""
        steps = [
            (gettext("Refunds to send"), self.to_send),
            (gettext("Refunds on their way"), self.on_its_way),
            (gettext("Refunds done"), self.done),
            (gettext("Refunds failed or stopped"), self.failed),
        ]
        return [(words, number, formats.money(ore)) for words, (number, ore) in steps if number]


def refunds_of(batch: Batch) -> RefundProgress:
    """Return how the refunds of a batch get on.

    A refund and the item that decided it are of the same moment, and of one registration.
    """
    items = BatchItem.objects.filter(batch=batch, state=ItemState.DONE)
    mine = items.filter(
        done_at=OuterRef("created_at"),
        participant__registration=OuterRef("payment__payer__registration"),
    )
    rows = (
        Refund.objects.filter(Exists(mine), payment__payer__registration__offering=batch.offering)
        .order_by()
        .values_list("state")
        .annotate(ore=Sum("amount_ore"), number=Count("pk"))
    )
    steps: dict[str, tuple[int, int]] = {}
    for state, ore, number in rows:
        step = _STEPS[RefundState(state)]
        former_number, former_ore = steps.get(step, (0, 0))
        steps[step] = (former_number + number, former_ore + ore)
    people = items.filter(participant__registration=OuterRef("registration"))
    asked = Decision.objects.filter(
        Exists(people),
        offering=batch.offering,
        kind__in=(*ABOUT_MONEY, DecisionKind.DISPUTE),
        settled_at__isnull=True,
    )
    return RefundProgress(**steps, decisions=asked.count(), is_any=bool(steps))


_STEPS = {
    RefundState.NEW: "to_send",
    RefundState.PENDING: "on_its_way",
    RefundState.REQUIRES_ACTION: "on_its_way",
    RefundState.SUCCEEDED: "done",
    **dict.fromkeys(DEAD_REFUND, "failed"),
}


def is_under_way(batch: Batch, progress: RefundProgress) -> bool:
    """Tell whether the page is worth looking at again: people or refunds are still to come."""
    is_running = batch.state in {BatchState.WAITING, BatchState.RUNNING}
    return is_running or bool(progress.to_send[0] or progress.on_its_way[0])
