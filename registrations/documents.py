"""Documents: receipts and credits, numbered without gaps and frozen with what they are about.

The number and the content are written in the transaction of the sale; rendering follows by the
tick (`mail.receipts`). Nothing here runs outside the Offering's lock.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.utils import timezone, translation

from registrations.actors import SYSTEM, Actor
from registrations.document_content import content_of
from registrations.models import (
    Charge,
    Document,
    DocumentLine,
    DocumentSeries,
    Payer,
    Payment,
    Seller,
)
from registrations.trace import Mail, Trace, record
from registrations.words import DocumentKind, Happening

# K for kvitto, KK for kreditkvitto: one series each, so that a missing number shows.
SERIES = {DocumentKind.RECEIPT: "K", DocumentKind.CREDIT_NOTE: "KK", DocumentKind.INVOICE: "F"}
TEST_SERIES = {kind: f"T{code}" for kind, code in SERIES.items()}


def seller_on(day: date) -> Seller | None:
    """Return the seller's details that hold on a day."""
    return Seller.objects.filter(from_on__lte=day).order_by("-from_on").first()


def issue_receipt(
    payment: Payment, charges: Sequence[Charge], *, now: datetime, actor: Actor = SYSTEM
) -> Document | None:
    """Issue a receipt over charges that a payment has covered, with their discounts."""
    fresh = [charge for charge in charges if not hasattr(charge, "document_line")]
    if not fresh or payment.payer is None:
        return None
    with_discounts = [
        *fresh,
        *Charge.objects.filter(reverses__in=fresh, document_line__isnull=True).order_by("pk"),
    ]
    return _issue(
        DocumentKind.RECEIPT, with_discounts, payment=payment, credited=None, actor=actor, now=now
    )


def issue_credits(
    reversals: Iterable[Charge], *, now: datetime, actor: Actor = SYSTEM
) -> list[Document]:
    """Issue one credit for each document whose charges were reversed; it names the document."""
    by_document: dict[int, list[Charge]] = {}
    for reversal in reversals:
        line = DocumentLine.objects.filter(charge__reversals=reversal).first()
        if line is not None:
            by_document.setdefault(line.document_id, []).append(reversal)
    originals = Document.objects.in_bulk(by_document)
    return [
        _issue(
            DocumentKind.CREDIT_NOTE,
            charges,
            payment=originals[pk].payment,
            credited=originals[pk],
            actor=actor,
            now=now,
        )
        for pk, charges in sorted(by_document.items())
    ]


def next_number(code: str, year: int) -> int:
    """Take the next number of a series: it is given back if the transaction is rolled back.

    All series of the year are locked in one order, so that a sale that needs a receipt and a
    credit never waits for one that needs a credit and a receipt.
    """
    rows = DocumentSeries.objects.filter(year=year).order_by("pk")
    found = {row.code: row for row in rows.select_for_update()}
    if code not in found:
        codes = (*SERIES.values(), *TEST_SERIES.values())
        DocumentSeries.objects.bulk_create(
            (DocumentSeries(code=one, year=year) for one in sorted(codes)), ignore_conflicts=True
        )
        found = {row.code: row for row in rows.select_for_update()}
    number = found[code].last_number + 1
    DocumentSeries.objects.filter(pk=found[code].pk).update(last_number=number)
    return number


def _issue(
    kind: DocumentKind,
    charges: Sequence[Charge],
    *,
    payment: Payment | None,
    credited: Document | None,
    actor: Actor,
    now: datetime,
) -> Document:
    payer = Payer.objects.select_related("registration__offering").get(pk=charges[0].payer_id)
    registration = payer.registration
    is_live = payment.is_live if payment is not None else True
    day = timezone.localdate(now)
    series = (SERIES if is_live else TEST_SERIES)[kind]
    number = next_number(series, day.year)
    document = Document(
        kind=kind,
        series=series,
        year=day.year,
        number=number,
        offering=registration.offering,
        payer=payer,
        payment=payment,
        credits=credited,
        issued_on=day,
        language=registration.language,
        net_ore=sum(charge.net_ore for charge in charges),
        vat_ore=sum(charge.vat_ore for charge in charges),
        is_live=is_live,
        created_at=now,
    )
    with translation.override(registration.language):
        document.content = content_of(
            document, charges, payer=payer, seller=seller_on(day), now=now
        )
    document.save(force_insert=True)
    DocumentLine.objects.bulk_create(
        DocumentLine(document=document, charge=charge) for charge in charges
    )
    _tell(document, actor, now)
    return document


def _tell(document: Document, actor: Actor, now: datetime) -> None:
    """Log the document and mail it to the payer; the mail waits until it is rendered."""
    payer, registration = document.payer, document.payer.registration
    is_credit = document.kind == DocumentKind.CREDIT_NOTE
    happening = Happening.CREDITED if is_credit else Happening.RECEIPT
    trace = Trace(
        happening=happening,
        offering_id=document.offering_id,
        registration=registration,
        fields=[f"document:{document.pk}"],
        mails=[Mail(happening, payer.email or registration.contact_email, registration)],
    )
    record([trace], actor=actor, now=now)
