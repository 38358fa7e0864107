"""What stands on a document: frozen when it is issued, in plain values and the payer's language."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from registrations import formats
from registrations.languages import in_language
from registrations.models import Charge, Document, Offering, Payer, Payment, Seller
from registrations.words import VatKind


def content_of(
    document: Document,
    charges: Sequence[Charge],
    *,
    payer: Payer,
    seller: Seller | None,
    now: datetime,
) -> dict[str, Any]:
    """Return all that the document is about; the language in force is the payer's."""
    offering = payer.registration.offering
    return {
        "number": document.full_number,
        "kind": document.kind,
        "issued_on": document.issued_on.isoformat(),
        "is_live": document.is_live,
        "seller": _seller(seller),
        "buyer": _buyer(payer, document, seller),
        "reference": payer.registration.reference,
        "title": offering.title,
        "supplied": _dates(offering),
        "lines": _lines(charges),
        "vat": _vat(charges),
        "notes": _notes(charges, seller),
        "net_ore": document.net_ore,
        "vat_ore": document.vat_ore,
        "gross_ore": document.gross_ore,
        "credits": _original(document.credits),
        "made_at": now.isoformat(),
        **_paid(document.payment),
    }


def _seller(seller: Seller | None) -> dict[str, str]:
    if seller is None:
        return {}
    names = ("name", "org_number", "vat_number", "street", "postcode", "town", "email", "phone")
    return {name: getattr(seller, name) for name in names}


def _buyer(payer: Payer, document: Document, seller: Seller | None) -> dict[str, str]:
    """Return who bought; a simplified receipt, under the seller's limit, needs only the name."""
    limit = seller.simplified_limit_ore if seller is not None else 0
    original = document.credits
    whole_ore = original.gross_ore if original is not None else document.gross_ore
    names = ["org_number", "reference"]
    if abs(whole_ore) > limit or payer.org_number:
        names += ["street", "postcode", "town"]
    buyer = {name: getattr(payer, name) for name in names}
    return {"name": payer.name or payer.registration.contact_name, **buyer}


def _dates(offering: Offering) -> str:
    if offering.first_starts_at is None:
        return ""
    ends_at = offering.last_ends_at or offering.first_starts_at
    return formats.day_range(offering.first_starts_at, ends_at)


def _lines(charges: Sequence[Charge]) -> list[dict[str, Any]]:
    """Return one line for all charges that are alike, with their number."""
    alike = Counter(
        (one.text, one.kind, one.vat_rate, one.vat_kind, one.net_ore, one.vat_ore)
        for one in charges
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
        }
        for (text, kind, rate, vat_kind, net, vat), number in alike.items()
    ]


def _vat(charges: Sequence[Charge]) -> list[dict[str, Any]]:
    """Sum by VAT rate and kind, highest rate first: a margin sale is no exempt one."""
    sums: dict[tuple[Decimal, str], tuple[int, int]] = {}
    for charge in charges:
        key = (charge.vat_rate, charge.vat_kind)
        net, vat = sums.get(key, (0, 0))
        sums[key] = (net + charge.net_ore, vat + charge.vat_ore)
    return [
        {"rate": _plain(rate), "kind": kind, "net_ore": net, "vat_ore": vat}
        for (rate, kind), (net, vat) in sorted(sums.items(), reverse=True)
    ]


def _plain(rate: Decimal) -> str:
    return f"{Decimal(rate).normalize():f}"


def _notes(charges: Sequence[Charge], seller: Seller | None) -> list[str]:
    """Return what the law asks to be said where no VAT is shown."""
    kinds = {charge.vat_kind for charge in charges}
    exempt = in_language(seller, "exempt_text") if seller is not None else ""
    texts = {
        VatKind.OUTSIDE: gettext("Outside VAT: no VAT is charged on this sale."),
        VatKind.EXEMPT: exempt or gettext("Exempt from VAT."),
        VatKind.MARGIN: gettext("Margin scheme for travel agents: no VAT is shown."),
        VatKind.REVERSE: gettext("Reverse charge: the buyer accounts for the VAT."),
    }
    return [text for kind, text in texts.items() if kind in kinds]


def _original(credited: Document | None) -> dict[str, str] | None:
    if credited is None:
        return None
    return {"number": credited.full_number, "issued_on": credited.issued_on.isoformat()}


def _paid(payment: Payment | None) -> dict[str, str]:
    return {
        "paid_at": payment.received_at.isoformat() if payment else "",
        "source": payment.source if payment else "",
        "payment_reference": payment.external_id if payment else "",
    }
