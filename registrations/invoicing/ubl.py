"""Writes an invoice, or the credit note of one, as Peppol BIS Billing 3 in UBL 2.1.

Only from the frozen content, so the same document always gives the same bytes. The order of the
elements is the schema's; the rules behind the rest are named in `ubl_rules`.
"""

from typing import Any

from registrations.invoicing import peppol_release as release
from registrations.invoicing.ubl_gaps import gaps_of, is_of_organisation
from registrations.invoicing.ubl_money import (
    Group,
    Line,
    groups_of,
    is_credit,
    kronor,
    lines_of,
    sign_of,
)
from registrations.invoicing.ubl_parties import write_parties, write_payment_means
from registrations.invoicing.xml import Builder

CURRENCY = "SEK"
_COMMON = "urn:oasis:names:specification:ubl:schema:xsd:Common"
_ROOT = "urn:oasis:names:specification:ubl:schema:xsd:{}-2"
CAC, CBC = f"{_COMMON}AggregateComponents-2", f"{_COMMON}BasicComponents-2"
MEDIA_TYPE = "application/xml"


def can_write(content: dict[str, Any]) -> bool:
    """Tell whether a document becomes an e-invoice: an organisation's, with all that it needs."""
    return is_of_organisation(content) and not gaps_of(content)


def write_ubl(content: dict[str, Any]) -> bytes:
    """Return the document as UBL; the content is one for which `can_write` is true."""
    name = "CreditNote" if is_credit(content) else "Invoice"
    to = Builder(name, {None: _ROOT.format(name), "cac": CAC, "cbc": CBC})
    groups, lines = groups_of(content), lines_of(content)
    _write_head(to, content)
    _write_period(to, lines)
    _write_references(to, content)
    write_parties(to, content, is_outside_vat=groups[0].category == "O")
    _write_delivery(to, lines)
    if not is_credit(content):
        write_payment_means(to, content)
    _write_vat(to, groups)
    _write_totals(to, content, groups)
    for number, line in enumerate(lines, 1):
        _write_line(to, number, line, is_credit=is_credit(content), dates=_dates(lines))
    return to.to_bytes()


def _write_head(to: Builder, content: dict[str, Any]) -> None:
    is_credited = is_credit(content)
    to.add("cbc:CustomizationID", release.CUSTOMIZATION_ID)
    to.add("cbc:ProfileID", release.PROFILE_ID)
    to.add("cbc:ID", content["number"])
    to.add("cbc:IssueDate", content["issued_on"])
    if is_credited:
        to.add("cbc:CreditNoteTypeCode", release.CREDIT_NOTE_TYPE)
    else:
        to.add("cbc:DueDate", content["due_on"])
        to.add("cbc:InvoiceTypeCode", release.INVOICE_TYPE)
    to.add("cbc:Note", " ".join(filter(None, (content["message"], content["text"]))))
    to.add("cbc:DocumentCurrencyCode", CURRENCY)
    to.add("cbc:BuyerReference", content["buyer"].get("reference"))


def _write_period(to: Builder, lines: list[Line]) -> None:
    """Write from when to when, where the lines were supplied on different days."""
    dates = _dates(lines)
    if len(dates) > 1:
        with to.inside("cac:InvoicePeriod"):
            to.add("cbc:StartDate", dates[0])
            to.add("cbc:EndDate", dates[-1])


def _dates(lines: list[Line]) -> list[str]:
    return sorted({line.supplied_on for line in lines if line.supplied_on})


def _write_references(to: Builder, content: dict[str, Any]) -> None:
    buyer, original = content["buyer"], content.get("credits")
    with to.inside("cac:OrderReference"):
        to.add("cbc:ID", buyer.get("order_number"))
    if original:
        with to.inside("cac:BillingReference"):
            with to.inside("cac:InvoiceDocumentReference"):
                to.add("cbc:ID", original["number"])
                to.add("cbc:IssueDate", original["issued_on"])
    with to.inside("cac:ContractDocumentReference"):
        to.add("cbc:ID", buyer.get("contract"))
    if buyer.get("invoiced_object"):
        with to.inside("cac:AdditionalDocumentReference"):
            to.add("cbc:ID", buyer["invoiced_object"])
            to.add("cbc:DocumentTypeCode", release.INVOICED_OBJECT_TYPE)


def _write_delivery(to: Builder, lines: list[Line]) -> None:
    dates = _dates(lines)
    if len(dates) == 1:
        with to.inside("cac:Delivery"):
            to.add("cbc:ActualDeliveryDate", dates[0])


def _write_vat(to: Builder, groups: list[Group]) -> None:
    with to.inside("cac:TaxTotal"):
        _add_amount(to, "cbc:TaxAmount", sum(group.vat_ore for group in groups))
        for group in groups:
            with to.inside("cac:TaxSubtotal"):
                _add_amount(to, "cbc:TaxableAmount", group.net_ore)
                _add_amount(to, "cbc:TaxAmount", group.vat_ore)
                with to.inside("cac:TaxCategory"):
                    to.add("cbc:ID", group.category)
                    to.add("cbc:Percent", group.percent)
                    to.add("cbc:TaxExemptionReasonCode", group.reason_code)
                    to.add("cbc:TaxExemptionReason", group.reason)
                    _write_scheme(to)


def _write_totals(to: Builder, content: dict[str, Any], groups: list[Group]) -> None:
    sign = sign_of(content)
    net_ore = sum(group.net_ore for group in groups)
    vat_ore = sum(group.vat_ore for group in groups)
    with to.inside("cac:LegalMonetaryTotal"):
        _add_amount(to, "cbc:LineExtensionAmount", net_ore)
        _add_amount(to, "cbc:TaxExclusiveAmount", net_ore)
        _add_amount(to, "cbc:TaxInclusiveAmount", net_ore + vat_ore)
        if content["prepaid_ore"]:
            _add_amount(to, "cbc:PrepaidAmount", sign * content["prepaid_ore"])
        if content["rounding_ore"]:
            _add_amount(to, "cbc:PayableRoundingAmount", sign * content["rounding_ore"])
        _add_amount(to, "cbc:PayableAmount", sign * content["payable_ore"])


def _write_line(to: Builder, number: int, line: Line, *, is_credit: bool, dates: list[str]) -> None:
    with to.inside("cac:CreditNoteLine" if is_credit else "cac:InvoiceLine"):
        to.add("cbc:ID", number)
        quantity = "cbc:CreditedQuantity" if is_credit else "cbc:InvoicedQuantity"
        to.add(quantity, line.quantity, unitCode=release.EACH)
        _add_amount(to, "cbc:LineExtensionAmount", line.net_ore)
        if len(dates) > 1 and line.supplied_on:
            with to.inside("cac:InvoicePeriod"):
                to.add("cbc:StartDate", line.supplied_on)
                to.add("cbc:EndDate", line.supplied_on)
        with to.inside("cac:Item"):
            to.add("cbc:Description", line.description)
            to.add("cbc:Name", line.name)
            with to.inside("cac:ClassifiedTaxCategory"):
                to.add("cbc:ID", line.category)
                to.add("cbc:Percent", line.percent)
                _write_scheme(to)
        with to.inside("cac:Price"):
            _add_amount(to, "cbc:PriceAmount", line.price_ore)


def _write_scheme(to: Builder) -> None:
    with to.inside("cac:TaxScheme"):
        to.add("cbc:ID", "VAT")


def _add_amount(to: Builder, name: str, ore: int) -> None:
    to.add(name, kronor(ore), currencyID=CURRENCY)
