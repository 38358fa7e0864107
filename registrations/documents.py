"""Documents: receipts, invoices and credits, frozen with what they are about when issued.

The number and the content are written in the transaction of the sale; rendering follows by the
tick (`mail.rendering`). Nothing here runs outside the Offering's lock.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.utils import timezone, translation

from registrations.actors import SYSTEM, Actor
from registrations.document_content import Terms, content_of
from registrations.models import Charge, Document, DocumentLine, Payer, Payment, Seller
from registrations.numbering import next_number, ocr_of, series_code
from registrations.trace import Mail, Trace, record
from registrations.words import DocumentKind, Happening, InvoiceDelivery


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
        DocumentKind.RECEIPT,
        with_discounts,
        payer_id=fresh[0].payer_id,
        payment=payment,
        actor=actor,
        now=now,
    )


def issue_invoice(
    charges: Sequence[Charge], *, payer_id: int, terms: Terms, now: datetime, actor: Actor
) -> Document:
    """Issue an invoice over charges that stand on no document; the payer's details stand on it."""
    return _issue(
        DocumentKind.INVOICE, charges, payer_id=payer_id, terms=terms, actor=actor, now=now
    )


def issue_credits(
    reversals: Iterable[Charge], *, now: datetime, actor: Actor = SYSTEM, reason: str = ""
) -> list[Document]:
    """Issue one credit for each document whose charges were reversed; it names the document."""
    by_document: dict[int, list[Charge]] = {}
    for reversal in reversals:
        line = DocumentLine.objects.filter(charge__reversals=reversal).first()
        if line is not None:
            by_document.setdefault(line.document_id, []).append(reversal)
    originals = Document.objects.select_related("payment").in_bulk(by_document)
    return [
        _issue(
            DocumentKind.CREDIT_NOTE,
            charges,
            payer_id=originals[pk].payer_id,
            payment=originals[pk].payment,
            credited=originals[pk],
            actor=actor,
            now=now,
            reason=reason,
        )
        for pk, charges in sorted(by_document.items())
    ]


def _issue(
    kind: DocumentKind,
    charges: Sequence[Charge],
    *,
    payer_id: int,
    payment: Payment | None = None,
    credited: Document | None = None,
    terms: Terms | None = None,
    actor: Actor,
    now: datetime,
    reason: str = "",
) -> Document:
    payer = Payer.objects.select_related("registration__offering").get(pk=payer_id)
    registration = payer.registration
    is_live = payment.is_live if payment is not None else True
    day = timezone.localdate(now)
    seller = seller_on(day)
    credits_invoice = credited is not None and credited.kind == DocumentKind.INVOICE
    series = series_code(kind, seller=seller, credits_invoice=credits_invoice, is_live=is_live)
    number, prefix = next_number(series, day.year, seller=seller)
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
    if terms is not None and seller is not None:
        document.due_on = terms.due_on
        document.ocr = ocr_of(year=day.year, number=number, prefix=prefix, seller=seller)
    with translation.override(registration.language):
        document.content = content_of(
            document,
            charges,
            seller=seller,
            terms=terms,
            reason=reason if credits_invoice else "",
            now=now,
        )
    document.supplied_on = _last_day(document)
    document.save(force_insert=True)
    DocumentLine.objects.bulk_create(
        DocumentLine(document=document, charge=charge) for charge in charges
    )
    _tell(document, actor, now, reason)
    return document


def _last_day(document: Document) -> date | None:
    """Return the last day on which something that stands on a document is supplied."""
    days = [line["supplied_on"] for line in document.content["lines"] if line["supplied_on"]]
    return date.fromisoformat(max(days)) if days else None


def _tell(document: Document, actor: Actor, now: datetime, reason: str = "") -> None:
    """Log the document and mail it to the payer; the mail waits until it is rendered."""
    payer, registration = document.payer, document.payer.registration
    original = document.credits
    is_invoice = document.kind == DocumentKind.INVOICE
    credits_invoice = original is not None and original.kind == DocumentKind.INVOICE
    if is_invoice:
        happening = Happening.INVOICED
    elif original is not None:
        happening = Happening.INVOICE_CREDITED if credits_invoice else Happening.CREDITED
    else:
        happening = Happening.RECEIPT
    # An e-invoice goes by the operator that the bookkeeper hands it to.
    by_operator = (is_invoice or credits_invoice) and payer.delivery == InvoiceDelivery.PEPPOL
    to = payer.email or registration.contact_email
    trace = Trace(
        happening=happening,
        offering_id=document.offering_id,
        registration=registration,
        reason=reason,
        fields=[f"document:{document.pk}"],
        mails=[] if by_operator else [Mail(happening, to, registration)],
    )
    record([trace], actor=actor, now=now)
