"""What stands on a document: frozen when it is issued, in plain values and the payer's language."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext

from registrations import formats
from registrations.document_parties import buyer_of, seller_of
from registrations.languages import in_language
from registrations.models import (
    Allocation,
    Charge,
    Document,
    Offering,
    Payment,
    Seller,
    VatText,
)
from registrations.words import ChargeKind, DocumentKind, VatKind


@dataclass(frozen=True)
class Terms:
    """What is agreed of an invoice besides its charges: when it is due, and a message."""

    due_on: date
    message: str = ""
    # The invoice that was credited to issue this one put right.
    replaces: Document | None = None


@dataclass(frozen=True)
class Line:
    """A charge as it is shown: a credit shows what rounding had taken off the original's."""

    charge: Charge
    net_ore: int
    vat_ore: int


def content_of(
    document: Document,
    charges: Sequence[Charge],
    *,
    seller: Seller | None,
    terms: Terms | None = None,
    reason: str = "",
    now: datetime,
) -> dict[str, Any]:
    """Return all that the document is about; the language in force is the payer's.

    `reason`: why an invoice is credited, which a bookkeeper wrote for the buyer to read.
    """
    charges = _with_registrations(charges)
    lines = shown_lines(charges)
    net_ore = sum(line.net_ore for line in lines)
    rounding_ore = document.net_ore - net_ore
    prepaid_ore = _prepaid(charges) if document.kind == DocumentKind.INVOICE else 0
    offering = document.offering
    return {
        "number": document.full_number,
        "kind": document.kind,
        "issued_on": document.issued_on.isoformat(),
        "is_live": document.is_live,
        "seller": seller_of(seller, document=document),
        "buyer": buyer_of(document, seller),
        "reference": document.payer.registration.reference,
        "title": offering.title,
        "supplied": _dates(offering),
        "lines": _lines(lines),
        "vat": _vat(lines),
        "notes": _notes(charges, seller, document.issued_on),
        "net_ore": net_ore,
        "vat_ore": document.vat_ore,
        "rounding_ore": rounding_ore,
        "gross_ore": document.gross_ore,
        "prepaid_ore": prepaid_ore,
        "payable_ore": document.gross_ore - prepaid_ore,
        "credits": _original(document.credits),
        "made_at": now.isoformat(),
        "vat_codes": _codes(charges, document.issued_on),
        **_terms(document, terms, seller, reason),
        **_paid(document.payment),
    }


def _with_registrations(charges: Sequence[Charge]) -> list[Charge]:
    """Return the charges, in order, with what their lines say of where they come from."""
    related = Charge.objects.select_related("payer__registration__offering", "reverses")
    found = related.in_bulk([charge.pk for charge in charges])
    return [found[charge.pk] for charge in charges]


def shown_lines(charges: Sequence[Charge]) -> list[Line]:
    """Return the charges without what only rounds to whole kronor.

    Rounding down lowers one charge of an invoice; when that charge is credited in whole, its line
    is shown as it stood on the invoice, and the rounding beside it.
    """
    reversed_pks = [charge.reverses_id for charge in charges if charge.kind == ChargeKind.REVERSAL]
    rounded = dict(
        Charge.objects.filter(kind=ChargeKind.ROUNDING, reverses__in=reversed_pks)
        .order_by()
        .values_list("reverses")
        .annotate(net=Sum("net_ore"))
    )
    left = _left_of(rounded)
    return [
        Line(
            charge,
            charge.net_ore
            + (
                rounded.get(charge.reverses_id or 0, 0)
                if not left.get(charge.reverses_id or 0, 1)
                else 0
            ),
            charge.vat_ore,
        )
        for charge in charges
        if not _is_rounding(charge)
    ]


def _is_rounding(charge: Charge) -> bool:
    """Tell whether a charge rounds to whole kronor, or undoes one that does."""
    original = charge.reverses
    return charge.kind == ChargeKind.ROUNDING or (
        original is not None and original.kind == ChargeKind.ROUNDING
    )


def _left_of(pks: dict[int, int]) -> dict[int, int]:
    left = {charge.pk: charge.gross_ore for charge in Charge.objects.filter(pk__in=pks)}
    lowered = Charge.objects.filter(reverses__in=pks).order_by().values_list("reverses")
    for pk, net, vat in lowered.annotate(net=Sum("net_ore"), vat=Sum("vat_ore")):
        left[pk] += net + vat
    return left


def _prepaid(charges: Sequence[Charge]) -> int:
    allocated = Allocation.objects.filter(charge__in=[charge.pk for charge in charges])
    return int(allocated.aggregate(total=Sum("amount_ore"))["total"] or 0)


def _dates(offering: Offering) -> str:
    if offering.first_starts_at is None:
        return ""
    ends_at = offering.last_ends_at or offering.first_starts_at
    return formats.day_range(offering.first_starts_at, ends_at)


def supplied_on(offering: Offering) -> date | None:
    """Return the day on which what is sold has been supplied: the last one of the event."""
    ends_at = offering.last_ends_at or offering.first_starts_at
    return timezone.localdate(ends_at) if ends_at is not None else None


def _lines(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """Return one line for all charges of a registration that are alike, with their number."""
    alike = Counter(
        (
            line.charge.payer.registration,
            line.charge.text,
            line.charge.kind,
            line.charge.vat_rate,
            line.charge.vat_kind,
            line.net_ore,
            line.vat_ore,
        )
        for line in lines
        if line.charge.kind != ChargeKind.VAT_DIFFERENCE and not _undoes_difference(line.charge)
    )
    return [
        {
            "text": text,
            "kind": kind,
            "number": number,
            "vat_rate": _plain(rate),
            "vat_kind": vat_kind,
            "unit_net_ore": net,
            "net_ore": net * number,
            "vat_ore": vat * number,
            "gross_ore": (net + vat) * number,
            **_origin(registration),
        }
        for (registration, text, kind, rate, vat_kind, net, vat), number in alike.items()
    ]


def _undoes_difference(charge: Charge) -> bool:
    original = charge.reverses
    return original is not None and original.kind == ChargeKind.VAT_DIFFERENCE


def _origin(registration: Any) -> dict[str, Any]:
    """Return what a line is for: the event, its day, its project in the books."""
    offering = registration.offering
    day = supplied_on(offering)
    return {
        "reference": registration.reference,
        "offering": offering.pk,
        "title": offering.title,
        "supplied": _dates(offering),
        "supplied_on": day.isoformat() if day else "",
        "project": offering.project_code or str(offering.pk),
    }


def _vat(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """Sum by VAT rate and kind, highest rate first: a margin sale is no exempt one."""
    sums: dict[tuple[Decimal, str], list[int]] = defaultdict(lambda: [0, 0])
    for line in lines:
        total = sums[line.charge.vat_rate, line.charge.vat_kind]
        total[0] += line.net_ore
        total[1] += line.vat_ore
    return [
        {"rate": _plain(rate), "kind": kind, "net_ore": net, "vat_ore": vat}
        for (rate, kind), (net, vat) in sorted(sums.items(), reverse=True)
    ]


def _plain(rate: Decimal) -> str:
    return f"{Decimal(rate).normalize():f}"


def vat_texts(kinds: set[str], day: date) -> dict[str, VatText]:
    """Return the dated text of each kind of VAT that has one on a day."""
    rows = VatText.objects.filter(vat_kind__in=kinds, from_on__lte=day).order_by("from_on")
    return {row.vat_kind: row for row in rows}


def _notes(charges: Sequence[Charge], seller: Seller | None, day: date) -> list[str]:
    """Return what the law asks to be said where no VAT is shown."""
    kinds = {charge.vat_kind for charge in charges if not _is_rounding(charge)}
    exempt = in_language(seller, "exempt_text") if seller is not None else ""
    fallbacks = {
        VatKind.OUTSIDE: gettext("Outside VAT: no VAT is charged on this sale."),
        VatKind.EXEMPT: gettext("Exempt from VAT."),
        VatKind.MARGIN: gettext("Margin scheme for travel agents: no VAT is shown."),
        VatKind.REVERSE: gettext("Reverse charge: the buyer accounts for the VAT."),
    }
    texts = vat_texts(kinds, day)
    found = {kind: in_language(row, "text") for kind, row in texts.items()}
    if exempt:
        found[VatKind.EXEMPT] = exempt
    return [found.get(kind) or text for kind, text in fallbacks.items() if kind in kinds]


def _codes(charges: Sequence[Charge], day: date) -> dict[str, str]:
    """Return the code of the reason, as e-invoices give it, for each kind of VAT that has one."""
    kinds = {charge.vat_kind for charge in charges if not _is_rounding(charge)}
    return {kind: row.code for kind, row in vat_texts(kinds, day).items() if row.code}


def _original(credited: Document | None) -> dict[str, str] | None:
    if credited is None:
        return None
    return {
        "number": credited.full_number,
        "issued_on": credited.issued_on.isoformat(),
        "kind": credited.kind,
    }


def _replaced(former: Document | None) -> dict[str, Any] | None:
    return {"document": former.pk, "number": former.full_number} if former is not None else None


def _terms(
    document: Document, terms: Terms | None, seller: Seller | None, reason: str
) -> dict[str, Any]:
    why = gettext("Reason: %(reason)s") % {"reason": reason} if reason else ""
    return {
        "due_on": terms.due_on.isoformat() if terms else "",
        "message": terms.message if terms else why,
        "replaces": _replaced(terms.replaces if terms else None),
        "ocr": document.ocr or "",
        "text": in_language(seller, "invoice_text") if terms and seller else "",
    }


def _paid(payment: Payment | None) -> dict[str, str]:
    return {
        "paid_at": payment.received_at.isoformat() if payment else "",
        "source": payment.source if payment else "",
        "payment_reference": payment.external_id if payment else "",
    }
