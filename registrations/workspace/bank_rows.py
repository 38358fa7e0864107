"""Movements of the bank as rows: what each is, where its money lies, and what may be done."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext

from registrations import formats
from registrations.external_refunds import BOOKED_BY_HAND
from registrations.invoicing.bank.credited import Freed, freed_by_credit
from registrations.invoicing.bank.proposals import (
    Finished,
    Free,
    OtherPayer,
    Proposal,
    Said,
    look_up,
    propose,
)
from registrations.invoicing.bank.reasons import Aside
from registrations.models import Allocation, BankMovement, Decision, Document, Payment, Refund
from registrations.words import DEAD_REFUND, DecisionKind, MovementKind
from registrations.workspace.machine_words import in_words

OPEN, PROPOSED, ASIDE = "open", "proposed", "aside"
MOST_PROPOSED = 300


def movements() -> QuerySet[BankMovement, Any]:
    """Return all movements with whether somebody is asked about them or about their money."""
    asked = Decision.objects.filter(
        kind=DecisionKind.BANK, movement=OuterRef("pk"), settled_at__isnull=True
    )
    stray = Decision.objects.filter(
        kind__in=[DecisionKind.STRAY_MONEY, DecisionKind.WRONG_MONEY],
        payment=OuterRef("payment"),
        settled_at__isnull=True,
    )
    rows = BankMovement.objects.annotate(is_asked=Exists(asked), is_stray=Exists(stray))
    return rows.select_related("payment", "refund")


def of_view(rows: Any, view: str) -> QuerySet[BankMovement, Any]:
    """Return those of `movements` that one of the list's views shows."""
    shown: QuerySet[BankMovement, Any] = rows
    if view == ASIDE:
        shown = rows.filter(is_asked=True)
    elif view == OPEN:
        shown = rows.filter(is_stray=True)
    elif view == PROPOSED:
        found = list(rows.filter(is_stray=True).order_by("-pk")[:MOST_PROPOSED])
        shown = rows.filter(pk__in=proposals_of(found))
    return shown


def proposals_of(found: Sequence[BankMovement]) -> dict[int, Proposal]:
    """Return what is proposed for those of the movements that have free money."""
    money = _Money(found)
    return propose([Free(one, money.free(one)) for one in found if money.free(one) > 0])


@dataclass
class MovementRow:
    """One movement in words."""

    movement: BankMovement
    state: str = ""
    is_waiting: bool = False
    url: str = ""
    invoices: list[tuple[str, str]] = field(default_factory=list)
    proposal: Proposal | None = None
    finished: Sequence[Finished] = ()
    other: OtherPayer | None = None
    strange_ocrs: Sequence[str] = ()
    # How much has been paid back, or taken back by the bank.
    back: str = ""
    # Why free money is to be paid back.
    freed: Sequence[Freed] = ()
    # How much is for no invoice.
    by_hand: str = ""

    @property
    def who(self) -> str:
        return self.movement.payer_name or gettext("No name")

    @property
    def freed_for(self) -> str:
        """Return whose the money to pay back is: the buyer's, or whoever paid."""
        return next((one.buyer for one in self.freed if one.buyer), self.who)

    @property
    def words(self) -> str:
        return " ".join(filter(None, (self.movement.reference, self.movement.text)))

    @property
    def is_out(self) -> bool:
        return self.movement.direction == "DBIT"

    @property
    def sum_words(self) -> str:
        return sum_words(self.movement)

    @property
    def proposed(self) -> str:
        if self.proposal is None:
            return ""
        return ", ".join(document.full_number for document, _ore in self.proposal.shares)


def sum_words(movement: BankMovement) -> str:
    """Return the sum with its sign; of another currency with its own name."""
    sign = "\N{MINUS SIGN}" if movement.direction == "DBIT" else ""
    return f"{sign}{money_in(movement.amount_ore, movement.currency)}"


def money_in(ore: int, currency: str) -> str:
    """Return a sum in kronor, or in another currency with that one's name."""
    if currency == "SEK":
        return formats.money(ore)
    return f"{number_format(Decimal(ore) / 100, 2)}{formats.NBSP}{currency}"


def rows_of(found: Sequence[BankMovement]) -> list[MovementRow]:
    """Return the rows of one page, read with a fixed number of statements."""
    money = _Money(found)
    waiting = [Free(one, money.free(one)) for one in found if money.free(one) > 0]
    said = look_up(waiting)
    freed = freed_by_credit(one.movement.payment_id for one in waiting) if waiting else {}
    return [_row(one, money, said, freed) for one in found]


def _row(movement: Any, money: "_Money", said: Said, freed: dict[int, list[Freed]]) -> MovementRow:
    row = MovementRow(
        movement,
        str(MovementKind(movement.kind).label),
        proposal=said.proposals.get(movement.pk),
        finished=said.finished.get(movement.pk, []),
        other=said.others.get(movement.pk),
        strange_ocrs=said.strange_ocrs.get(movement.pk, ()),
    )
    if movement.payment_id is not None:
        row.url = reverse("workspace:bank_place", args=[movement.payment_id])
        row.invoices = money.invoices.get(movement.payment_id, [])
        booked = money.booked_by_hand.get(movement.payment_id, 0)
        if gone := money.gone(movement) - booked:
            row.back = gettext("Gone back: %(sum)s") % {"sum": formats.money(gone)}
        if booked:
            row.by_hand = gettext("Booked by hand: %(sum)s") % {"sum": formats.money(booked)}
        if (free := money.free(movement)) > 0:
            row.is_waiting = True
            row.freed = freed.get(movement.payment_id, ())
            credited = {one.invoice.pk for one in row.freed}
            row.finished = [one for one in row.finished if one.document.pk not in credited]
            words = gettext("To pay back: %(sum)s") if row.freed else gettext("Not placed: %(sum)s")
            row.state = words % {"sum": formats.money(free)}
        return row
    row.url = reverse("workspace:bank_settle", args=[movement.pk])
    if movement.is_asked:
        row.is_waiting = True
        row.state = reason_words(movement)
    elif movement.kind == MovementKind.OUTGOING and movement.refund_id is not None:
        row.state = gettext("Paid back to the payer")
    elif movement.kind == MovementKind.ASIDE:
        row.state = gettext("Left out: %(words)s") % {"words": money.outcome(movement)}
    return row


def reason_words(movement: BankMovement) -> str:
    """Return why a movement is put aside."""
    if movement.detail in Aside.values:
        return str(Aside(movement.detail).label)
    return movement.detail


class _Money:
    """Where the money of some movements lies, read together."""

    def __init__(self, found: Sequence[BankMovement]) -> None:
        self._payments = [one.payment_id for one in found if one.payment_id is not None]
        self._asides = [one.pk for one in found if one.kind == MovementKind.ASIDE]
        self._amounts = {one.payment_id: one.amount_ore for one in found}

    @cached_property
    def _placed(self) -> dict[tuple[int, int | None], tuple[int, str]]:
        """Return öre and number by payment and invoice; None for what is on no invoice."""
        found: dict[tuple[int, int | None], tuple[int, str]] = {}
        rows = Allocation.objects.filter(payment__in=self._payments).select_related(
            "charge__document_line__document", "charge__reminder__document"
        )
        for row in rows:
            line = getattr(row.charge, "document_line", None)
            reminder = getattr(row.charge, "reminder", None)
            document = line.document if line else reminder.document if reminder else None
            key = (row.payment_id, document.pk if document else None)
            former = found.get(key, (0, ""))[0]
            found[key] = (former + row.amount_ore, document.full_number if document else "")
        return found

    @cached_property
    def invoices(self) -> dict[int, list[tuple[str, str]]]:
        """Return number and sum of the invoices that each payment lies on."""
        found: dict[int, list[tuple[str, str]]] = defaultdict(list)
        for (payment, _document), (ore, number) in self._placed.items():
            if ore > 0:
                found[payment].append((number or gettext("no invoice"), formats.money(ore)))
        return found

    @cached_property
    def _placed_ore(self) -> dict[int, int]:
        found: dict[int, int] = defaultdict(int)
        for (payment, _document), (ore, _number) in self._placed.items():
            found[payment] += ore
        return found

    @cached_property
    def _gone(self) -> dict[int | None, int]:
        rows = Refund.objects.filter(~Q(state__in=DEAD_REFUND), payment__in=self._payments)
        sums = rows.order_by().values_list("payment").annotate(ore=Sum("amount_ore"))
        return dict(sums)

    @cached_property
    def booked_by_hand(self) -> dict[int | None, int]:
        rows = Refund.objects.filter(BOOKED_BY_HAND, payment__in=self._gone)
        sums = rows.order_by().values_list("payment").annotate(ore=Sum("amount_ore"))
        return dict(sums)

    def free(self, movement: BankMovement) -> int:
        pk = movement.payment_id
        if pk is None:
            return 0
        return self._amounts[pk] - self._placed_ore.get(pk, 0) - self.gone(movement)

    def gone(self, movement: BankMovement) -> int:
        return self._gone.get(movement.payment_id, 0)

    @cached_property
    def _outcomes(self) -> dict[int, str]:
        rows = Decision.objects.filter(
            kind=DecisionKind.BANK, movement__in=self._asides, settled_at__isnull=False
        )
        return dict(rows.order_by("pk").values_list("movement", "outcome"))

    def outcome(self, movement: BankMovement) -> str:
        return in_words(self._outcomes.get(movement.pk, "")) or "–"


def reopened_by(payment: Payment) -> list[Document]:
    """Return the invoices that a payment lies on or has been taken off."""
    billed = Q(lines__charge__allocations__payment=payment)
    reminded = Q(reminders__charge__allocations__payment=payment)
    return list(Document.objects.filter(billed | reminded).distinct().order_by("pk"))


def invoices_of(payment: Payment) -> list[tuple[int, str, int]]:
    """Return the invoices that a payment lies on: key, number and öre."""
    found: dict[int, tuple[str, int]] = {}
    rows = Allocation.objects.filter(payment=payment).select_related(
        "charge__document_line__document", "charge__reminder__document"
    )
    for row in rows.order_by("pk"):
        line = getattr(row.charge, "document_line", None)
        reminder = getattr(row.charge, "reminder", None)
        document = line.document if line else reminder.document if reminder else None
        if document is not None:
            former = found.get(document.pk, ("", 0))[1]
            found[document.pk] = (document.full_number, former + row.amount_ore)
    return [(pk, number, ore) for pk, (number, ore) in found.items() if ore > 0]
