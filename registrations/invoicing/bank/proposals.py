"""Which invoices a payment that no OCR places may be for: shown to a person, never booked.

An invoice that a payment names and that has nothing left to pay is told of too: money that comes
twice, or too much of it, is not without a name.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import F, QuerySet, Sum, TextChoices
from django.utils.translation import gettext, pgettext_lazy

from registrations.invoicing import standing
from registrations.invoicing.bank.entries import Reference
from registrations.invoicing.bank.matching import Named, Standing, invoices_by_ocr
from registrations.models import Allocation, BankMovement, Document, Payer
from registrations.words import DocumentKind, InvoiceState

MOST = 300
SHORTEST_REFERENCE = 4
# A word before the number is its series only where nothing parts them.
_NUMBER = re.compile(r"(?<![0-9A-ZÅÄÖ])([A-ZÅÄÖ]{0,4})(20\d\d)[ -]?(\d{4,7})\b")


class Why(TextChoices):
    """What speaks for an invoice; the first that fits, the strongest first."""

    OCR = "ocr", pgettext_lazy("proposal", "The payment has the invoice’s OCR number")
    NUMBER = "number", pgettext_lazy("proposal", "The message names the invoice’s number")
    REFERENCE = (
        "reference",
        pgettext_lazy("proposal", "The message has the buyer’s reference, and the sum is right"),
    )
    NAME = "name", pgettext_lazy("proposal", "The payer’s name and the sum are right")
    SUM = "sum", pgettext_lazy("proposal", "Only this invoice has this sum left to pay")


@dataclass(frozen=True)
class Free:
    """A payment's movement and how much of it is free."""

    movement: BankMovement
    ore: int

    @property
    def words(self) -> str:
        parts = (one["ref"] for one in self.movement.parts)
        return " ".join((*parts, self.movement.text)).upper()


@dataclass(frozen=True)
class Proposal:
    """Invoices with what of a payment would go to each, and why."""

    why: Why
    shares: Sequence[tuple[Document, int]]

    @property
    def ore(self) -> int:
        return sum(ore for _document, ore in self.shares)


@dataclass(frozen=True)
class Finished:
    """An invoice that a payment names, and why nothing of it is left to pay."""

    document: Document
    state: InvoiceState
    # The payment itself paid the last of it: the rest of the payment is too much.
    is_paid_by_this: bool

    @property
    def words(self) -> str:
        number = {"number": self.document.full_number}
        if self.is_paid_by_this:
            return gettext("It paid what was left of invoice %(number)s, and is too much") % number
        if self.state == InvoiceState.CREDITED:
            return gettext("It names invoice %(number)s, which is credited") % number
        if self.state == InvoiceState.WRITTEN_OFF:
            return gettext("It names invoice %(number)s, which is written off") % number
        return gettext("It names invoice %(number)s, which is already paid") % number


@dataclass(frozen=True)
class OtherPayer:
    """The only invoice with a payment's sum left to pay, of another buyer than the payer."""

    payer: str
    document: Document

    @property
    def words(self) -> str:
        return gettext(
            "Only %(number)s has this sum left to pay, but the payer is %(payer)s and the invoice"
            " is for %(buyer)s"
        ) % {
            "number": self.document.full_number,
            "payer": self.payer,
            "buyer": _buyer_of(self.document),
        }


@dataclass(frozen=True)
class Said:
    """What there is to say of free money: by movement, what is proposed, named and doubted."""

    proposals: dict[int, Proposal]
    finished: dict[int, list[Finished]]
    others: dict[int, OtherPayer]
    # References that are OCR numbers, but of no invoice of ours.
    strange_ocrs: dict[int, list[str]]


def propose(payments: Sequence[Free]) -> dict[int, Proposal]:
    """Return a proposal by movement for those that have one, in a fixed number of statements."""
    return _proposals(payments, _Candidates(payments))


def look_up(payments: Sequence[Free]) -> Said:
    """Return proposals, and the named invoices that have nothing left to pay."""
    candidates = _Candidates(payments)
    named = {one.movement.pk: candidates.finished(one) for one in payments}
    wanted = {document.pk for documents in named.values() for document in documents}
    states = {one.pk: standing.state_of(one) for one in _standing_of(wanted)}
    by_this = _paid_by(payments, wanted)
    finished = {
        one.movement.pk: [
            Finished(it, states[it.pk], (one.movement.payment_id, it.pk) in by_this)
            for it in named[one.movement.pk]
        ]
        for one in payments
    }
    others = {one.movement.pk: candidates.other_payer(one) for one in payments}
    return Said(
        _proposals(payments, candidates),
        finished,
        {pk: other for pk, other in others.items() if other is not None},
        {one.movement.pk: candidates.strange_ocrs(one) for one in payments},
    )


def _proposals(payments: Sequence[Free], candidates: "_Candidates") -> dict[int, Proposal]:
    found = {one.movement.pk: candidates.best(one) for one in payments}
    return {pk: proposal for pk, proposal in found.items() if proposal is not None}


def _standing_of(documents: set[int]) -> Iterable[Any]:
    return standing.invoices().filter(pk__in=documents) if documents else ()


def _paid_by(payments: Sequence[Free], documents: set[int]) -> set[tuple[int | None, int]]:
    """Return the payments that lie on such documents, each with the document."""
    if not documents:
        return set()
    by = "charge__document_line__document"
    rows = Allocation.objects.filter(
        payment__in=[one.movement.payment_id for one in payments], **{f"{by}__in": documents}
    )
    sums = rows.order_by().values_list("payment", by).annotate(ore=Sum("amount_ore"))
    return {(payment, document) for payment, document, ore in sums if ore > 0}


class _Candidates:
    """The invoices that some payments may be for, found together."""

    def __init__(self, payments: Sequence[Free]) -> None:
        self._ocrs = {one.movement.pk: list(_ocrs_of(one.movement)) for one in payments}
        self._by_ocr = invoices_by_ocr(ocr for ocrs in self._ocrs.values() for ocr in ocrs)
        self._by_number = _by_number(payments)
        self._by_sum = _by_sum({one.ore for one in payments if one.ore > 0})
        self._standing = Standing(
            [
                *self._by_ocr.values(),
                *(one for ones in self._by_number.values() for one in ones),
                *(one for ones in self._by_sum.values() for one in ones),
            ]
        )

    def best(self, free: Free) -> Proposal | None:
        """Return the strongest proposal of a payment; None where nothing speaks for an invoice."""
        same_sum = self._by_sum.get(free.ore, [])
        ways = (
            (Why.OCR, self._named(free)),
            (Why.NUMBER, self._numbered(free)),
            (Why.REFERENCE, _one(one for one in same_sum if _has_reference(one, free.words))),
            (Why.NAME, _one(one for one in same_sum if _has_name(one, free.movement.payer_name))),
            (Why.SUM, [] if self._is_other_buyer(free) else self._by_sum_alone(free)),
        )
        for why, documents in ways:
            if shares := self._shares(documents, free.ore):
                return Proposal(why, shares)
        return None

    def _by_sum_alone(self, free: Free) -> list[Document]:
        # An OCR of ours says that the money is for another.
        return _one([] if self._named(free) else self._by_sum.get(free.ore, []))

    def _is_other_buyer(self, free: Free) -> bool:
        """Tell whether the payer bears the name of a buyer of ours, and the invoice another's."""
        name = _folded(free.movement.payer_name)
        others = [one for one in self._by_sum_alone(free) if _folded(_buyer_of(one)) != name]
        return bool(name and others) and name in self._buyers

    def other_payer(self, free: Free) -> OtherPayer | None:
        """Return what a sum alone would propose, where the payer's name speaks against it."""
        if not self._is_other_buyer(free) or self.best(free) is not None:
            return None
        return OtherPayer(free.movement.payer_name, self._by_sum_alone(free)[0])

    def strange_ocrs(self, free: Free) -> list[str]:
        return [one for one in self._ocrs[free.movement.pk] if one not in self._by_ocr]

    @cached_property
    def _buyers(self) -> set[str]:
        """Return the names of all who have been signed up as paying or have got an invoice."""
        names = Payer.objects.order_by().values_list("name", flat=True).distinct()
        billed = Document.objects.order_by().values_list("content__buyer__name", flat=True)
        return {_folded(name) for name in (*names, *billed.distinct()) if name}

    def finished(self, free: Free) -> list[Document]:
        """Return the invoices that a payment names and that have nothing left to pay."""
        documents = dict.fromkeys((*self._named(free), *self._numbered(free)))
        return [one for one in documents if self._standing.open_ore(one) <= 0]

    def _named(self, free: Free) -> list[Document]:
        ocrs = self._ocrs[free.movement.pk]
        return [self._by_ocr[ocr] for ocr in ocrs if ocr in self._by_ocr]

    def _numbered(self, free: Free) -> list[Document]:
        return [
            document
            for series, year, number in _numbers_in(free.words)
            for document in self._by_number.get((year, number), [])
            if not series or document.series == series
        ]

    def _shares(self, documents: Iterable[Document], ore: int) -> list[tuple[Document, int]]:
        shares = []
        for document in dict.fromkeys(documents):
            part = min(self._standing.open_ore(document), ore)
            if part > 0:
                shares.append((document, part))
                ore -= part
        return shares


def _one(documents: Iterable[Document]) -> list[Document]:
    """Return the only one there is: of several, a sum chooses none."""
    found = list(documents)
    return found if len(found) == 1 else []


def _ocrs_of(movement: BankMovement) -> Iterable[str]:
    references = [Reference(part["ref"], part["ore"]) for part in movement.parts]
    assert movement.payment is not None  # noqa: S101 - only payments are asked about
    return Named(movement.payment, references, movement.text).ocrs


def _numbers_in(words: str) -> list[tuple[str, int, int]]:
    return [(found[1], int(found[2]), int(found[3])) for found in _NUMBER.finditer(words)]


def _by_number(payments: Sequence[Free]) -> dict[tuple[int, int], list[Document]]:
    wanted = {(year, n) for one in payments for _series, year, n in _numbers_in(one.words)}
    rows = _invoices().filter(
        year__in={year for year, _n in wanted}, number__in={n for _year, n in wanted}
    )
    found: dict[tuple[int, int], list[Document]] = defaultdict(list)
    for document in rows.order_by("pk")[:MOST] if wanted else ():
        found[document.year, document.number].append(document)
    return found


def _by_sum(sums: set[int]) -> dict[int, list[Document]]:
    """Return the invoices that have just such a sum left to pay, by that sum."""
    found: dict[int, list[Document]] = defaultdict(list)
    if not sums:
        return found
    stands = standing.stand(_invoices()).annotate(left=F("open_ore") + F("reminder_fees_ore"))
    for document in stands.filter(left__in=sums).order_by("pk")[:MOST]:
        found[document.left].append(document)
    return found


def _invoices() -> QuerySet[Document, Any]:
    rows = Document.objects.filter(kind=DocumentKind.INVOICE, is_live=True)
    return rows.select_related("payer__registration")


def _has_reference(document: Document, words: str) -> bool:
    buyer = document.content.get("buyer", {})
    given = (str(buyer.get(name) or "").upper() for name in ("reference", "order_number"))
    return any(len(one) >= SHORTEST_REFERENCE and one in words for one in given)


def _has_name(document: Document, name: str) -> bool:
    return bool(name) and _folded(_buyer_of(document)) == _folded(name)


def _buyer_of(document: Document) -> str:
    return str(document.content.get("buyer", {}).get("name") or "")


def _folded(name: str) -> str:
    return " ".join(str(name).split()).casefold()
