"""Seller, buyer and how to pay, as UBL writes them."""

from typing import Any

from registrations.invoicing.identifiers import (
    SWEDISH_NUMBER,
    compact,
    digits,
    split_endpoint,
    swedish_number,
)
from registrations.invoicing.peppol_release import CREDIT_TRANSFER
from registrations.invoicing.xml import Builder

# The words that the rule asks for (SE-R-005), whatever the invoice's language.
F_TAX = "Godkänd för F-skatt"


def write_parties(to: Builder, content: dict[str, Any], *, is_outside_vat: bool) -> None:
    """Write both parties; where the sale is outside VAT, neither has a VAT number (BR-O-02)."""
    seller, buyer = content["seller"], content["buyer"]
    with to.inside("cac:AccountingSupplierParty"), to.inside("cac:Party"):
        _write_address(to, seller)
        _write_vat_number(to, "" if is_outside_vat else seller.get("vat_number", ""))
        if seller.get("is_f_tax_approved") and seller.get("country") == "SE":
            _write_tax_scheme(to, F_TAX, "TAX")
        _write_legal_entity(to, seller)
        with to.inside("cac:Contact"):
            to.add("cbc:Telephone", seller.get("phone"))
            to.add("cbc:ElectronicMail", seller.get("email"))
    with to.inside("cac:AccountingCustomerParty"), to.inside("cac:Party"):
        _write_address(to, buyer)
        _write_vat_number(to, "" if is_outside_vat else buyer.get("vat_number", ""))
        _write_legal_entity(to, buyer)


def _write_address(to: Builder, party: dict[str, Any]) -> None:
    scheme, number = split_endpoint(party.get("endpoint", ""))
    to.add("cbc:EndpointID", number, schemeID=scheme)
    with to.inside("cac:PartyName"):
        to.add("cbc:Name", party["name"])
    with to.inside("cac:PostalAddress"):
        to.add("cbc:StreetName", party.get("street"))
        to.add("cbc:CityName", party.get("town"))
        to.add("cbc:PostalZone", party.get("postcode"))
        with to.inside("cac:Country"):
            to.add("cbc:IdentificationCode", party.get("country"))


def _write_vat_number(to: Builder, number: str) -> None:
    if number:
        _write_tax_scheme(to, compact(number), "VAT")


def _write_tax_scheme(to: Builder, number: str, scheme: str) -> None:
    with to.inside("cac:PartyTaxScheme"):
        to.add("cbc:CompanyID", number)
        with to.inside("cac:TaxScheme"):
            to.add("cbc:ID", scheme)


def _write_legal_entity(to: Builder, party: dict[str, Any]) -> None:
    number = party.get("org_number", "")
    swedish = swedish_number(number) if party.get("country") == "SE" else ""
    with to.inside("cac:PartyLegalEntity"):
        to.add("cbc:RegistrationName", party["name"])
        if swedish:
            to.add("cbc:CompanyID", swedish, schemeID=SWEDISH_NUMBER)
        else:
            to.add("cbc:CompanyID", number)


def write_payment_means(to: Builder, content: dict[str, Any]) -> None:
    """Write the accounts to pay to, all with the OCR: one code and one reference (UBL-SR-44, 47).

    A Swedish giro account is digits and the name of the giro (SE-R-007 to 010).
    """
    seller = content["seller"]
    accounts = (
        (digits(seller.get("bankgiro", "")), "SE:BANKGIRO"),
        (digits(seller.get("plusgiro", "")), "SE:PLUSGIRO"),
        (compact(seller.get("iban", "")), compact(seller.get("bic", ""))),
    )
    for account, branch in accounts:
        if account:
            with to.inside("cac:PaymentMeans"):
                to.add("cbc:PaymentMeansCode", CREDIT_TRANSFER)
                to.add("cbc:PaymentID", content["ocr"])
                with to.inside("cac:PayeeFinancialAccount"):
                    to.add("cbc:ID", account)
                    with to.inside("cac:FinancialInstitutionBranch"):
                        to.add("cbc:ID", branch)
