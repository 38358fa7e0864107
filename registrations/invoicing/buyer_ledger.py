"""All that was billed to one buyer and all that came, day by day, with a balance that runs.

A buyer is known by organisation number, or by name where there is none: as it stands on the
documents, so that what was issued stays where it was when a payer's details change.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from django.db.models import Q, QuerySet, Sum, TextField, Value
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Coalesce
from django.utils import timezone

from registrations.external_refunds import BOOKED_BY_HAND
from registrations.invoicing.bank.matching import digits_of
from registrations.invoicing.standing import invoices
from registrations.models import Allocation, Charge, Document, Refund
from registrations.words import ChargeKind, DocumentKind, MovementKind, RefundState

_BUYER = KeyTransform("buyer", "content")
# Rounding and discounts are part of the document that they stand on.
_BESIDE = (ChargeKind.WRITE_OFF, ChargeKind.REMINDER, ChargeKind.REVERSAL)


class EntryKind(Enum):
    INVOICE = "invoice"
    CREDIT = "credit"
    PAYMENT = "payment"
    RELEASE = "release"
    TAKEN_BACK = "taken_back"
    EXTRA = "extra"
    GIVEN_BACK = "given_back"
    FEE = "fee"
    FEE_WAIVED = "fee_waived"
    WRITE_OFF = "write_off"


@dataclass(frozen=True)
class Entry:
    """One line: positive what is owed, negative what is taken off or paid."""

    day: date
    kind: EntryKind
    ore: int
    # None for money that paid no invoice.
    document: Document | None
    balance_ore: int = 0


@dataclass
class Receivable:
    """What one buyer owes, in öre, and what was paid for events to come."""

    key: str
    name: str
    org_number: str
    invoices: int = 0
    open_ore: int = 0
    # What of it is fees for reminding.
    fees_ore: int = 0
    overdue_ore: int = 0
    prepaid_ore: int = 0


def key_of(buyer: dict[str, Any]) -> str:
    """Return how a buyer is known: the number, or the name without regard to its case."""
    number = "".join(buyer.get("org_number", "").split()).replace("-", "")
    return number or " ".join(buyer.get("name", "").split()).casefold()


def receivables(today: date) -> list[Receivable]:
    """Return every buyer who owes or has paid beforehand, who owes most first."""
    rows = _with_buyers(invoices())
    owed = Q(open_ore__gt=0) | Q(reminder_fees_ore__gt=0)
    rows = rows.filter(owed | Q(paid_ore__gt=0, supplied_on__gt=today))
    found: dict[str, Receivable] = {}
    values = (
        "buyer_number",
        "buyer_name",
        "open_ore",
        "reminder_fees_ore",
        "paid_ore",
        "due_on",
        "supplied_on",
    )
    for number, name, open_ore, fees_ore, paid_ore, due_on, supplied_on in rows.order_by(
        "pk"
    ).values_list(*values):
        buyer = {"org_number": number, "name": name}
        key = key_of(buyer)
        one = found.setdefault(key, Receivable(key, buyer["name"], buyer["org_number"]))
        owed_ore = max(open_ore, 0) + max(fees_ore, 0)
        one.invoices += open_ore > 0
        one.open_ore += owed_ore
        one.overdue_ore += owed_ore if due_on < today else 0
        one.fees_ore += max(fees_ore, 0)
        one.prepaid_ore += paid_ore if supplied_on and supplied_on > today else 0
    return sorted(found.values(), key=lambda one: (-one.open_ore, one.name))


def documents_of(key: str) -> list[Document]:
    """Return the invoices of a buyer and the credits of them, in order."""
    about_invoices = Q(kind=DocumentKind.INVOICE) | Q(credits__kind=DocumentKind.INVOICE)
    found = _with_buyers(Document.objects.filter(about_invoices))
    called = Q()
    for number, name in _written_as(key, found):
        called |= Q(buyer_number=number, buyer_name=name)
    if not called:
        return []
    rows = found.filter(called).order_by("issued_on", "pk")
    return list(
        rows.only("kind", "series", "year", "number", "issued_on", "net_ore", "vat_ore", "content")
    )


def _with_buyers(documents: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """Annotate documents with the number and the name of their buyers, empty where missing."""
    return documents.annotate(
        buyer_number=_text_of("org_number"),
        buyer_name=_text_of("name"),
    )


def _text_of(field: str) -> Coalesce:
    found = KeyTextTransform(field, _BUYER)
    return Coalesce(found, Value(""), output_field=TextField())


def _written_as(key: str, documents: QuerySet[Any, Any]) -> list[tuple[str, str]]:
    """Return every number and name that a buyer has on documents.

    They are compared here: no database folds case, hyphens and spaces as the key does.
    """
    pairs = documents.order_by().values_list("buyer_number", "buyer_name").distinct()
    return [
        (number, name)
        for number, name in pairs
        if key_of({"org_number": number, "name": name}) == key
    ]


def entries_of(documents: Iterable[Document]) -> list[Entry]:
    """Return every line of a buyer's documents, oldest first, with the balance after each."""
    by_pk = {one.pk: one for one in documents}
    entries = [Entry(one.issued_on, _kind_of(one), one.gross_ore, one) for one in by_pk.values()]
    entries += _beside(by_pk)
    entries += _paid(by_pk)
    entries += _came_and_went(by_pk)
    entries.sort(key=lambda entry: entry.day)
    balance, found = 0, []
    for entry in entries:
        balance += entry.ore
        found.append(Entry(entry.day, entry.kind, entry.ore, entry.document, balance))
    return found


def _kind_of(document: Document) -> EntryKind:
    is_credit = document.kind == DocumentKind.CREDIT_NOTE
    return EntryKind.CREDIT if is_credit else EntryKind.INVOICE


def _beside(by_pk: dict[int, Document]) -> list[Entry]:
    """Return what is owed or given up beside the documents: fees of reminding, write-offs."""
    fees = Charge.objects.filter(reminder__document__in=by_pk)
    fees_off = Charge.objects.filter(reverses__reminder__document__in=by_pk)
    written = Charge.objects.filter(
        reverses__document_line__document__in=by_pk, kind=ChargeKind.WRITE_OFF
    )
    found = []
    for rows, document, kind in (
        (fees, "reminder__document", EntryKind.FEE),
        (fees_off, "reverses__reminder__document", EntryKind.FEE_WAIVED),
        (written, "reverses__document_line__document", EntryKind.WRITE_OFF),
    ):
        sums: dict[tuple[date, int, EntryKind], int] = defaultdict(int)
        values = rows.filter(kind__in=_BESIDE).values_list(
            "created_at", document, "kind", "net_ore", "vat_ore"
        )
        for created_at, pk, charge_kind, net, vat in values:
            is_off = charge_kind == ChargeKind.WRITE_OFF
            day = timezone.localdate(created_at)
            sums[day, pk, EntryKind.WRITE_OFF if is_off else kind] += net + vat
        found += [Entry(day, one, ore, by_pk[pk]) for (day, pk, one), ore in sums.items()]
    return found


def _paid(by_pk: dict[int, Document]) -> list[Entry]:
    """Return what payments were put on the documents and their fees, and what left them again."""
    sums: dict[tuple[date, int, EntryKind, int], int] = defaultdict(int)
    by_bank = Refund.objects.filter(movement__kind=MovementKind.REVERSAL)
    taken = set(by_bank.values_list("payment", "created_at"))
    for document in ("charge__document_line__document", "charge__reminder__document"):
        rows = Allocation.objects.filter(**{f"{document}__in": by_pk})
        for payment, received_at, created_at, pk, ore in rows.values_list(
            "payment", "payment__received_at", "created_at", document, "amount_ore"
        ):
            kind = EntryKind.PAYMENT if ore > 0 else EntryKind.RELEASE
            if ore < 0 and (payment, created_at) in taken:
                kind = EntryKind.TAKEN_BACK
            day = timezone.localdate(received_at if ore > 0 else created_at)
            sums[day, pk, kind, payment] += ore
    return [Entry(day, kind, -ore, by_pk[pk]) for (day, pk, kind, _), ore in sums.items()]


def _came_and_went(by_pk: dict[int, Document]) -> list[Entry]:
    """Return money of the buyer's that paid no invoice and has gone back, as it came and went.

    It is the buyer's where it names one of the invoices or bears the buyer's name.
    """
    refunds = Refund.objects.filter(payment__movement__isnull=False, state=RefundState.SUCCEEDED)
    refunds = refunds.exclude(BOOKED_BY_HAND).select_related("payment__movement", "movement")
    by_ocr = {document.ocr: document for document in by_pk.values() if document.ocr}
    names = {_folded(one.content.get("buyer", {}).get("name", "")) for one in by_pk.values()}
    gone: dict[int, list[Refund]] = defaultdict(list)
    whose: dict[int, Document | None] = {}
    for refund in refunds.order_by("pk"):
        movement = refund.payment.movement
        said = [movement.text, *(part["ref"] for part in movement.parts)]
        named = [by_ocr[ocr] for ocr in map(digits_of, said) if ocr in by_ocr]
        if named or _folded(movement.payer_name) in names - {""}:
            gone[refund.payment_id].append(refund)
            whose[refund.payment_id] = named[0] if named else None
    placed = Allocation.objects.filter(payment__in=gone, amount_ore__gt=0).order_by()
    sums = dict(placed.values_list("payment").annotate(ore=Sum("amount_ore")))
    found = []
    for pk, ones in gone.items():
        left = ones[0].payment.amount_ore - sums.get(pk, 0)
        for refund in ones:
            ore = min(refund.amount_ore, left)
            if ore > 0:
                found += _there_and_back(refund, ore, whose[pk])
            left -= ore
    return found


def _there_and_back(refund: Refund, ore: int, document: Document | None) -> list[Entry]:
    movement = getattr(refund, "movement", None)
    is_taken = movement is not None and movement.kind == MovementKind.REVERSAL
    came = timezone.localdate(refund.payment.received_at)
    went = movement.booked_on if movement is not None else timezone.localdate(refund.created_at)
    kind = EntryKind.TAKEN_BACK if is_taken else EntryKind.GIVEN_BACK
    return [Entry(came, EntryKind.EXTRA, -ore, document), Entry(went, kind, ore, document)]


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
