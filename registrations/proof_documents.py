"""Proves the documents: receipts and credits for all that was paid, their numbers and files."""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain

from django.db.models import Count, Exists, F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from registrations.models import (
    Allocation,
    Charge,
    Document,
    DocumentFile,
    DocumentLine,
    DocumentSeries,
)
from registrations.proof_rows import Disagreement, disagreements, sum_of
from registrations.words import ChargeKind

RENDERED_WITHIN = timedelta(days=1)
FILES_AT_ONCE = 20
EMPTY = hashlib.sha256(b"").hexdigest()


def receipts(now: datetime) -> Iterator[Disagreement]:
    """What is paid online stands on a receipt, and what lowers it on a credit that names it."""
    online = Allocation.objects.filter(payment__checkout__isnull=False)
    covered = Charge.objects.filter(document_line__isnull=True).annotate(
        paid_online=sum_of(online, "charge"),
        paid=sum_of(Allocation.objects.all(), "charge"),
        left=F("net_ore")
        + F("vat_ore")
        + sum_of(Charge.objects.all(), "reverses", "net_ore")
        + sum_of(Charge.objects.all(), "reverses", "vat_ore"),
    )
    documented = (
        Charge.objects.filter(reverses__document_line__isnull=False)
        # Writing a debt off changes no sale.
        .exclude(kind=ChargeKind.WRITE_OFF)
        .exclude(net_ore=0, vat_ore=0)
        .annotate(original=F("reverses__document_line__document"))
    )
    named = DocumentLine.objects.filter(
        Q(document=OuterRef("original")) | Q(document__credits=OuterRef("original")),
        charge=OuterRef("pk"),
    )
    return chain(
        disagreements(
            covered.filter(paid_online__gt=0, paid=F("left")),
            lambda charge: f"{charge.paid} öre were paid online, but it stands on no receipt.",
        ),
        disagreements(
            documented.exclude(Exists(named)),
            lambda charge: (
                f"lowers charge {charge.reverses_id} by {-charge.gross_ore} öre, but no credit of"
                f" document {charge.original} says so."
            ),
        ),
    )


def sums_of_documents(now: datetime) -> Iterator[Disagreement]:
    rows = Document.objects.annotate(
        lines_net=sum_of(DocumentLine.objects.all(), "document", "charge__net_ore"),
        lines_vat=sum_of(DocumentLine.objects.all(), "document", "charge__vat_ore"),
    )
    return chain(
        disagreements(
            rows.filter(~Q(lines_net=F("net_ore")) | ~Q(lines_vat=F("vat_ore"))),
            lambda document: (
                f"{document} says {document.net_ore} net and {document.vat_ore} VAT, its lines"
                f" {document.lines_net} and {document.lines_vat}."
            ),
        ),
        disagreements(
            rows.filter(~Q(is_live=F("payment__is_live")), payment__isnull=False),
            lambda document: f"{document} mixes real and test money: {document.payment_id}.",
        ),
        disagreements(
            rows.filter(files__sha256=EMPTY).exclude(content={}),
            lambda document: f"{document} is kept as an empty file, though its time is not over.",
        ),
        disagreements(
            rows.filter(files__isnull=True, created_at__lt=now - RENDERED_WITHIN),
            lambda document: f"{document} was issued {document.issued_on} and is not kept as file.",
        ),
    )


def numbers(now: datetime) -> Iterator[Disagreement]:
    """In each series and year the numbers run from 1 to the last one taken, without a gap."""
    mine = Document.objects.filter(series=OuterRef("code"), year=OuterRef("year")).order_by()
    held = mine.values("series").annotate(n=Count("pk"), last=Max("number"))
    rows = DocumentSeries.objects.annotate(
        held=Coalesce(Subquery(held.values("n")), 0),
        last=Coalesce(Subquery(held.values("last")), 0),
    )
    of_no_series = ~Exists(
        DocumentSeries.objects.filter(code=OuterRef("series"), year=OuterRef("year"))
    )
    return chain(
        disagreements(
            rows.filter(~Q(held=F("last_number")) | ~Q(last=F("last_number"))),
            lambda series: (
                f"{series} has taken {series.last_number} numbers, but holds {series.held}"
                f" documents, the last {series.last}; number {_first_missing(series)} is missing."
            ),
        ),
        disagreements(
            Document.objects.filter(of_no_series),
            lambda document: f"{document} is of a series that nobody counts.",
        ),
    )


def _first_missing(series: DocumentSeries) -> int:
    taken = Document.objects.filter(series=series.code, year=series.year).order_by("number")
    expected = 1
    for number in taken.values_list("number", flat=True).iterator():
        if number != expected:
            break
        expected += 1
    return expected


def files(now: datetime) -> Iterator[Disagreement]:
    """Each document is kept byte by byte as it was rendered."""
    last = 0
    while batch := list(DocumentFile.objects.filter(pk__gt=last).order_by("pk")[:FILES_AT_ONCE]):
        for file in batch:
            digest = hashlib.sha256(file.body).hexdigest()
            if digest != file.sha256:
                yield Disagreement(
                    "DocumentFile",
                    file.pk,
                    f"of document {file.document_id} has the hash {digest}, not {file.sha256}.",
                )
        last = batch[-1].pk
