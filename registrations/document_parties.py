"""The two parties of a document as they stood when it was issued."""

from typing import Any

from registrations.models import Document, Payer, Seller
from registrations.words import DocumentKind

SWEDISH_NUMBER_SCHEME = "0007"

_SELLER = (
    "name",
    "org_number",
    "vat_number",
    "street",
    "postcode",
    "town",
    "email",
    "phone",
)
_INVOICING = (
    "country",
    "is_f_tax_approved",
    "bankgiro",
    "plusgiro",
    "iban",
    "bic",
    "swish_number",
)
_INVOICED = (
    "vat_number",
    "country",
    "order_number",
    "invoiced_object",
    "contract",
    "delivery",
    "email",
)
_ADDRESS = ("street", "postcode", "town")


def seller_of(seller: Seller | None, *, document: Document) -> dict[str, Any]:
    """Return the seller's details; for an invoice or its credit also how to pay and e-invoice."""
    if seller is None:
        return {}
    found = {name: getattr(seller, name) for name in _SELLER}
    if is_about_invoice(document):
        found |= {name: getattr(seller, name) for name in _INVOICING}
        found["endpoint"] = seller.endpoint or swedish_endpoint(seller.org_number)
    original = document.credits
    if original is not None and not found["vat_number"]:
        # What was sold with VAT is credited with it, though the seller has left VAT since.
        found["vat_number"] = original.content.get("seller", {}).get("vat_number", "")
    return found


def is_about_invoice(document: Document) -> bool:
    """Tell whether a document is an invoice or the credit of one."""
    original = document.credits
    return DocumentKind.INVOICE in (document.kind, original.kind if original else "")


def buyer_of(document: Document, seller: Seller | None) -> dict[str, Any]:
    """Return who bought: as on the original for a credit, else as the payer's details are now.

    A simplified receipt, under the seller's limit, needs only the name.
    """
    original = document.credits
    if original is not None and original.content.get("buyer"):
        return dict(original.content["buyer"])
    payer = document.payer
    names = ["org_number", "reference"]
    is_invoice = document.kind == DocumentKind.INVOICE
    limit = seller.simplified_limit_ore if seller is not None else 0
    if is_invoice or abs(document.gross_ore) > limit or payer.org_number:
        names += _ADDRESS
    if is_invoice:
        names += _INVOICED
    buyer = {name: getattr(payer, name) for name in names}
    if is_invoice:
        buyer["endpoint"] = payer.endpoint or endpoint_of(payer)
        buyer["kind"] = payer.kind
    return {"name": payer.name or payer.registration.contact_name, **buyer}


def endpoint_of(payer: Payer) -> str:
    """Return the Peppol address that Swedish organisations have by their number."""
    return swedish_endpoint(payer.org_number) if payer.country == "SE" else ""


def swedish_endpoint(org_number: str) -> str:
    digits = org_number.replace("-", "").replace(" ", "")
    is_swedish = len(digits) == 10 and digits.isdigit()
    return f"{SWEDISH_NUMBER_SCHEME}:{digits}" if is_swedish else ""
